/* Runs one convolution through the driver and the kernels of an instruction set, without AdaIN. */
#include <string.h>

#include "conv1d.h"

/* input [rows][in_channels] to output [rows][out_channels]; returns 0, or 1 when out of memory. */
__attribute__((visibility("default"))) int
harness_conv1d(const char *isa, const Conv1d *conv, int int16_only, float *input, int rows,
               float *output)
{
    const size_t values[] = {1};
    const AdainParams adain = {0};
    Workspace workspace = {
        .kernels = strcmp(isa, "avx2") ? &phemius_avx512_vnni : &phemius_avx2,
        .pool = pool_open(1),
        .adain = &adain,
        .int16_only = int16_only,
    };
    if (!workspace.pool || !workspace_open(&workspace, values, 1, (size_t)rows, MAX_CHANNELS))
        return 1;
    Tensor in = {.rows = input, .stride = conv->in_channels};
    Tensor out = {.rows = output, .stride = conv->out_channels};
    channel_stats(&in, rows, 0, conv->in_channels);
    conv1d(&workspace, conv, &in, &out, (ConvArgs){.rows = rows});
    workspace_close(&workspace);
    pool_close(workspace.pool);
    return 0;
}
