#include "residual.h"

static const float HALF_POWER = 0.70710678f;

void residual(Run *run, const Residual *block, int rows, const Signal *in, Room room, Signal *out)
{
    const Signal *shortcut = in;
    room.middle->apart = block->first.outputs;
    convolve(run, &block->first, in, room.middle, (Pass){.rows = rows});
    if (block->shortcut.outputs) {
        room.shortcut->apart = block->shortcut.outputs;
        convolve(run, &block->shortcut, in, room.shortcut, (Pass){.rows = rows});
        shortcut = room.shortcut;
    }
    convolve(run, &block->second, room.middle, out,
             (Pass){.rows = rows, .beside = shortcut->rows, .beside_apart = shortcut->apart,
                    .factor = HALF_POWER});
}

/* The norm, the activation, and every step twice: out[2i] is of step i alone, out[2i + 1] of it
 * and the next one. What is convolved then is normalised already. */
static void upsample(Run *run, const Conv *conv, const float *pool, const Signal *in, int rows,
                     Signal *out)
{
    const int width = conv->channels;
    fold_leaky(run, conv, in);
    for (int r = 0; r < rows; r++) {
        float *even = out->rows + 2l * r * width, *odd = even + width;
        const float *here = in->rows + (long)r * in->apart, *next = here + in->apart;
        for (int c = 0; c < width; c++) {
            float x = here[c] * run->gain[c] + run->offset[c];
            float y = r + 1 < rows ? next[c] * run->gain[c] + run->offset[c] : 0;
            x = x < 0 ? x * conv->slope : x;
            y = y < 0 ? y * conv->slope : y;
            even[c] = x * pool[width + c] + pool[3 * width + c];
            odd[c] = x * pool[2 * width + c] + y * pool[c] + pool[3 * width + c];
        }
    }
    out->apart = width;
    survey(out, 2 * rows, 0, width);
}

void doubling_residual(Run *run, const Residual *block, const float *pool, int rows,
                       const Signal *in, Signal *doubled, Room room, Signal *out)
{
    room.middle->apart = room.shortcut->apart = block->second.outputs;
    upsample(run, &block->first, pool, in, rows, doubled);
    convolve(run, &block->shortcut, in, room.shortcut, (Pass){.rows = rows});
    Conv as_is = block->first; /* Its norm and activation are done. */
    as_is.norm = -1;
    as_is.slope = 1;
    convolve(run, &as_is, doubled, room.middle, (Pass){.rows = 2 * rows});
    convolve(run, &block->second, room.middle, out,
             (Pass){.rows = 2 * rows, .beside = room.shortcut->rows,
                    .beside_apart = room.shortcut->apart, .beside_twice = 1,
                    .factor = HALF_POWER});
}
