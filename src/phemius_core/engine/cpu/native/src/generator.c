#include "generator.h"

enum { STEP_ROWS = 60, NARROW = 128, WIDEST = 256, OUTPUTS = 32 };

/* Three dilations, two convolutions each, beside a shortcut. Where `mean` is given, the block's
 * result goes there as one of three that are averaged; `out` may not be `in`. */
static void snake_block(Run *run, const Conv *convs, int rows, const Signal *in, Signal *middle,
                        Signal *out, Signal *mean, int more)
{
    for (int i = 0; i < CONVS_PER_BLOCK / 2; i++) {
        const Signal *from = i ? out : in;
        const int averaged = i == CONVS_PER_BLOCK / 2 - 1 && mean;
        convolve(run, &convs[2 * i], from, middle, (Pass){.rows = rows});
        convolve(run, &convs[2 * i + 1], middle, averaged ? mean : out,
                 (Pass){.rows = rows, .beside = from->rows,
                        .beside_apart = from->apart, .factor = averaged ? 1.0f / 3 : 1,
                        .more = averaged && more});
    }
}

int generate(const Generator *model, const Kernels *kernels, Pool *pool,
             const GeneratorRequest *request)
{
    const size_t last_rows = (size_t)STEP_ROWS * (size_t)request->steps + 1;
    const size_t wide = last_rows * NARROW;
    enum { X, Y, MIDDLE, SOURCE, BETWEEN, SIGNALS };
    const size_t values[SIGNALS] = {wide, wide, wide, wide, wide / 2};
    Run run = {.kernels = kernels, .pool = pool, .norms = &request->norms};
    if (!run_open(&run, values, SIGNALS, last_rows / 20 + 2, WIDEST))
        return 1;
    Signal *signals = run.signals;
    Signal *x = &signals[X], *source = &signals[SOURCE];

    Signal below = {.rows = (float *)request->hidden};
    int rows = request->steps;
    for (int i = 0; i < STAGES; i++) {
        const Stage *stage = &model->stages[i];
        const int mirrored = i == STAGES - 1, low_rows = rows;
        rows = low_rows * stage->rate + mirrored;
        for (int s = 0; s < SIGNALS; s++)
            signals[s].apart = stage->source.outputs;
        spread_dense(&run, &stage->source, request->harmonics + stage->source_begin,
                     stage->source_step, rows, x);
        snake_block(&run, stage->noise, rows, x, &signals[MIDDLE], source, NULL, 0);
        convolve(&run, &stage->up, &below, x,
                 (Pass){.rows = low_rows, .out_rows = rows, .ending = SPREAD,
                        .beside = source->rows, .beside_apart = source->apart,
                        .stride = stage->rate, .shift = stage->rate / 2, .mirrored = mirrored});
        Signal *mean = mirrored ? source : &signals[BETWEEN];
        for (int k = 0; k < KERNELS_PER_STAGE; k++)
            snake_block(&run, stage->blocks[k], rows, x, &signals[MIDDLE], &signals[Y], mean, k > 0);
        below.rows = mean->rows;
    }
    Signal out = {.rows = request->output, .apart = OUTPUTS};
    convolve(&run, &model->post, &below, &out, (Pass){.rows = rows});
    run_close(&run);
    return 0;
}
