#include "plbert.h"

enum {
    TILE_ROWS = 8,
    SPARE_ROWS = 8, /* Rows behind the last that the attention's GEMM may read. */
};

typedef struct {
    QLinearWorkspace *workspace;
    int tokens;
    const float *qkv;         /* [tokens][3][HEADS][HEAD_SIZE] */
    float *context;           /* [tokens][HEADS][HEAD_SIZE] */
    float *rows;              /* [tokens][PLBERT_WIDTH] */
    const float *added, *norm;
} Task;

static void run_attention_head(void *context, int index, int thread)
{
    const Task *task = context;
    const QLinearWorkspace *workspace = task->workspace;
    workspace->kernels->attention(task->qkv, task->tokens, index, task->context,
                                  workspace->scratch + (ptrdiff_t)thread * SCRATCH_BYTES);
}

static void run_layer_norm_tile(void *context, int index, int thread)
{
    (void)thread;
    const Task *task = context;
    const int begin = index * TILE_ROWS, end = begin + TILE_ROWS;
    task->workspace->kernels->add_layer_norm(task->rows, task->added, task->norm, PLBERT_WIDTH,
                                             begin, end < task->tokens ? end : task->tokens);
}

/* rows = LayerNorm(rows + added). */
static void add_layer_norm(Task *task, const float *added, const float *norm)
{
    task->added = added;
    task->norm = norm;
    pool_run(task->workspace->pool, run_layer_norm_tile, task,
             (task->tokens + TILE_ROWS - 1) / TILE_ROWS);
}

int plbert(const Plbert *model, const Kernels *kernels, ThreadPool *pool,
           const PlbertRequest *request)
{
    const size_t n = (size_t)request->tokens, ffn_width = (size_t)model->ffn_up.out_features;
    const size_t qkv_size = (n + SPARE_ROWS) * (size_t)model->qkv.out_features;
    QLinearWorkspace workspace = {.kernels = kernels, .pool = pool};
    if (!qlinear_open(&workspace, qkv_size + n * (PLBERT_WIDTH + ffn_width), n * ffn_width,
                      request->tokens, request->int16_only))
        return 1;
    float *rows = request->rows, *qkv = workspace.memory;
    float *narrow = qkv + qkv_size, *wide = narrow + n * PLBERT_WIDTH;
    Task task = {.workspace = &workspace, .tokens = request->tokens, .qkv = qkv,
                 .context = narrow, .rows = rows};
    for (int i = 0; i < PLBERT_LAYERS; i++) {
        qlinear_rows(&workspace, &model->qkv, rows, 0, qkv);
        pool_run(pool, run_attention_head, &task, HEADS);
        qlinear_rows(&workspace, &model->attention_output, narrow, 0, wide);
        add_layer_norm(&task, wide, model->layer_norms);
        qlinear_rows(&workspace, &model->ffn_up, rows, 1, wide);
        qlinear_rows(&workspace, &model->ffn_down, wide, 0, narrow);
        add_layer_norm(&task, narrow, model->layer_norms + 2 * PLBERT_WIDTH);
    }
    qlinear_close(&workspace);
    return 0;
}
