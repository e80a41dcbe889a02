/* Linear layers with int8 weights, over rows that are quantised to int16 as they come. */
#ifndef PHEMIUS_QLINEAR_H
#define PHEMIUS_QLINEAR_H

#include <stddef.h>

#include "kernels.h"
#include "thread_pool.h"

typedef struct {
    const Kernels *kernels;
    ThreadPool *pool;
    char *scratch;            /* [threads][SCRATCH_BYTES] */
    QuantizedRows quantized;
    float *memory;
} QLinearWorkspace;

/* Allocates `floats` float32 and as many quantised `values`, for `rows` rows; without the second
 * term of the quantisation with `int16_only`. Returns 0 when out of memory. */
int qlinear_open(QLinearWorkspace *, size_t floats, size_t values, int rows, int int16_only);
void qlinear_close(QLinearWorkspace *);

/* output [rows][out_features] = W input [rows][in_features] + bias; through GELU with `gelu`. */
void qlinear_rows(QLinearWorkspace *, const QLinear *, const float *input, int gelu,
                  float *output);

typedef struct {
    QLinear layer;
    const float *input;       /* Row t begins at t * step; [rows and what the last one reaches] */
    float *output;            /* [rows][out_features] */
    int32_t step, rows;
    int32_t int16_only;       /* Not 0: one term of the quantisation, without the residual. */
} QLinearRequest;

/* A linear layer, or a convolution as one over windows of rows: in_features is then several times
 * `step`. Returns 0, or 1 when out of memory. */
int qlinear(const Kernels *, ThreadPool *, const QLinearRequest *);

#endif
