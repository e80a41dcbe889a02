#include "body.h"

#include <string.h>

int decode(const Body *model, const Kernels *kernels, Pool *pool, const BodyRequest *request)
{
    enum { INPUT, JOINED, MIDDLE, SHORTCUT, DOUBLED, SIGNALS };
    const Residual *blocks = model->blocks, *last = &blocks[BODY_BLOCKS - 1];
    const int rows = request->rows, joined_width = last->first.channels;
    const int hidden = blocks[0].second.outputs, more = joined_width - hidden;
    const size_t n = (size_t)rows;
    const size_t values[SIGNALS] = {1, n * (size_t)joined_width, 2 * n * (size_t)hidden,
                                    n * (size_t)hidden, 2 * n * (size_t)joined_width};
    Run run = {.kernels = kernels, .pool = pool, .norms = &request->norms};
    if (!run_open(&run, values, SIGNALS, 2 * n / 20 + 2, MAX_CHANNELS))
        return 1;
    Signal *input = &run.signals[INPUT], *joined = &run.signals[JOINED];
    const Room room = {&run.signals[MIDDLE], &run.signals[SHORTCUT]};
    input->rows = (float *)request->input;
    input->apart = blocks[0].first.channels;
    survey(input, rows, 0, input->apart);
    joined->apart = joined_width;
    for (int r = 0; r < rows; r++)
        memcpy(joined->rows + (long)r * joined_width + hidden, request->beside + (long)r * more,
               sizeof(float) * (size_t)more);
    survey(joined, rows, hidden, more);

    for (int i = 0; i < BODY_BLOCKS - 1; i++)
        residual(&run, &blocks[i], rows, i ? joined : input, room, joined);
    Signal *out = input;
    out->rows = request->output;
    out->apart = last->second.outputs;
    doubling_residual(&run, last, model->pool, rows, joined, &run.signals[DOUBLED], room, out);
    run_close(&run);
    return 0;
}
