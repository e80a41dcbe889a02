#include "body.h"

#include <string.h>

static const float HALF_POWER = 0.70710678f;

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

int decode(const Body *model, const Kernels *kernels, Pool *pool, const BodyRequest *request)
{
    enum { INPUT, JOINED, MIDDLE, SHORTCUT, DOUBLED, SIGNALS };
    const BodyBlock *blocks = model->blocks, *last = &blocks[BODY_BLOCKS - 1];
    const int rows = request->rows, joined_width = last->first.channels;
    const int hidden = blocks[0].second.outputs, more = joined_width - hidden;
    const size_t n = (size_t)rows;
    const size_t values[SIGNALS] = {1, n * (size_t)joined_width, 2 * n * (size_t)hidden,
                                    n * (size_t)hidden, 2 * n * (size_t)joined_width};
    Run run = {.kernels = kernels, .pool = pool, .norms = &request->norms};
    if (!run_open(&run, values, SIGNALS, 2 * n / 20 + 2, MAX_CHANNELS))
        return 1;
    Signal *input = &run.signals[INPUT], *joined = &run.signals[JOINED];
    Signal *middle = &run.signals[MIDDLE], *shortcut = &run.signals[SHORTCUT];
    Signal *doubled = &run.signals[DOUBLED];
    input->rows = (float *)request->input;
    input->apart = blocks[0].first.channels;
    survey(input, rows, 0, input->apart);
    joined->apart = joined_width;
    for (int r = 0; r < rows; r++)
        memcpy(joined->rows + (long)r * joined_width + hidden, request->beside + (long)r * more,
               sizeof(float) * (size_t)more);
    survey(joined, rows, hidden, more);

    const Signal *from = input;
    for (int i = 0; i < BODY_BLOCKS - 1; i++) {
        middle->apart = shortcut->apart = blocks[i].second.outputs;
        convolve(&run, &blocks[i].first, from, middle, (Pass){.rows = rows});
        convolve(&run, &blocks[i].shortcut, from, shortcut, (Pass){.rows = rows});
        convolve(&run, &blocks[i].second, middle, joined,
                 (Pass){.rows = rows, .beside = shortcut->rows,
                        .beside_apart = shortcut->apart, .factor = HALF_POWER});
        from = joined;
    }
    middle->apart = shortcut->apart = last->second.outputs;
    upsample(&run, &last->first, model->pool, joined, rows, doubled);
    convolve(&run, &last->shortcut, joined, shortcut, (Pass){.rows = rows});
    Conv as_is = last->first; /* Its norm and activation are done. */
    as_is.norm = -1;
    as_is.slope = 1;
    convolve(&run, &as_is, doubled, middle, (Pass){.rows = 2 * rows});
    Signal *out = input;
    out->rows = request->output;
    out->apart = last->second.outputs;
    convolve(&run, &last->second, middle, out,
             (Pass){.rows = 2 * rows, .beside = shortcut->rows,
                    .beside_apart = shortcut->apart, .beside_twice = 1, .factor = HALF_POWER});
    run_close(&run);
    return 0;
}
