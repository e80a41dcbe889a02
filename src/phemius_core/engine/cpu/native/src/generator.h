/* Kokoro's generator: a spectrum from the decoder's hidden sequence and the harmonic source. */
#ifndef PHEMIUS_GENERATOR_H
#define PHEMIUS_GENERATOR_H

#include "passes.h"

enum { STAGES = 2, KERNELS_PER_STAGE = 3, CONVS_PER_BLOCK = 6 };

typedef struct {
    Dense source;                                  /* Of the harmonics. */
    Conv noise[CONVS_PER_BLOCK];
    Conv up;
    Conv blocks[KERNELS_PER_STAGE][CONVS_PER_BLOCK];
    int32_t rate, source_step, source_begin;
} Stage;

typedef struct {
    Stage stages[STAGES];
    Conv post;
} Generator;

typedef struct {
    const float *hidden;      /* [steps][512] */
    const float *harmonics;   /* [60 * steps + 1 and zeros around][22] */
    float *output;            /* [60 * steps + 1][32] */
    int32_t steps;
    Norms norms;
} GeneratorRequest;

/* 0, or 1 where there is no memory. */
int generate(const Generator *, const Kernels *, Pool *, const GeneratorRequest *);

#endif
