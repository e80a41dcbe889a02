#include "conv1d.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Chebyshev fit of sin²(πr) / r² over r² in 0 ... 1/4; the error of sin² is below 3e-7. */
const float phemius_sine_squared[7] = {
    9.8696044f, -32.4696966f, 42.7283851f, -30.1217544f, 13.2066104f, -3.9130777f, 0.7419801f,
};

typedef struct {
    Workspace *workspace;
    const ConvArgs *conv_args;
    const Linear *linear;
    const float *input;
    float *output;
    int step, rows, tile_rows;
} Task;

static void run_conv1d_tile(void *context, int index, int thread)
{
    const Task *task = context;
    const Workspace *workspace = task->workspace;
    workspace->kernels->conv1d_tile(task->conv_args, index,
                                    workspace->scratch + (ptrdiff_t)thread * SCRATCH_BYTES);
}

static void run_linear_tile(void *context, int index, int thread)
{
    (void)thread;
    const Task *task = context;
    const Workspace *workspace = task->workspace;
    const int begin = index * task->tile_rows, end = begin + task->tile_rows;
    workspace->kernels->linear(
        task->linear, task->input, task->step, begin, end < task->rows ? end : task->rows,
        task->output,
        workspace->tile_stats + (ptrdiff_t)index * CHANNEL_STATS * task->linear->out_features);
}

/* Statistics of a tensor from those of its tiles, in the order of the tiles. */
static void reduce_stats(Tensor *tensor, const float *tile_stats, int tiles, int width, int rows)
{
    for (int c = 0; c < width; c++) {
        double sum = 0, square = 0;
        float min = INFINITY, max = -INFINITY;
        for (int i = 0; i < tiles; i++) {
            const float *at = tile_stats + (ptrdiff_t)i * CHANNEL_STATS * width + c;
            sum += at[0];
            square += at[width];
            min = fminf(min, at[2 * width]);
            max = fmaxf(max, at[3 * width]);
        }
        tensor->mean[c] = sum / rows;
        tensor->mean_square[c] = square / rows;
        tensor->min[c] = min;
        tensor->max[c] = max;
    }
}

void channel_stats(Tensor *tensor, int rows, int first, int width)
{
    for (int c = first; c < first + width; c++) {
        double sum = 0, square = 0;
        float min = INFINITY, max = -INFINITY;
        for (int r = 0; r < rows; r++) {
            const float x = tensor->rows[(ptrdiff_t)r * tensor->stride + c];
            sum += x;
            square += (double)x * x;
            min = fminf(min, x);
            max = fmaxf(max, x);
        }
        tensor->mean[c] = sum / rows;
        tensor->mean_square[c] = square / rows;
        tensor->min[c] = min;
        tensor->max[c] = max;
    }
}

/* Folds the AdaIN of channel c, (x - mean) / deviation * gain + shift, into one gain and shift. */
static void fold_adain(Workspace *workspace, const Conv1d *conv, const Tensor *in, int c)
{
    const AdainParams *adain = workspace->adain;
    if (conv->norm_offset < 0) {
        workspace->gain[c] = 1;
        workspace->shift[c] = 0;
        return;
    }
    const int at = conv->norm_offset + c;
    double mean = in->mean[c], mean_square = in->mean_square[c];
    if (adain->measured) {
        adain->measured[at] = (float)mean;
        adain->measured[adain->count + at] = (float)mean_square;
    }
    if (adain->predicted) {
        mean = adain->predicted[at];
        mean_square = adain->predicted[adain->count + at];
    }
    const double gain = adain->gain[at] / sqrt(fmax(mean_square - mean * mean, 0) + 1e-5);
    workspace->gain[c] = (float)gain;
    workspace->shift[c] = (float)(adain->shift[at] - mean * gain);
}

/* As `fold_adain_leaky_relu`, of a convolution with Snake. */
static float fold_adain_snake(Workspace *workspace, const Conv1d *conv, const Tensor *in)
{
    float largest = 0;
    for (int c = 0; c < conv->in_channels; c++) {
        fold_adain(workspace, conv, in, c);
        const float low = fabsf(in->min[c] * workspace->gain[c] + workspace->shift[c]);
        const float high = fabsf(in->max[c] * workspace->gain[c] + workspace->shift[c]);
        const float peak = fmaxf(low, high);
        /* sin²(αx) / α is at most 1 / α, and at most αx². */
        const float amplitude = fabsf(conv->snake[conv->in_channels + c]);
        largest = fmaxf(largest, peak + fminf(amplitude, peak * peak / amplitude));
    }
    return largest;
}

