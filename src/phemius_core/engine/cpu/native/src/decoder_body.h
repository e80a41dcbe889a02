/* The decoder before its generator: five AdaIN residual blocks, the last of which upsamples from
 * 40 to 80 steps a second. */
#ifndef PHEMIUS_DECODER_BODY_H
#define PHEMIUS_DECODER_BODY_H

#include "adain_resblock.h"

enum { BODY_BLOCKS = 5 };

typedef struct {
    AdainResblock blocks[BODY_BLOCKS];
    const float *pool;        /* [4][channels]: upsampling of the last block, taps and bias. */
} DecoderBody;

typedef struct {
    const float *input;       /* [rows][in_channels of the first block]: text, F0, energy, zeros */
    const float *conditioning; /* [rows][...]: what is concatenated to the input of later blocks */
    float *output;            /* [2 * rows][512] */
    int32_t rows;
    AdainParams adain;
} DecoderBodyRequest;

/* Returns 0, or 1 when out of memory. */
int decoder_body(const DecoderBody *, const Kernels *, ThreadPool *, const DecoderBodyRequest *);

#endif
