#include "f0_energy.h"

int f0_energy(const F0Energy *model, const Kernels *kernels, ThreadPool *pool,
              const F0EnergyRequest *request)
{
    enum { INPUT, MIDDLE, SHORTCUT, UPSAMPLED, X, Y, TENSORS };
    const int rows = request->rows, width = model->branches[0].blocks[0].conv1.in_channels;
    const size_t size = (size_t)rows * (size_t)width;
    const size_t values[TENSORS] = {1, size, size, 2 * size, size, size};
    Workspace workspace = {.kernels = kernels, .pool = pool, .adain = &request->adain,
                           .int16_only = request->int16_only};
    if (!workspace_open(&workspace, values, TENSORS, 2 * (size_t)rows / 20 + 2, MAX_CHANNELS))
        return 1;
    Tensor *tensors = workspace.tensors;
    const ResblockScratch scratch = {&tensors[MIDDLE], &tensors[SHORTCUT]};
    Tensor *input = &tensors[INPUT], *x = &tensors[X], *y = &tensors[Y];
    input->rows = (float *)request->input;
    input->stride = width;
    channel_stats(input, rows, 0, width);
    for (int i = 0; i < F0_ENERGY_OUTPUTS; i++) {
        const AdainResblock *blocks = model->branches[i].blocks;
        const int out_width = blocks[2].conv2.out_channels;
        x->stride = width;
        adain_resblock(&workspace, &blocks[0], rows, input, scratch, x);
        y->stride = out_width;
        adain_resblock_upsample(&workspace, &blocks[1], model->branches[i].pool, rows, x,
                                &tensors[UPSAMPLED], scratch, y);
        Tensor out = {.rows = request->output + (ptrdiff_t)i * 2 * rows * out_width,
                      .stride = out_width};
        adain_resblock(&workspace, &blocks[2], 2 * rows, y, scratch, &out);
    }
    workspace_close(&workspace);
    return 0;
}
