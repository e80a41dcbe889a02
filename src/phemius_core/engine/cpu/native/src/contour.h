/* Pitch and energy over time, from what the prosody remembers. */
#ifndef PHEMIUS_CONTOUR_H
#define PHEMIUS_CONTOUR_H

#include "residual.h"

enum { CURVES = 2, CURVE_BLOCKS = 3 };

typedef struct {
    Residual blocks[CURVE_BLOCKS];
    const float *pool;        /* Of the second block. */
} Curve;

typedef struct {
    Curve curves[CURVES];
} Contour;

typedef struct {
    const float *input;       /* [rows][512] */
    float *output;            /* [CURVES][2 * rows][256] */
    int32_t rows;
    int32_t coarse;           /* Not 0: what rounding to 16 bits leaves is left out. */
    Norms norms;
} ContourRequest;

/* 0, or 1 where there is no memory. */
int draw(const Contour *, const Kernels *, Pool *, const ContourRequest *);

#endif
