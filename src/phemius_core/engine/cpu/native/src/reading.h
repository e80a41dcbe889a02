/* PL-BERT's layer, and dense layers in integers. */
#ifndef PHEMIUS_READING_H
#define PHEMIUS_READING_H

#include "kernels.h"
#include "pool.h"

enum { READING_LAYERS = 12, READING_WIDTH = HEADS * HEAD };

/* ALBERT: one layer that is gone through twelve times. */
typedef struct {
    Whole joined;             /* To queries, keys and values. */
    Whole attended, wide, narrow;
    const float *norms;       /* [2][2][READING_WIDTH]: gain and shift after each half. */
} Reading;

typedef struct {
    float *rows;              /* [count][READING_WIDTH]: what is read, and what comes of it. */
    int32_t count;            /* At most MAX_TOKENS. */
    int32_t coarse;           /* Not 0: what rounding to 16 bits leaves is left out. */
} ReadingRequest;

typedef struct {
    Whole layer;
    const float *input;       /* A row of inputs begins `step` values after the one before. */
    float *output;            /* [rows][outputs] */
    int32_t step, rows;
    int32_t coarse;           /* As above. */
} WholeRequest;

/* 0, or 1 where there is no memory. */
int read_text(const Reading *, const Kernels *, Pool *, const ReadingRequest *);
int apply_whole(const Kernels *, Pool *, const WholeRequest *);

#endif
