/* Runs the layers with random weights, on one thread and on three. Exits with 1 where the bytes
 * differ. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conv1d.h"
#include "lstm.h"
#include "plbert.h"

enum { THREADS = 3, IN = 64, OUT = 128, MAX_ROWS = 700, TOKENS = 21, LSTM_ROWS = 210 };

/* Random bytes of integers, or floats within ±1. */
static void *random_values(size_t count, size_t size)
{
    unsigned char *bytes = malloc(count * size);
    static unsigned state = 1;
    for (size_t i = 0; i < count * (size == 4 ? 1 : size); i++) {
        state = state * 1664525 + 1013904223;
        if (size == 4)
            ((float *)(void *)bytes)[i] = (float)(int)state / 2147483648.0f;
        else
            bytes[i] = (unsigned char)(state >> 24);
    }
    return bytes;
}

static float *floats(size_t count) { return random_values(count, sizeof(float)); }

typedef struct {
    const Kernels *kernels;
    ThreadPool *pools[2];     /* Of one thread, and of all. */
} Runner;

static int same(const float *outputs[2], size_t count)
{
    return !memcmp(outputs[0], outputs[1], count * sizeof(float));
}

static int check_conv1d(const Runner *runner, int rows, int dilation)
{
    enum { POINT_BLOCKS_OF_7 = 16 };
    const size_t values[] = {MAX_ROWS * OUT};
    const Conv1d conv = {
        .in_channels = IN, .out_channels = OUT, .kernel_size = 7, .dilation = dilation,
        .activation_max = 300, .residual_pass = 1, .leaky_slope = 0.2f,
        .winograd_weights = random_values(OUT * POINT_BLOCKS_OF_7 * IN, 2),
        .weight_scales = floats(OUT), .bias = floats(OUT),
    };
    const Conv1d transposed = {
        .in_channels = OUT, .out_channels = 4 * IN, .kernel_size = 2, .dilation = 1,
        .norm_offset = -1, .leaky_slope = 0.1f,
        .float_weights = floats(4 * IN * 2 * OUT), .bias = floats(4 * IN),
    };
    const Linear linear = {.in_features = 44, .out_features = IN, .weights = floats(44 * IN),
                           .bias = floats(IN)};
    const float *gain = floats(IN), *shift = floats(IN), *harmonics = floats(22 * (MAX_ROWS + 1));
    const float *outputs[2];
    for (int i = 0; i < 2; i++) {
        float measured[2 * IN];
        const AdainParams adain = {gain, shift, NULL, measured, IN};
        Workspace workspace = {.kernels = runner->kernels, .pool = runner->pools[i],
                               .adain = &adain};
        if (!workspace_open(&workspace, values, 1, 2 * MAX_ROWS, 4 * IN))
            exit(2);
        static Tensor x, upsampled;
        Tensor *hidden = &workspace.tensors[0];
        float *output = calloc(2 * MAX_ROWS * IN, sizeof(float));
        x = (Tensor){.rows = calloc(MAX_ROWS * IN, sizeof(float)), .stride = IN};
        hidden->stride = OUT;
        upsampled = (Tensor){.rows = output, .stride = IN};
        linear_over_windows(&workspace, &linear, harmonics, 22, rows, &x);
        conv1d(&workspace, &conv, &x, hidden, (ConvArgs){.rows = rows});
        conv1d(&workspace, &transposed, hidden, &upsampled,
               (ConvArgs){.rows = rows / 4, .output_rows = rows / 4 * 4 + 1,
                          .kind = CONV_TRANSPOSED, .upsampling = 4, .padding = 2,
                          .reflection_pad = 1});
        outputs[i] = output;
        workspace_close(&workspace);
    }
    return same(outputs, 2 * MAX_ROWS * IN);
}

static int check_lstm(const Runner *runner)
{
    enum { GATES = 2 * LSTM_GATES };
    const Lstm layer = {
        .input = {.in_features = IN, .out_features = GATES, .weights = floats(IN * GATES),
                  .bias = floats(GATES)},
        .recurrent = random_values(GATES * LSTM_HIDDEN, 1),
        .recurrent_scales = {0.001f, 0.001f},
    };
    const float *input = floats(LSTM_ROWS * IN), *outputs[2];
    for (int i = 0; i < 2; i++) {
        float *output = calloc(2 * LSTM_ROWS * LSTM_HIDDEN, sizeof(float));
        if (lstm(runner->kernels, runner->pools[i], &(LstmRequest){layer, input, output, LSTM_ROWS}))
            exit(2);
        outputs[i] = output;
    }
    return same(outputs, 2 * LSTM_ROWS * LSTM_HIDDEN);
}

static QLinear random_qlinear(int in_features, int out_features)
{
    const size_t outputs = (size_t)out_features;
    float *scales = floats(outputs);
    for (int i = 0; i < out_features; i++)
        scales[i] *= 0.001f;
    return (QLinear){in_features, out_features,
                     random_values((size_t)in_features * outputs, 1), scales, floats(outputs)};
}

static int check_plbert(const Runner *runner)
{
    const Plbert model = {
        .qkv = random_qlinear(PLBERT_WIDTH, 3 * PLBERT_WIDTH),
        .attention_output = random_qlinear(PLBERT_WIDTH, PLBERT_WIDTH),
        .ffn_up = random_qlinear(PLBERT_WIDTH, 2048),
        .ffn_down = random_qlinear(2048, PLBERT_WIDTH),
        .layer_norms = floats(4 * PLBERT_WIDTH),
    };
    const float *input = floats(TOKENS * PLBERT_WIDTH), *outputs[2];
    for (int i = 0; i < 2; i++) {
        float *rows = malloc(TOKENS * PLBERT_WIDTH * sizeof(float));
        memcpy(rows, input, TOKENS * PLBERT_WIDTH * sizeof(float));
        if (plbert(&model, runner->kernels, runner->pools[i], &(PlbertRequest){rows, TOKENS, 0}))
            exit(2);
        outputs[i] = rows;
    }
    return same(outputs, TOKENS * PLBERT_WIDTH);
}

int main(int count, char **arguments)
{
    const int avx512 = count > 1 && !strcmp(arguments[1], "avx512_vnni");
    const Runner runner = {avx512 ? &phemius_avx512_vnni : &phemius_avx2,
                           {pool_open(1), pool_open(THREADS)}};
    int ok = check_lstm(&runner) && check_plbert(&runner);
    for (int i = 0; i < 3; i++)
        ok = ok && check_conv1d(&runner, (int[]){4, 100, MAX_ROWS}[i], 1 + 2 * i);
    pool_close(runner.pools[0]);
    pool_close(runner.pools[1]);
    puts(ok ? "same bytes" : "the bytes differ");
    return !ok;
}