float fold_adain_leaky_relu(Workspace *workspace, const Conv1d *conv, const Tensor *in)
{
    float largest = 0;
    for (int c = 0; c < conv->in_channels; c++) {
        fold_adain(workspace, conv, in, c);
        const float a = in->min[c] * workspace->gain[c] + workspace->shift[c];
        const float b = in->max[c] * workspace->gain[c] + workspace->shift[c];
        largest = fmaxf(largest, fmaxf(fmaxf(a, b), -conv->leaky_slope * fminf(a, b)));
    }
    return largest;
}

/* Rows of a tile: as many as the caches hold, fewer where there would be too few tiles for the
 * threads. Independent of their number, so that the statistics are summed in the same order.
 * Winograd tiles at a dilation of up to five must fill the row blocks of a GEMM. */
static int rows_per_tile(const Conv1d *conv, int rows)
{
    if (conv->float_weights)
        return conv->in_channels > 256 ? 30 : 60;
    if (conv->dilation > 1)
        return rows < 960 ? 60 : 120;
    return rows < 960 && conv->in_channels <= 256 ? 40 : 120;
}

void conv1d(Workspace *workspace, const Conv1d *conv, const Tensor *in, Tensor *out, ConvArgs args)
{
    const int threads = pool_threads(workspace->pool);
    args.conv = conv;
    args.input = in->rows;
    args.output = out->rows;
    args.output_stride = out->stride;
    args.stats = workspace->tile_stats;
    args.tile_rows = rows_per_tile(conv, args.rows);
    if (args.scale == 0)
        args.scale = 1;
    if (conv->winograd_weights) {
        const float largest = conv->snake ? fold_adain_snake(workspace, conv, in)
                                          : fold_adain_leaky_relu(workspace, conv, in);
        args.norm_gain = workspace->gain;
        args.norm_shift = workspace->shift;
        args.inv_scale = (float)conv->activation_max / fmaxf(largest, 1e-20f);
    }
    int width = conv->out_channels, input_rows = args.rows;
    if (args.kind == CONV_TRANSPOSED) {
        width /= args.upsampling;
        input_rows++;
    } else {
        args.output_rows = args.rows;
    }
    const int tiles = (input_rows + args.tile_rows - 1) / args.tile_rows;
    args.channel_splits = args.kind != CONV_TRANSPOSED && tiles < 2 * threads ? 2 : 1;
    Task task = {.workspace = workspace, .conv_args = &args};
    pool_run(workspace->pool, run_conv1d_tile, &task, tiles * args.channel_splits);
    if (conv->residual_pass && !workspace->int16_only) {
        /* Rounding leaves at most half a step. */
        args.residual_inv_scale = 2 * (float)conv->activation_max;
        args.skip = NULL;
        args.accumulate = 1;
        pool_run(workspace->pool, run_conv1d_tile, &task, tiles * args.channel_splits);
    }
    reduce_stats(out, workspace->tile_stats, tiles, width, args.output_rows);
}

void linear_over_windows(Workspace *workspace, const Linear *linear, const float *input, int step,
                         int rows, Tensor *out)
{
    enum { TILE_ROWS = 120 };
    Task task = {.workspace = workspace, .linear = linear, .input = input, .step = step,
                 .rows = rows, .tile_rows = TILE_ROWS, .output = out->rows};
    const int tiles = (rows + TILE_ROWS - 1) / TILE_ROWS;
    pool_run(workspace->pool, run_linear_tile, &task, tiles);
    reduce_stats(out, workspace->tile_stats, tiles, linear->out_features, rows);
}

/* Rounds a number of float32 up to whole cache lines. */
static size_t aligned(size_t floats) { return (floats + 15) / 16 * 16; }

int workspace_open(Workspace *workspace, const size_t *values, size_t count, size_t tiles,
                   int channels)
{
    size_t total = aligned(tiles * CHANNEL_STATS * (size_t)channels);
    for (size_t i = 0; i < count; i++)
        total += aligned(values[i]);
    workspace->memory = aligned_alloc(64, total * sizeof(float));
    workspace->scratch =
        aligned_alloc(64, (size_t)SCRATCH_BYTES * (size_t)pool_threads(workspace->pool));
    workspace->tensors = calloc(count, sizeof *workspace->tensors);
    if (!workspace->memory || !workspace->scratch || !workspace->tensors) {
        workspace_close(workspace);
        return 0;
    }
    float *at = workspace->memory;
    for (size_t i = 0; i < count; i++) {
        workspace->tensors[i].rows = at;
        at += aligned(values[i]);
    }
    workspace->tile_stats = at;
    return 1;
}

void workspace_close(Workspace *workspace)
{
    free(workspace->memory);
    free(workspace->scratch);
    free(workspace->tensors);
}
