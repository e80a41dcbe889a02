#include "reading.h"

#include <stdlib.h>

enum { TILE = 8, SPARE_ROWS = 8 };

typedef struct {
    const Kernels *kernels;
    Pool *pool;
    char *scratch;
    Rounded rounded;
    const Whole *layer;
    int curved, width;
    const float *input, *beside, *norm;
    float *rows, *output;
} Work;

static char *scratch_of(const Work *work, int thread)
{
    return work->scratch + (long)thread * SCRATCH_BYTES;
}

static int end_of(const Work *work, int begin)
{
    return begin + TILE < work->rounded.rows ? begin + TILE : work->rounded.rows;
}

static void do_round(void *context, int index, int thread)
{
    (void)thread;
    const Work *work = context;
    const int begin = index * TILE;
    work->kernels->round_rows(work->input, work->width, begin, end_of(work, begin),
                              &work->rounded);
}

static void do_add(void *context, int index, int thread)
{
    (void)thread;
    const Work *work = context;
    const int begin = index * TILE, end = end_of(work, begin);
    work->kernels->add_norm(work->rows, work->beside, work->norm, work->width, begin, end);
}

static void do_slice(void *context, int index, int thread)
{
    const Work *work = context;
    work->kernels->whole(work->layer, &work->rounded, index, work->curved, work->output,
                         scratch_of(work, thread));
}

static void do_head(void *context, int index, int thread)
{
    const Work *work = context;
    work->kernels->attend(work->input, work->rounded.rows, index, work->output,
                          scratch_of(work, thread));
}

static int tiles(const Work *work) { return (work->rounded.rows + TILE - 1) / TILE; }

/* A dense layer over rows that follow each other. */
static void apply(Work *work, const Whole *layer, const float *input, int curved, float *output)
{
    work->layer = layer;
    work->input = input;
    work->width = work->rounded.step = layer->inputs;
    work->curved = curved;
    work->output = output;
    pool_run(work->pool, do_round, work, tiles(work));
    pool_run(work->pool, do_slice, work, layer->outputs / SLICE);
}

static void add_norm(Work *work, float *rows, const float *beside, const float *norm)
{
    work->rows = rows;
    work->beside = beside;
    work->norm = norm;
    work->width = READING_WIDTH;
    pool_run(work->pool, do_add, work, tiles(work));
}

/* Memory for so many floats, as many rounded values, and what one of them is in each row. */
static float *work_open(Work *work, size_t floats, size_t rounded)
{
    const size_t threads = (size_t)pool_threads(work->pool);
    float *memory = calloc(floats + (size_t)work->rounded.rows, sizeof(float));
    work->rounded.values = calloc(2 * rounded, sizeof(int16_t));
    work->rounded.rest = (long)rounded;
    work->scratch = aligned_alloc(64, SCRATCH_BYTES * threads);
    work->rounded.ones = memory + floats;
    if (memory && work->rounded.values && work->scratch)
        return memory;
    free(memory);
    free(work->rounded.values);
    free(work->scratch);
    return NULL;
}

static void work_close(Work *work, float *memory)
{
    free(memory);
    free(work->rounded.values);
    free(work->scratch);
}

int read_text(const Reading *model, const Kernels *kernels, Pool *pool,
              const ReadingRequest *request)
{
    const size_t n = (size_t)request->count, joined_width = (size_t)model->joined.outputs;
    const size_t widest = (size_t)model->wide.outputs;
    Work work = {.kernels = kernels, .pool = pool, .rounded = {.rows = request->count}};
    const size_t joined_size = (n + SPARE_ROWS) * joined_width;
    float *joined = work_open(&work, joined_size + n * (READING_WIDTH + widest), n * widest);
    if (!joined)
        return 1;
    if (request->coarse)
        work.rounded.rest = 0;
    float *mixed = joined + joined_size, *wide = mixed + n * READING_WIDTH;
    float *rows = request->rows;
    for (int i = 0; i < READING_LAYERS; i++) {
        apply(&work, &model->joined, rows, 0, joined);
        work.input = joined;
        work.output = mixed;
        pool_run(pool, do_head, &work, HEADS);
        apply(&work, &model->attended, mixed, 0, wide);
        add_norm(&work, rows, wide, model->norms);
        apply(&work, &model->wide, rows, 1, wide);
        apply(&work, &model->narrow, wide, 0, mixed);
        add_norm(&work, rows, mixed, model->norms + 2 * READING_WIDTH);
    }
    work_close(&work, joined);
    return 0;
}

int apply_whole(const Kernels *kernels, Pool *pool, const WholeRequest *request)
{
    const Whole *layer = &request->layer;
    /* Over how many rows of `step` values a row of inputs goes. */
    const int over = (layer->inputs + request->step - 1) / request->step;
    const int all = request->rows + over - 1;
    Work work = {.kernels = kernels, .pool = pool, .layer = layer, .output = request->output,
                 .input = request->input, .width = request->step,
                 .rounded = {.rows = all, .step = request->step}};
    float *memory = work_open(&work, 0, (size_t)all * (size_t)request->step);
    if (!memory)
        return 1;
    if (request->coarse)
        work.rounded.rest = 0;
    if (over == 1) {
        pool_run(pool, do_round, &work, tiles(&work));
    } else { /* Rows that are multiplied together are rounded together. */
        kernels->round_rows(request->input, all * request->step, 0, 1, &work.rounded);
        for (int i = 1; i < request->rows; i++)
            work.rounded.ones[i] = work.rounded.ones[0];
    }
    work.rounded.rows = request->rows;
    pool_run(pool, do_slice, &work, layer->outputs / SLICE);
    work_close(&work, memory);
    return 0;
}
