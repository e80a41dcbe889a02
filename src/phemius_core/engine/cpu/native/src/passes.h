/* Convolutions from signal to signal, and what is known of a signal's channels. */
#ifndef PHEMIUS_PASSES_H
#define PHEMIUS_PASSES_H

#include <stddef.h>

#include "kernels.h"
#include "pool.h"

/* Rows, and what is known of each of their channels. */
typedef struct {
    float *rows;
    int32_t apart;         /* Values from row to row. */
    double mean[MAX_CHANNELS], square[MAX_CHANNELS];
    float low[MAX_CHANNELS], high[MAX_CHANNELS];
} Signal;

/* What the style and the caller say of all norms of a network. */
typedef struct {
    const float *gain, *shift;/* [count] each */
    const float *told;        /* [2][count]: means and mean squares; NULL to compute them */
    float *computed;          /* [2][count]; may be NULL */
    int32_t count;
} Norms;

typedef struct {
    const Kernels *kernels;
    Pool *pool;
    const Norms *norms;
    int coarse;               /* Not 0: no convolution is exact. */
    char *scratch;            /* A piece for each thread. */
    float *statistics;        /* Of each tile of a pass. */
    float gain[MAX_CHANNELS], offset[MAX_CHANNELS];
    Signal *signals;
    float *memory;
} Run;

/* Memory for `count` signals of so many values each, and for the statistics of so many tiles of
 * `width` channels. 0 where there is none. */
int run_open(Run *, const size_t *values, size_t count, size_t tiles, int width);
void run_close(Run *);

/* One convolution; `pass` says what `convolve` cannot know: rows, ending and what goes with it. */
void convolve(Run *, const Conv *, const Signal *in, Signal *out, Pass pass);

/* A dense layer over rows that begin `step` values apart. */
void spread_dense(Run *, const Dense *, const float *input, int step, int rows, Signal *out);

/* Looks at `width` channels of a signal from channel `from` on. */
void survey(Signal *, int rows, int from, int width);

/* Gain and offset of a norm of `channels`, and the largest that a leaky activation makes of it. */
float fold_leaky(Run *, const Conv *, const Signal *);

#endif
