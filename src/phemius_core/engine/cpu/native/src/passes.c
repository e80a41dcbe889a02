#include "passes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Chebyshev fit of sin²(πr) / r² over r² in 0 … 1/4; the error of the product is below 3e-7. */
const float phemius_sine_squared[7] = {
    9.8696044f, -32.4696966f, 42.7283851f, -30.1217544f, 13.2066104f, -3.9130777f, 0.7419801f,
};

typedef struct {
    Run *run;
    const Pass *pass;
    const Dense *dense;
    const float *input;
    float *output;
    int step, rows, tile_rows;
} Work;

static void do_tile(void *context, int index, int thread)
{
    const Work *work = context;
    work->run->kernels->tile(work->pass, index, work->run->scratch + (long)thread * SCRATCH_BYTES);
}

static void do_dense(void *context, int index, int thread)
{
    (void)thread;
    const Work *work = context;
    const int begin = index * work->tile_rows, end = begin + work->tile_rows;
    work->run->kernels->dense(work->dense, work->input, work->step, begin,
                              end < work->rows ? end : work->rows, work->output,
                              work->run->statistics + (long)index * STATISTICS * work->dense->outputs);
}

/* Statistics of a signal from those of its tiles, in the order of the tiles. */
static void gather(Signal *signal, const float *statistics, int tiles, int width, int rows)
{
    for (int c = 0; c < width; c++) {
        double sum = 0, square = 0;
        float low = INFINITY, high = -INFINITY;
        for (int i = 0; i < tiles; i++) {
            const float *at = statistics + (long)i * STATISTICS * width + c;
            sum += at[0];
            square += at[width];
            low = fminf(low, at[2 * width]);
            high = fmaxf(high, at[3 * width]);
        }
        signal->mean[c] = sum / rows;
        signal->square[c] = square / rows;
        signal->low[c] = low;
        signal->high[c] = high;
    }
}

void survey(Signal *signal, int rows, int from, int width)
{
    for (int c = from; c < from + width; c++) {
        double sum = 0, square = 0;
        float low = INFINITY, high = -INFINITY;
        for (int r = 0; r < rows; r++) {
            const float x = signal->rows[(long)r * signal->apart + c];
            sum += x;
            square += (double)x * x;
            low = fminf(low, x);
            high = fmaxf(high, x);
        }
        signal->mean[c] = sum / rows;
        signal->square[c] = square / rows;
        signal->low[c] = low;
        signal->high[c] = high;
    }
}

/* Folds the norm of a channel and its style, if it has any, into a gain and an offset. */
static void fold(Run *run, const Conv *conv, const Signal *in, int c)
{
    const Norms *norms = run->norms;
    if (conv->norm < 0) {
        run->gain[c] = 1;
        run->offset[c] = 0;
        return;
    }
    const int at = conv->norm + c;
    double mean = in->mean[c], square = in->square[c];
    if (norms->computed) {
        norms->computed[at] = (float)mean;
        norms->computed[norms->count + at] = (float)square;
    }
    if (norms->told) {
        mean = norms->told[at];
        square = norms->told[norms->count + at];
    }
    const double gain = norms->gain[at] / sqrt(fmax(square - mean * mean, 0) + 1e-5);
    run->gain[c] = (float)gain;
    run->offset[c] = (float)(norms->shift[at] - mean * gain);
}

static float fold_snake(Run *run, const Conv *conv, const Signal *in)
{
    float largest = 0;
    for (int c = 0; c < conv->channels; c++) {
        fold(run, conv, in, c);
        const float low = fabsf(in->low[c] * run->gain[c] + run->offset[c]);
        const float high = fabsf(in->high[c] * run->gain[c] + run->offset[c]);
        const float peak = fmaxf(low, high);
        /* sin²(ax) / a is below 1 / a, and below ax². */
        const float height = fabsf(conv->alpha[conv->channels + c]);
        largest = fmaxf(largest, peak + fminf(height, peak * peak / height));
    }
    return largest;
}

