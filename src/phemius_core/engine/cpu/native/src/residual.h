/* `AdainResBlk1d`: two convolutions beside a shortcut. */
#ifndef PHEMIUS_RESIDUAL_H
#define PHEMIUS_RESIDUAL_H

#include "passes.h"

typedef struct {
    Conv first, second;
    Conv shortcut;            /* Without outputs where the input itself is the shortcut. */
} Residual;

/* Where a block computes; `out` may be neither, but it may be `in`. */
typedef struct {
    Signal *middle, *shortcut;
} Room;

/* As many rows as before. */
void residual(Run *, const Residual *, int rows, const Signal *in, Room, Signal *out);

/* Twice as many rows; `pool` is [4][channels], three taps and the bias, and `doubled` has room
 * for them before they are convolved. */
void doubling_residual(Run *, const Residual *, const float *pool, int rows, const Signal *in,
                       Signal *doubled, Room, Signal *out);

#endif
