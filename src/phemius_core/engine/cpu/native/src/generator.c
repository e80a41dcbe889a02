#include "generator.h"

enum { ROWS_PER_STEP = 60, LAST_STAGE_CHANNELS = 128, FIRST_STAGE_CHANNELS = 256,
       OUTPUT_CHANNELS = 32 };

/* `AdaINResBlock1` with Snake: out = in + three pairs of convolutions, each with a skip connection;
 * `out` may not be `in`. With `mean` the result goes there instead, as one of three that are
 * averaged, added to what is there with `accumulate`. */
static void snake_resblock(Workspace *workspace, const Conv1d *convs, int rows, const Tensor *in,
                           Tensor *middle, Tensor *out, Tensor *mean, int accumulate)
{
    for (int i = 0; i < CONVS_PER_RESBLOCK / 2; i++) {
        const Tensor *x = i ? out : in;
        const int to_mean = i == CONVS_PER_RESBLOCK / 2 - 1 && mean;
        conv1d(workspace, &convs[2 * i], x, middle, (ConvArgs){.rows = rows});
        conv1d(workspace, &convs[2 * i + 1], middle, to_mean ? mean : out,
               (ConvArgs){.rows = rows, .skip = x->rows, .skip_stride = x->stride,
                          .scale = to_mean ? 1.0f / RESBLOCK_KERNELS : 1,
                          .accumulate = to_mean && accumulate});
    }
}

int generator(const Generator *model, const Kernels *kernels, ThreadPool *pool,
              const GeneratorRequest *request)
{
    const size_t last_rows = (size_t)ROWS_PER_STEP * (size_t)request->steps + 1;
    const size_t size = last_rows * LAST_STAGE_CHANNELS;
    enum { X, Y, MIDDLE, SOURCE, FIRST_STAGE, TENSORS };
    const size_t values[TENSORS] = {size, size, size, size, size / 2};
    Workspace workspace = {.kernels = kernels, .pool = pool, .adain = &request->adain};
    if (!workspace_open(&workspace, values, TENSORS, last_rows / 20 + 2, FIRST_STAGE_CHANNELS))
        return 1;
    Tensor *tensors = workspace.tensors;
    Tensor *x = &tensors[X], *source = &tensors[SOURCE];

    Tensor input = {.rows = (float *)request->hidden};
    int rows = request->steps;
    for (int i = 0; i < STAGES; i++) {
        const GeneratorStage *stage = &model->stages[i];
        const int reflection_pad = i == STAGES - 1, input_rows = rows;
        rows = input_rows * stage->upsampling + reflection_pad;
        for (int t = 0; t < TENSORS; t++)
            tensors[t].stride = stage->noise_conv.out_features;
        linear_over_windows(&workspace, &stage->noise_conv,
                            request->harmonics + stage->source_begin, stage->source_step, rows, x);
        snake_resblock(&workspace, stage->noise_resblock, rows, x, &tensors[MIDDLE], source, NULL,
                       0);
        conv1d(&workspace, &stage->upsample, &input, x,
               (ConvArgs){.rows = input_rows, .output_rows = rows, .kind = CONV_TRANSPOSED,
                          .skip = source->rows, .skip_stride = source->stride,
                          .upsampling = stage->upsampling, .padding = stage->upsampling / 2,
                          .reflection_pad = reflection_pad});
        Tensor *mean = reflection_pad ? source : &tensors[FIRST_STAGE];
        for (int k = 0; k < RESBLOCK_KERNELS; k++)
            snake_resblock(&workspace, stage->resblocks[k], rows, x, &tensors[MIDDLE], &tensors[Y],
                           mean, k > 0);
        input.rows = mean->rows;
    }
    Tensor out = {.rows = request->output, .stride = OUTPUT_CHANNELS};
    conv1d(&workspace, &model->post, &input, &out, (ConvArgs){.rows = rows});
    workspace_close(&workspace);
    return 0;
}
