/* Types that the networks share with the kernels of each instruction set.
 *
 * Activations are float32, channels last: row t holds the channels of step t. A convolution reads
 * rows, applies AdaIN and the activation, quantises to int16, convolves with exact int32 sums,
 * dequantises, and stores rows with the statistics of their channels, one tile of rows at a time.
 * Integer sums do not depend on their order, so the result is the same for any number of threads,
 * any tiling and any instruction set.
 */
#ifndef PHEMIUS_KERNELS_H
#define PHEMIUS_KERNELS_H

#include <stddef.h>
#include <stdint.h>

enum { CHANNEL_BLOCK = 16 };  /* Output channels that are interleaved in packed weights. */
enum { MAX_TAP_BLOCKS = 4 };  /* Blocks of three taps in the widest kernel, of eleven taps. */
enum { MAX_CHANNELS = 1120 };
enum { CHANNEL_STATS = 4 };   /* Of a channel: sum, sum of squares, minimum, maximum. */
enum { SCRATCH_BYTES = 1 << 21 }; /* Of one thread. */

/* A 1-D convolution, as `_pack_conv.py` packs it: AdaIN, Snake or leaky ReLU, then int16 weights
 * in the Winograd domain; or leaky ReLU, then float32 weights, without a norm. */
typedef struct {
    int32_t in_channels, out_channels, kernel_size, dilation;
    int32_t activation_max;   /* Largest quantised activation for which no sum can overflow. */
    int32_t residual_pass;    /* 1: convolve the activations' quantisation residual as well. */
    int32_t norm_offset;      /* Its first channel among the network's AdaIN channels; -1: none. */
    float leaky_slope;        /* Negative slope of the leaky ReLU; unused with Snake. */
    const int16_t *winograd_weights; /* [out / 16][blocks of all points][in / 2][16][2], times 24 */
    const float *float_weights; /* [out / 16][kernel_size][in][16] */
    const float *weight_scales, *bias; /* [out] each; value of one integer step of the weights */
    const float *snake;       /* [2][in]: alpha / pi, then 1 / alpha; NULL for leaky ReLU. */
} Conv1d;

typedef enum { CONV, CONV_TRANSPOSED } ConvKind;

/* The arguments of one run of a convolution:
 * output[t] = (conv(input)[t] + skip[t]) * scale, added to what is there with `accumulate`. */
typedef struct {
    const Conv1d *conv;
    const float *input;       /* [rows][in_channels] */
    int32_t rows, tile_rows;
    int32_t channel_splits;   /* Pieces of work that the output channels of a tile are split into. */
    const float *norm_gain, *norm_shift; /* AdaIN folded to an affine map: [in_channels] each. */
    float inv_scale;          /* Integer steps per unit of activation. */
    float residual_inv_scale; /* Not 0: quantise only the residual of the activations' rounding,
                               * with so many steps to one of theirs. */
    ConvKind kind;
    const float *skip;        /* Skip connection that is added; may be NULL. */
    int32_t skip_stride;      /* Values from row to row of `skip`. */
    int32_t skip_upsampled;   /* 1: row t adds row t / 2 of `skip` (nearest upsampling). */
    float scale;
    int32_t accumulate;
    float *output;
    int32_t output_stride;    /* Values from row to row of `output`. */
    int32_t output_rows;
    int32_t upsampling, padding; /* CONV_TRANSPOSED: its stride, and the rows cut off in front. */
    int32_t reflection_pad;   /* CONV_TRANSPOSED: rows of left reflection padding, 0 or 1. */
    float *stats;             /* [tiles][CHANNEL_STATS][channels of output] */
} ConvArgs;

/* A float32 linear layer over windows of the input: out[t] = W input[t * step ...] + bias. */
typedef struct {
    int32_t in_features, out_features;
    const float *weights, *bias; /* [out / 16][in][16] and [out] */
} Linear;

/* A linear layer with int8 weights and int16 activations, symmetric, without zero points. */
typedef struct {
    int32_t in_features, out_features;
    const int8_t *weights;    /* [out / 16][in / 2][16][2] */
    const float *weight_scales, *bias; /* [out] each */
} QLinear;

enum { QLINEAR_BLOCK = 32 };  /* Outputs of a `QLinear` that one piece of work computes. */

/* Two-term int16 quantisation of rows: x = row_scale * (q1 + q2 / RESIDUAL_STEPS). PL-BERT needs
 * more than 16 bits: errors of channels a hundred times below a row's largest value would grow
 * through its twelve layers. */
typedef struct {
    int16_t *values;          /* q1; row r begins at r * stride. */
    ptrdiff_t residual_offset;     /* q2 lies so many values after q1; 0: without the second term. */
    float *row_scale;         /* [rows] */
    int32_t stride, rows;
} QuantizedRows;

enum { RESIDUAL_STEPS = 1 << 16 };

/* Attention of PL-BERT: rows of queries, keys and values, [3][HEADS][HEAD_SIZE] each. */
enum { HEADS = 12, HEAD_SIZE = 64, MAX_TOKENS = 512 };

enum { LSTM_HIDDEN = 256, LSTM_GATES = 4 * LSTM_HIDDEN };

/* A bidirectional LSTM; gates i, f, g, o as torch stacks them. */
typedef struct {
    Linear input;             /* weight_ih of both directions, [2 * LSTM_GATES] outputs. */
    const int8_t *recurrent;  /* weight_hh: [2][LSTM_GATES / 64][LSTM_HIDDEN / 2][64][2] */
    float recurrent_scales[2]; /* Value of one integer step of `recurrent`, by direction. */
} Lstm;

/* The kernels of one instruction set. */
typedef struct {
    /* One tile of rows, one split of its output channels: piece = tile * channel_splits + split. */
    void (*conv1d_tile)(const ConvArgs *, int piece, char *scratch);
    /* Rows `begin` to `end` of output [rows][out_features]; `stats` is of these rows alone. */
    void (*linear)(const Linear *, const float *input, int step, int begin, int end, float *output,
                   float *stats);
    /* One direction: gates [rows][2][LSTM_GATES] to output [rows][2][LSTM_HIDDEN]. */
    void (*lstm)(const Lstm *, const float *gates, int rows, int direction, float *output);
    /* Rows `begin` to `end` of float32 [rows][width]. */
    void (*quantize_rows)(const float *rows, int width, int begin, int end,
                          const QuantizedRows *out);
    /* Outputs of one block of all rows, [rows][out_features]; through GELU with `gelu`. */
    void (*qlinear)(const QLinear *, const QuantizedRows *in, int block, int gelu, float *output,
                    char *scratch);
    /* One head: qkv [rows][3][HEADS][HEAD_SIZE] to output [rows][HEADS][HEAD_SIZE]. ROW_BLOCK rows
     * after the last one of `qkv` must be readable. */
    void (*attention)(const float *qkv, int rows, int head, float *output, char *scratch);
    /* rows = LayerNorm(rows + added) of rows `begin` to `end`; `norm` is gain, shift [2][width]. */
    void (*add_layer_norm)(float *rows, const float *added, const float *norm, int width, int begin,
                           int end);
} Kernels;

extern const Kernels phemius_avx2, phemius_avx512_vnni;

#endif
