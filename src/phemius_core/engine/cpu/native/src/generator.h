/* Kokoro's generator (iSTFTNet): a spectrum from the decoder's hidden states and the spectrum of the
 * harmonic source. */
#ifndef PHEMIUS_GENERATOR_H
#define PHEMIUS_GENERATOR_H

#include "conv1d.h"

enum { STAGES = 2, RESBLOCK_KERNELS = 3, CONVS_PER_RESBLOCK = 6 };

typedef struct {
    Linear noise_conv;        /* `noise_convs` over the harmonic source: windows of rows */
    Conv1d noise_resblock[CONVS_PER_RESBLOCK];
    Conv1d upsample;          /* `ups`: transposed */
    Conv1d resblocks[RESBLOCK_KERNELS][CONVS_PER_RESBLOCK];
    int32_t upsampling;       /* Rows out for one in. */
    int32_t source_step, source_begin; /* Values from window to window, and before the first. */
} GeneratorStage;

typedef struct {
    GeneratorStage stages[STAGES];
    Conv1d post;              /* `conv_post` */
} Generator;

typedef struct {
    const float *hidden;      /* [steps][512] */
    const float *harmonics;   /* [zeros, 60 * steps + 1, zeros][22] */
    float *output;            /* [60 * steps + 1][32]: 11 log magnitudes, 11 phases, padding */
    int32_t steps;
    AdainParams adain;
} GeneratorRequest;

/* Returns 0, or 1 when out of memory. */
int generator(const Generator *, const Kernels *, ThreadPool *, const GeneratorRequest *);

#endif
