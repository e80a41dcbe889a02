#include "recurrent.h"

#include <stdlib.h>

enum { TILE = 20 };

typedef struct {
    const Kernels *kernels;
    const LstmRequest *request;
    float *gates, *statistics;
} Work;

static void do_input(void *context, int index, int thread)
{
    const Work *work = context;
    const LstmRequest *request = work->request;
    const Dense *dense = &request->lstm.input;
    const int begin = index * TILE, end = begin + TILE;
    work->kernels->dense(dense, request->input, dense->inputs, begin,
                         end < request->rows ? end : request->rows, work->gates,
                         work->statistics + (long)thread * STATISTICS * dense->outputs);
}

static void do_direction(void *context, int index, int thread)
{
    (void)thread;
    const Work *work = context;
    work->kernels->recur(&work->request->lstm, work->gates, work->request->rows, index,
                         work->request->output);
}

int remember(const Kernels *kernels, Pool *pool, const LstmRequest *request)
{
    const size_t outputs = (size_t)request->lstm.input.outputs;
    const size_t threads = (size_t)pool_threads(pool);
    float *memory = malloc(sizeof(float) * outputs *
                           ((size_t)request->rows + STATISTICS * threads));
    if (!memory)
        return 1;
    Work work = {kernels, request, memory + STATISTICS * threads * outputs, memory};
    pool_run(pool, do_input, &work, (request->rows + TILE - 1) / TILE);
    pool_run(pool, do_direction, &work, 2);
    free(memory);
    return 0;
}
