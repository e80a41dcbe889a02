/* Bidirectional LSTM layers. */
#ifndef PHEMIUS_LSTM_H
#define PHEMIUS_LSTM_H

#include "kernels.h"
#include "thread_pool.h"

typedef struct {
    Lstm lstm;
    const float *input;       /* [rows][in_features] */
    float *output;            /* [rows][2 * LSTM_HIDDEN] */
    int32_t rows;
} LstmRequest;

/* Returns 0, or 1 when out of memory. */
int lstm(const Kernels *, ThreadPool *, const LstmRequest *);

#endif
