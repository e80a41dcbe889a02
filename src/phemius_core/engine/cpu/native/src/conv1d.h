/* Layers from one activation tensor to the next, with the channel statistics that AdaIN needs. */
#ifndef PHEMIUS_CONV1D_H
#define PHEMIUS_CONV1D_H

#include <stddef.h>

#include "kernels.h"
#include "thread_pool.h"

/* Activations float32 [rows][channels], and the statistics of each channel over all rows. */
typedef struct {
    float *rows;
    int32_t stride;        /* Values from row to row. */
    double mean[MAX_CHANNELS], mean_square[MAX_CHANNELS];
    float min[MAX_CHANNELS], max[MAX_CHANNELS];
} Tensor;

/* The AdaIN parameters of a network for one style; [count] channels of all its norms in turn. */
typedef struct {
    const float *gain, *shift;
    const float *predicted; /* [2][count]: means and mean squares to normalise by; NULL: measured. */
    float *measured;        /* [2][count]: receives those of the activations; may be NULL. */
    int32_t count;
} AdainParams;

/* What one inference of a network works in. */
typedef struct {
    const Kernels *kernels;
    ThreadPool *pool;
    const AdainParams *adain;
    int int16_only;        /* Not 0: no convolution makes its residual pass. */
    char *scratch;         /* [threads][SCRATCH_BYTES] */
    float *tile_stats;     /* [tiles][CHANNEL_STATS][channels] */
    float gain[MAX_CHANNELS], shift[MAX_CHANNELS]; /* AdaIN of the layer at hand, folded. */
    Tensor *tensors;
    float *memory;
} Workspace;

/* Allocates `count` tensors of `values` float32 each, and statistics of `tiles` tiles of `channels`
 * channels. Returns 0 when out of memory. */
int workspace_open(Workspace *, const size_t *values, size_t count, size_t tiles, int channels);
void workspace_close(Workspace *);

/* out = conv(in): sets the statistics of `out`. `args` holds what the caller chooses: rows, kind,
 * skip connection, scale, accumulate, and the fields of a transposed convolution. */
void conv1d(Workspace *, const Conv1d *, const Tensor *in, Tensor *out, ConvArgs args);

/* out[t] = W input[t * step ...] + bias for `rows` rows: sets the statistics of `out`. */
void linear_over_windows(Workspace *, const Linear *, const float *input, int step, int rows,
                         Tensor *out);

/* Statistics of channels `first` to `first + width` of a tensor that no kernel computed. */
void channel_stats(Tensor *, int rows, int first, int width);

/* Folds the AdaIN of a convolution with leaky ReLU into `gain` and `shift`; returns the largest
 * activation. */
float fold_adain_leaky_relu(Workspace *, const Conv1d *, const Tensor *in);

#endif
