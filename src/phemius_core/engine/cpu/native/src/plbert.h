/* PL-BERT, an ALBERT: one transformer layer that is applied twelve times. */
#ifndef PHEMIUS_PLBERT_H
#define PHEMIUS_PLBERT_H

#include "qlinear.h"

enum { PLBERT_LAYERS = 12, PLBERT_WIDTH = HEADS * HEAD_SIZE };

typedef struct {
    QLinear qkv;              /* To queries, keys and values. */
    QLinear attention_output;
    QLinear ffn_up, ffn_down; /* Feed-forward network. */
    const float *layer_norms; /* [2][2][PLBERT_WIDTH]: gain and shift after attention and FFN. */
} Plbert;

typedef struct {
    float *rows;              /* [tokens][PLBERT_WIDTH]: embeddings, replaced by the output */
    int32_t tokens;           /* At most MAX_TOKENS. */
    int32_t int16_only;       /* Not 0: one term of the quantisation, without the residual. */
} PlbertRequest;

/* Returns 0, or 1 when out of memory. */
int plbert(const Plbert *, const Kernels *, ThreadPool *, const PlbertRequest *);

#endif
