/* Recurrent layers over a sequence, both directions at once. */
#ifndef PHEMIUS_RECURRENT_H
#define PHEMIUS_RECURRENT_H

#include "kernels.h"
#include "pool.h"

typedef struct {
    Lstm lstm;
    const float *input;       /* [rows][inputs] */
    float *output;            /* [rows][2 * LSTM_HIDDEN] */
    int32_t rows;
} LstmRequest;

/* 0, or 1 where there is no memory. */
int remember(const Kernels *, Pool *, const LstmRequest *);

#endif
