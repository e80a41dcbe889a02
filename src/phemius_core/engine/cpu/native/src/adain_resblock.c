#include "adain_resblock.h"

static const float INV_SQRT_2 = 0.70710678f;

void adain_resblock(Workspace *workspace, const AdainResblock *block, int rows, const Tensor *in,
                    ResblockScratch scratch, Tensor *out)
{
    const Tensor *shortcut = in;
    scratch.middle->stride = block->conv1.out_channels;
    conv1d(workspace, &block->conv1, in, scratch.middle, (ConvArgs){.rows = rows});
    if (block->shortcut.out_channels) {
        scratch.shortcut->stride = block->shortcut.out_channels;
        conv1d(workspace, &block->shortcut, in, scratch.shortcut, (ConvArgs){.rows = rows});
        shortcut = scratch.shortcut;
    }
    conv1d(workspace, &block->conv2, scratch.middle, out,
           (ConvArgs){.rows = rows, .skip = shortcut->rows, .skip_stride = shortcut->stride,
                      .scale = INV_SQRT_2});
}

/* AdaIN and leaky ReLU of in [rows][width], then a depthwise transposed convolution of stride 2 and
 * three taps to out [2 * rows][width]: out[2t] = w1 x[t], out[2t + 1] = w2 x[t] + w0 x[t + 1]. */
static void depthwise_upsample(Workspace *workspace, const Conv1d *conv, const float *pool,
                               const Tensor *in, int rows, Tensor *out)
{
    const int width = conv->in_channels;
    const float *bias = pool + 3 * width;
    fold_adain_leaky_relu(workspace, conv, in);
    for (int t = 0; t < rows; t++) {
        float *even = out->rows + (ptrdiff_t)2 * t * width, *odd = even + width;
        const float *row = in->rows + (ptrdiff_t)t * in->stride, *next_row = row + in->stride;
        for (int c = 0; c < width; c++) {
            float x = row[c] * workspace->gain[c] + workspace->shift[c];
            float next =
                t + 1 < rows ? next_row[c] * workspace->gain[c] + workspace->shift[c] : 0;
            x = x < 0 ? x * conv->leaky_slope : x;
            next = next < 0 ? next * conv->leaky_slope : next;
            even[c] = x * pool[width + c] + bias[c];
            odd[c] = x * pool[2 * width + c] + next * pool[c] + bias[c];
        }
    }
    out->stride = width;
    channel_stats(out, 2 * rows, 0, width);
}

void adain_resblock_upsample(Workspace *workspace, const AdainResblock *block, const float *pool,
                             int rows, const Tensor *in, Tensor *upsampled, ResblockScratch scratch,
                             Tensor *out)
{
    scratch.middle->stride = scratch.shortcut->stride = block->conv2.out_channels;
    depthwise_upsample(workspace, &block->conv1, pool, in, rows, upsampled);
    conv1d(workspace, &block->shortcut, in, scratch.shortcut, (ConvArgs){.rows = rows});
    Conv1d conv1 = block->conv1; /* Its norm and activation came before the upsampling. */
    conv1.norm_offset = -1;
    conv1.leaky_slope = 1;
    conv1d(workspace, &conv1, upsampled, scratch.middle, (ConvArgs){.rows = 2 * rows});
    conv1d(workspace, &block->conv2, scratch.middle, out,
           (ConvArgs){.rows = 2 * rows, .skip = scratch.shortcut->rows,
                      .skip_stride = scratch.shortcut->stride, .skip_upsampled = 1,
                      .scale = INV_SQRT_2});
}
