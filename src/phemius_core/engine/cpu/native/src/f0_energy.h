/* The F0 and energy predictor behind its shared LSTM: three AdaIN residual blocks for each of the
 * two, the second of which upsamples from 40 to 80 steps a second. */
#ifndef PHEMIUS_F0_ENERGY_H
#define PHEMIUS_F0_ENERGY_H

#include "adain_resblock.h"

enum { F0_ENERGY_OUTPUTS = 2, F0_ENERGY_BLOCKS = 3 };

typedef struct {
    AdainResblock blocks[F0_ENERGY_BLOCKS];
    const float *pool;        /* [4][channels]: upsampling of the second block, taps and bias. */
} F0EnergyBranch;

typedef struct {
    F0EnergyBranch branches[F0_ENERGY_OUTPUTS]; /* F0, then energy. */
} F0Energy;

typedef struct {
    const float *input;       /* [rows][512] */
    float *output;            /* [F0_ENERGY_OUTPUTS][2 * rows][256] */
    int32_t rows;
    int32_t int16_only;       /* Not 0: leave out the residual passes. */
    AdainParams adain;
} F0EnergyRequest;

/* Returns 0, or 1 when out of memory. */
int f0_energy(const F0Energy *, const Kernels *, ThreadPool *, const F0EnergyRequest *);

#endif
