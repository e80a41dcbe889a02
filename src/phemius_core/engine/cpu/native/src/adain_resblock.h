/* `AdainResBlk1d` of StyleTTS 2: two convolutions beside a shortcut, in the decoder's body and in
 * the F0 and energy predictor. */
#ifndef PHEMIUS_ADAIN_RESBLOCK_H
#define PHEMIUS_ADAIN_RESBLOCK_H

#include "conv1d.h"

typedef struct {
    Conv1d conv1, conv2;
    Conv1d shortcut;          /* out_channels is 0 where the input itself is the shortcut. */
} AdainResblock;

/* Tensors that a block computes in; `out` may be neither of them, but it may be `in`. */
typedef struct {
    Tensor *middle, *shortcut;
} ResblockScratch;

/* out [rows][out_channels] = (block(in [rows][in_channels]) + shortcut) / sqrt(2). */
void adain_resblock(Workspace *, const AdainResblock *, int rows, const Tensor *in,
                    ResblockScratch, Tensor *out);

/* The same to out [2 * rows][out_channels]. `pool` is the depthwise transposed convolution,
 * [4][in_channels]: three taps and the bias; `upsampled` receives its output. */
void adain_resblock_upsample(Workspace *, const AdainResblock *, const float *pool, int rows,
                             const Tensor *in, Tensor *upsampled, ResblockScratch, Tensor *out);

#endif
