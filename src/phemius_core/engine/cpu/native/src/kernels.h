/* Convolutions over channels-last rows, in 16-bit integers with exact 32-bit sums.
 *
 * A row is one step in time: `channels` values side by side. A convolution reads float rows,
 * applies its activation, rounds to integers, convolves, and writes float rows with their
 * statistics, one tile of rows at a time. Integer sums do not depend on their order, so the result
 * is the same for any number of threads, any tiling and any instruction set.
 */
#ifndef PHEMIUS_KERNELS_H
#define PHEMIUS_KERNELS_H

#include <stdint.h>

enum { UNIT = 16 };          /* Output channels are packed in units of so many. */
enum { MAX_BLOCKS = 4 };     /* Blocks of three taps in the widest kernel. */
enum { MAX_CHANNELS = 1120 };
enum { STATISTICS = 4 };     /* Sum, sum of squares, smallest, largest. */
enum { SCRATCH_BYTES = 1 << 21 };

/* One convolution of the model, as `_packing.py` lays it out. With `weights` it computes in
 * integers; with `floats` in float, without a norm. */
typedef struct {
    int32_t channels, outputs, taps, dilation;
    int32_t limit;            /* Largest integer that an activation may be. */
    int32_t exact;            /* What is left of rounded activations is convolved too. */
    int32_t norm;             /* Where its channels are among all that are normalised. */
    float slope;              /* Of a leaky activation: where there is no alpha. */
    const int16_t *weights;
    const float *floats;
    const float *scales, *bias;
    const float *alpha;       /* Of the snake, [2][channels]: turns per one, and its height. */
} Conv;

typedef enum { STORE, SPREAD } Ending;

/* What is done with it now. */
typedef struct {
    const Conv *conv;
    const float *input;       /* [rows][channels] */
    int32_t rows, tile_rows, slices;
    const float *gain, *offset;/* The norm, folded: [channels] each. */
    float quantum;            /* Integers per one. */
    float rests;              /* Not 0: only what rounding left is convolved, so many to an integer. */
    Ending ending;
    const float *beside;      /* What is added; may be NULL. */
    int32_t beside_apart, beside_twice; /* Values from row to row; whether each counts twice. */
    float factor;             /* Of the sum of both. */
    int32_t more;             /* It is added to what is there. */
    float *output;
    int32_t output_apart, out_rows;
    int32_t stride, shift;    /* SPREAD: output rows per row, and how many come too early. */
    int32_t mirrored;         /* SPREAD: one more row in front, a copy of the one after it. */
    float *statistics;        /* [tiles][STATISTICS][channels of output] */
} Pass;

/* A dense layer in float over overlapping rows: out[t] = W in[t * step ...] + bias. */
typedef struct {
    int32_t inputs, outputs;
    const float *weights, *bias;
} Dense;

/* A dense layer in integers, over rows that are rounded each to a scale of its own. */
typedef struct {
    int32_t inputs, outputs;
    const int8_t *weights;    /* [outputs / 16][inputs / 2][16][2] */
    const float *scales, *bias; /* [outputs] each; a scale is what one of the weights is. */
} Whole;

enum { SLICE = 32 };          /* Outputs of a `Whole` that are computed at once. */

/* Sixteen bits for a row's largest value leave too few to what is a hundred times smaller, twelve
 * layers long: what is left of each value is rounded again, to a second number of 16 bits. */
typedef struct {
    int16_t *values;          /* A row begins `step` values after the one before. */
    long rest;                /* So many values after each is what is left of it; 0: left out. */
    float *ones;              /* What one of them is, by row. */
    int32_t step, rows;
} Rounded;

enum { RESTS = 1 << 16 };     /* Of the second numbers in one of the first. */

/* Attention: rows of queries, keys and values side by side, [3][HEADS][HEAD] each. */
enum { HEADS = 12, HEAD = 64, MAX_TOKENS = 512 };

/* A recurrent layer (LSTM), one direction: gates i, f, g, o as torch stacks them. */
enum { LSTM_HIDDEN = 256, LSTM_GATES = 4 * LSTM_HIDDEN };

typedef struct {
    Dense input;              /* To the gates of both directions. */
    const int8_t *recurrent;  /* [2][gates / 64][LSTM_HIDDEN / 2][64][2], whole numbers */
    float scales[2];          /* What one of them is, by direction. */
} Lstm;

typedef struct {
    /* Pieces are numbered tile by tile, `slices` of the outputs each. */
    void (*tile)(const Pass *, int piece, char *scratch);
    void (*dense)(const Dense *, const float *input, int step, int begin, int end, float *output,
                  float *statistics);
    /* One direction: from [rows][2][LSTM_GATES] to [rows][2][LSTM_HIDDEN]. */
    void (*recur)(const Lstm *, const float *gates, int rows, int direction, float *output);
    /* Rows `begin` to `end` of `width` values, rounded. */
    void (*round_rows)(const float *rows, int width, int begin, int end, const Rounded *out);
    /* Outputs SLICE * slice and those after it, of all rows; with `curved`, through a GELU. */
    void (*whole)(const Whole *, const Rounded *in, int slice, int curved, float *output,
                  char *scratch);
    /* One head over all rows, [rows][HEADS * HEAD]; GROUP more rows of input can be read. */
    void (*attend)(const float *joined, int rows, int head, float *output, char *scratch);
    /* Adds to rows, and normalises their sums: gain and shift [2][width]. */
    void (*add_norm)(float *rows, const float *beside, const float *norm, int width, int begin,
                     int end);
} Kernels;

extern const Kernels phemius_avx2, phemius_avx512;

#endif
