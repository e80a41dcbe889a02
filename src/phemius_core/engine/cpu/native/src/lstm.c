#include "lstm.h"

#include <stdlib.h>

enum { TILE_ROWS = 20 };

typedef struct {
    const Kernels *kernels;
    const LstmRequest *request;
    float *gates, *stats;
} Task;

static void run_input_tile(void *context, int index, int thread)
{
    const Task *task = context;
    const LstmRequest *request = task->request;
    const Linear *input = &request->lstm.input;
    const int begin = index * TILE_ROWS, end = begin + TILE_ROWS;
    task->kernels->linear(input, request->input, input->in_features, begin,
                          end < request->rows ? end : request->rows, task->gates,
                          task->stats + (ptrdiff_t)thread * CHANNEL_STATS * input->out_features);
}

static void run_direction(void *context, int index, int thread)
{
    (void)thread;
    const Task *task = context;
    task->kernels->lstm(&task->request->lstm, task->gates, task->request->rows, index,
                        task->request->output);
}

int lstm(const Kernels *kernels, ThreadPool *pool, const LstmRequest *request)
{
    const size_t gates = (size_t)request->lstm.input.out_features;
    const size_t threads = (size_t)pool_threads(pool);
    float *memory =
        malloc(sizeof(float) * gates * ((size_t)request->rows + CHANNEL_STATS * threads));
    if (!memory)
        return 1;
    Task task = {kernels, request, memory + CHANNEL_STATS * threads * gates, memory};
    pool_run(pool, run_input_tile, &task, (request->rows + TILE_ROWS - 1) / TILE_ROWS);
    pool_run(pool, run_direction, &task, 2);
    free(memory);
    return 0;
}
