#include "decoder_body.h"

#include <string.h>

int decoder_body(const DecoderBody *model, const Kernels *kernels, ThreadPool *pool,
                 const DecoderBodyRequest *request)
{
    enum { INPUT, CONCATENATED, MIDDLE, SHORTCUT, UPSAMPLED, TENSORS };
    const AdainResblock *blocks = model->blocks, *last = &blocks[BODY_BLOCKS - 1];
    const int rows = request->rows, width = last->conv1.in_channels;
    const int hidden_width = blocks[0].conv2.out_channels;
    const int conditioning_width = width - hidden_width;
    const size_t n = (size_t)rows;
    const size_t values[TENSORS] = {1, n * (size_t)width, 2 * n * (size_t)hidden_width,
                                    n * (size_t)hidden_width, 2 * n * (size_t)width};
    Workspace workspace = {.kernels = kernels, .pool = pool, .adain = &request->adain};
    if (!workspace_open(&workspace, values, TENSORS, 2 * n / 20 + 2, MAX_CHANNELS))
        return 1;
    Tensor *input = &workspace.tensors[INPUT], *concatenated = &workspace.tensors[CONCATENATED];
    const ResblockScratch scratch = {&workspace.tensors[MIDDLE], &workspace.tensors[SHORTCUT]};
    input->rows = (float *)request->input;
    input->stride = blocks[0].conv1.in_channels;
    channel_stats(input, rows, 0, input->stride);
    concatenated->stride = width;
    for (int t = 0; t < rows; t++)
        memcpy(concatenated->rows + (ptrdiff_t)t * width + hidden_width,
               request->conditioning + (ptrdiff_t)t * conditioning_width,
               sizeof(float) * (size_t)conditioning_width);
    channel_stats(concatenated, rows, hidden_width, conditioning_width);

    for (int i = 0; i < BODY_BLOCKS - 1; i++)
        adain_resblock(&workspace, &blocks[i], rows, i ? concatenated : input, scratch,
                       concatenated);
    Tensor *out = input;
    out->rows = request->output;
    out->stride = last->conv2.out_channels;
    adain_resblock_upsample(&workspace, last, model->pool, rows, concatenated,
                            &workspace.tensors[UPSAMPLED], scratch, out);
    workspace_close(&workspace);
    return 0;
}
