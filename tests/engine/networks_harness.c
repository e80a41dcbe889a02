/* Runs whole networks with random weights, on one thread and on three. Exits with 1 where the bytes
 * differ. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decoder_body.h"
#include "f0_energy.h"
#include "generator.h"
#include "qlinear.h"

enum { THREADS = 3, ROWS = 9, STEPS = 3, HIDDEN = 64, CONDITIONING = 32, MAX_NORMS = 16384 };
enum { HARMONIC_CHANNELS = 22, HARMONIC_ROWS = 3 + 60 * STEPS + 1 + 12 };

static unsigned state = 1;
static int norm_channels;

static unsigned next(void) { return state = state * 1664525 + 1013904223; }

static float *floats(size_t count)
{
    float *values = malloc(count * sizeof *values);
    for (size_t i = 0; i < count; i++)
        values[i] = (float)(next() >> 8) / 8388608.0f - 1;
    return values;
}

static Linear random_linear(int in, int out)
{
    return (Linear){in, out, floats((size_t)in * (size_t)out), floats((size_t)out)};
}

static Conv1d float_conv(int in, int out, int taps)
{
    return (Conv1d){.in_channels = in, .out_channels = out, .kernel_size = taps, .dilation = 1,
                    .norm_offset = -1, .leaky_slope = 0.1f, .bias = floats((size_t)out),
                    .float_weights = floats((size_t)taps * (size_t)in * (size_t)out)};
}

/* With AdaIN, and with Snake or with a residual pass. */
static Conv1d winograd_conv(int in, int out, int taps, int dilation, int snake)
{
    const size_t blocks = taps == 3 ? 6 : taps == 7 ? 16 : 23;
    const size_t count = blocks * (size_t)in * (size_t)out;
    int16_t *weights = malloc(count * sizeof *weights);
    for (size_t i = 0; i < count; i++)
        weights[i] = (int16_t)((int)(next() >> 24) - 128);
    float *scales = floats((size_t)out);
    for (int i = 0; i < out; i++)
        scales[i] *= 1e-4f; /* Keeps values finite through all layers. */
    norm_channels += in;
    return (Conv1d){.in_channels = in, .out_channels = out, .kernel_size = taps,
                    .dilation = dilation, .activation_max = 300, .residual_pass = !snake,
                    .norm_offset = norm_channels - in, .leaky_slope = 0.2f,
                    .winograd_weights = weights, .weight_scales = scales,
                    .bias = floats((size_t)out), .snake = snake ? floats(2 * (size_t)in) : NULL};
}

static AdainResblock resblock(int in, int out)
{
    AdainResblock block = {.conv1 = winograd_conv(in, out, 3, 1, 0),
                           .conv2 = winograd_conv(out, out, 3, 1, 0)};
    if (in != out)
        block.shortcut = float_conv(in, out, 1);
    return block;
}

static void snake_resblock(Conv1d *convs, int channels, int taps)
{
    for (int i = 0; i < CONVS_PER_RESBLOCK; i++)
        convs[i] = winograd_conv(channels, channels, taps, i % 2 ? 1 : i + 1, 1);
}

static GeneratorStage stage(int window, int in, int channels, int rate, int taps)
{
    GeneratorStage made = {.noise_conv = random_linear(window * HARMONIC_CHANNELS, channels),
                           .upsample = float_conv(in, rate * channels, 2), .upsampling = rate,
                           .source_step = (window + 1) / 2 * HARMONIC_CHANNELS,
                           .source_begin = window > 1 ? 0 : 3 * HARMONIC_CHANNELS};
    snake_resblock(made.noise_resblock, channels, taps);
    for (int k = 0; k < RESBLOCK_KERNELS; k++)
        snake_resblock(made.resblocks[k], channels, 3 + 4 * k);
    return made;
}

/* Fills the statistics of AdaIN, given ones with `predicted`. */
static AdainParams random_adain(float *measured, int predicted)
{
    float *given = floats(2 * MAX_NORMS);
    for (int i = 0; i < norm_channels; i++)
        given[norm_channels + i] = given[i] * given[i] + 1;
    return (AdainParams){floats(MAX_NORMS), floats(MAX_NORMS), predicted ? given : NULL, measured,
                         norm_channels};
}