float fold_leaky(Run *run, const Conv *conv, const Signal *in)
{
    float largest = 0;
    for (int c = 0; c < conv->channels; c++) {
        fold(run, conv, in, c);
        const float one = in->low[c] * run->gain[c] + run->offset[c];
        const float other = in->high[c] * run->gain[c] + run->offset[c];
        largest = fmaxf(largest, fmaxf(fmaxf(one, other), -conv->slope * fminf(one, other)));
    }
    return largest;
}

/* Rows of a tile: as many as caches hold, fewer where there would be too few tiles. It does not
 * depend on the threads, so that sums are the same with any number of them. Groups of four rows a
 * dilation of up to five apart must fill groups of five. */
static int tile_rows(const Conv *conv, int rows)
{
    if (conv->floats)
        return conv->channels > 256 ? 30 : 60;
    if (conv->dilation > 1)
        return rows < 960 ? 60 : 120;
    return rows < 960 && conv->channels <= 256 ? 40 : 120;
}

void convolve(Run *run, const Conv *conv, const Signal *in, Signal *out, Pass pass)
{
    const int threads = pool_threads(run->pool);
    pass.conv = conv;
    pass.input = in->rows;
    pass.output = out->rows;
    pass.output_apart = out->apart;
    pass.statistics = run->statistics;
    pass.tile_rows = tile_rows(conv, pass.rows);
    if (pass.factor == 0)
        pass.factor = 1;
    if (conv->weights) {
        const float largest = conv->alpha ? fold_snake(run, conv, in) : fold_leaky(run, conv, in);
        pass.gain = run->gain;
        pass.offset = run->offset;
        pass.quantum = (float)conv->limit / fmaxf(largest, 1e-20f);
    }
    int width = conv->outputs, all = pass.rows;
    if (pass.ending == SPREAD) {
        width /= pass.stride;
        all++;
    } else {
        pass.out_rows = pass.rows;
    }
    const int tiles = (all + pass.tile_rows - 1) / pass.tile_rows;
    pass.slices = pass.ending != SPREAD && tiles < 2 * threads ? 2 : 1;
    Work work = {.run = run, .pass = &pass};
    pool_run(run->pool, do_tile, &work, tiles * pass.slices);
    if (conv->exact && !run->coarse) {
        pass.rests = 2 * (float)conv->limit; /* Half a one is left at most. */
        pass.beside = NULL;
        pass.more = 1;
        pool_run(run->pool, do_tile, &work, tiles * pass.slices);
    }
    gather(out, run->statistics, tiles, width, pass.out_rows);
}

void spread_dense(Run *run, const Dense *dense, const float *input, int step, int rows, Signal *out)
{
    enum { TILE = 120 };
    Work work = {.run = run, .dense = dense, .input = input, .step = step, .rows = rows,
                 .tile_rows = TILE, .output = out->rows};
    const int tiles = (rows + TILE - 1) / TILE;
    pool_run(run->pool, do_dense, &work, tiles);
    gather(out, run->statistics, tiles, dense->outputs, rows);
}

int run_open(Run *run, const size_t *values, size_t count, size_t tiles, int width)
{
    const size_t statistics = tiles * STATISTICS * (size_t)width;
    size_t total = (statistics + 15) / 16 * 16;
    for (size_t i = 0; i < count; i++)
        total += (values[i] + 15) / 16 * 16;
    run->memory = aligned_alloc(64, total * sizeof(float));
    run->scratch = aligned_alloc(64, (size_t)SCRATCH_BYTES * (size_t)pool_threads(run->pool));
    run->signals = calloc(count, sizeof *run->signals);
    if (!run->memory || !run->scratch || !run->signals) {
        run_close(run);
        return 0;
    }
    float *at = run->memory;
    for (size_t i = 0; i < count; i++) {
        run->signals[i].rows = at;
        at += (values[i] + 15) / 16 * 16;
    }
    run->statistics = at;
    return 1;
}

void run_close(Run *run)
{
    free(run->memory);
    free(run->scratch);
    free(run->signals);
}
