#include "qlinear.h"

#include <stdlib.h>

enum { TILE_ROWS = 8 };

typedef struct {
    const QLinearWorkspace *workspace;
    const QLinear *layer;
    const float *input;
    float *output;
    int width, gelu;
} Task;

static void run_quantize_tile(void *context, int index, int thread)
{
    (void)thread;
    const Task *task = context;
    const QuantizedRows *quantized = &task->workspace->quantized;
    const int begin = index * TILE_ROWS, end = begin + TILE_ROWS;
    task->workspace->kernels->quantize_rows(task->input, task->width, begin,
                                            end < quantized->rows ? end : quantized->rows,
                                            quantized);
}

static void run_output_block(void *context, int index, int thread)
{
    const Task *task = context;
    const QLinearWorkspace *workspace = task->workspace;
    workspace->kernels->qlinear(task->layer, &workspace->quantized, index, task->gelu, task->output,
                                workspace->scratch + (ptrdiff_t)thread * SCRATCH_BYTES);
}

static void quantize(Task *task)
{
    const QLinearWorkspace *workspace = task->workspace;
    pool_run(workspace->pool, run_quantize_tile, task,
             (workspace->quantized.rows + TILE_ROWS - 1) / TILE_ROWS);
}

static void multiply(Task *task)
{
    pool_run(task->workspace->pool, run_output_block, task,
             task->layer->out_features / QLINEAR_BLOCK);
}

int qlinear_open(QLinearWorkspace *workspace, size_t floats, size_t values, int rows,
                 int int16_only)
{
    const size_t threads = (size_t)pool_threads(workspace->pool);
    workspace->memory = calloc(floats + (size_t)rows, sizeof(float));
    workspace->scratch = aligned_alloc(64, SCRATCH_BYTES * threads);
    workspace->quantized = (QuantizedRows){
        .values = calloc(2 * values, sizeof(int16_t)),
        .residual_offset = int16_only ? 0 : (ptrdiff_t)values,
        .row_scale = workspace->memory + floats,
        .rows = rows,
    };
    if (workspace->memory && workspace->scratch && workspace->quantized.values)
        return 1;
    qlinear_close(workspace);
    return 0;
}

void qlinear_close(QLinearWorkspace *workspace)
{
    free(workspace->memory);
    free(workspace->quantized.values);
    free(workspace->scratch);
}

void qlinear_rows(QLinearWorkspace *workspace, const QLinear *layer, const float *input, int gelu,
                  float *output)
{
    workspace->quantized.stride = layer->in_features;
    Task task = {workspace, layer, input, output, layer->in_features, gelu};
    quantize(&task);
    multiply(&task);
}

int qlinear(const Kernels *kernels, ThreadPool *pool, const QLinearRequest *request)
{
    const QLinear *layer = &request->layer;
    const int window = (layer->in_features + request->step - 1) / request->step;
    const int input_rows = request->rows + window - 1;
    QLinearWorkspace workspace = {.kernels = kernels, .pool = pool};
    if (!qlinear_open(&workspace, 0, (size_t)input_rows * (size_t)request->step, input_rows,
                      request->int16_only))
        return 1;
    workspace.quantized.stride = request->step;
    Task task = {&workspace, layer, request->input, request->output, request->step, 0};
    if (window == 1) {
        quantize(&task);
    } else { /* All rows of a window need the same scale: one for all. */
        kernels->quantize_rows(request->input, input_rows * request->step, 0, 1,
                               &workspace.quantized);
        for (int i = 1; i < request->rows; i++)
            workspace.quantized.row_scale[i] = workspace.quantized.row_scale[0];
    }
    workspace.quantized.rows = request->rows;
    multiply(&task);
    qlinear_close(&workspace);
    return 0;
}