static float outputs[2][60 * (STEPS + 1) * 512], measured[2][2 * MAX_NORMS];
static const Kernels *kernels;
static ThreadPool *pools[2];

static int same(void)
{
    return !memcmp(outputs[0], outputs[1], sizeof *outputs) &&
           !memcmp(measured[0], measured[1], sizeof *measured);
}

static int check_qlinear(int taps, int int16_only)
{
    enum { IN = 32 };
    const size_t weights = (size_t)taps * IN * HIDDEN;
    int8_t *values = malloc(weights);
    for (size_t i = 0; i < weights; i++)
        values[i] = (int8_t)(next() >> 24);
    const QLinear layer = {taps * IN, HIDDEN, values, floats(HIDDEN), floats(HIDDEN)};
    const float *input = floats((size_t)(ROWS + taps) * IN);
    for (int i = 0; i < 2; i++)
        if (qlinear(kernels, pools[i],
                    &(QLinearRequest){layer, input, outputs[i], IN, ROWS, int16_only}))
            exit(2);
    return same();
}

static int check_f0_energy(int int16_only)
{
    norm_channels = 0;
    F0Energy model;
    for (int i = 0; i < F0_ENERGY_OUTPUTS; i++)
        model.branches[i] = (F0EnergyBranch){
            {resblock(HIDDEN, HIDDEN), resblock(HIDDEN, HIDDEN / 2), resblock(32, HIDDEN / 2)},
            floats(4 * HIDDEN)};
    const float *input = floats(ROWS * HIDDEN);
    AdainParams adain = random_adain(NULL, 0);
    for (int i = 0; i < 2; i++) {
        adain.measured = measured[i];
        if (f0_energy(&model, kernels, pools[i],
                      &(F0EnergyRequest){input, outputs[i], ROWS, int16_only, adain}))
            exit(2);
    }
    return same();
}

static int check_body(int predicted)
{
    norm_channels = 0;
    const int width = HIDDEN + CONDITIONING;
    DecoderBody model = {.pool = floats(4 * (size_t)width)};
    for (int i = 0; i < BODY_BLOCKS; i++)
        model.blocks[i] = resblock(i ? width : 32, HIDDEN);
    const float *input = floats(ROWS * 32), *conditioning = floats(ROWS * CONDITIONING);
    AdainParams adain = random_adain(NULL, predicted);
    for (int i = 0; i < 2; i++) {
        adain.measured = measured[i];
        if (decoder_body(&model, kernels, pools[i],
                         &(DecoderBodyRequest){input, conditioning, outputs[i], ROWS, adain}))
            exit(2);
    }
    return same();
}

static int check_generator(int predicted)
{
    norm_channels = 0;
    Generator model = {.stages = {stage(12, 512, 256, 10, 7), stage(1, 256, 128, 6, 11)},
                       .post = float_conv(128, 32, 7)};
    const float *hidden = floats(STEPS * 512), *harmonics = floats(HARMONIC_ROWS * 22);
    AdainParams adain = random_adain(NULL, predicted);
    for (int i = 0; i < 2; i++) {
        adain.measured = measured[i];
        if (generator(&model, kernels, pools[i],
                      &(GeneratorRequest){hidden, harmonics, outputs[i], STEPS, adain}))
            exit(2);
    }
    return same();
}

int main(int count, char **arguments)
{
    const int avx512 = count > 1 && !strcmp(arguments[1], "avx512_vnni");
    kernels = avx512 ? &phemius_avx512_vnni : &phemius_avx2;
    pools[0] = pool_open(1);
    pools[1] = pool_open(THREADS);
    int ok = 1;
    for (int i = 0; i < 2; i++)
        ok = check_qlinear(1 + 4 * i, i) && check_f0_energy(i) && check_body(i) &&
             check_generator(i) && ok;
    pool_close(pools[0]);
    pool_close(pools[1]);
    puts(ok ? "same bytes" : "the bytes differ");
    return !ok;
}
