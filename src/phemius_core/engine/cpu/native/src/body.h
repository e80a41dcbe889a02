/* What comes before the generator: the decoder's body, at 80 steps a second in the end. */
#ifndef PHEMIUS_BODY_H
#define PHEMIUS_BODY_H

#include "residual.h"

enum { BODY_BLOCKS = 5 };

typedef struct {
    Residual blocks[BODY_BLOCKS];
    const float *pool;        /* Of the last block, [4][channels]: three taps and the bias. */
} Body;

typedef struct {
    const float *input;       /* [rows][channels of the first block] */
    const float *beside;      /* [rows][what every later block is given again] */
    float *output;            /* [2 * rows][512] */
    int32_t rows;
    Norms norms;
} BodyRequest;

/* 0, or 1 where there is no memory. */
int decode(const Body *, const Kernels *, Pool *, const BodyRequest *);

#endif
