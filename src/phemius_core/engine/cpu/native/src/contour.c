#include "contour.h"

int draw(const Contour *model, const Kernels *kernels, Pool *pool, const ContourRequest *request)
{
    enum { INPUT, MIDDLE, SHORTCUT, DOUBLED, X, Y, SIGNALS };
    const int rows = request->rows, width = model->curves[0].blocks[0].first.channels;
    const size_t whole = (size_t)rows * (size_t)width;
    const size_t values[SIGNALS] = {1, whole, whole, 2 * whole, whole, whole};
    Run run = {.kernels = kernels, .pool = pool, .norms = &request->norms,
               .coarse = request->coarse};
    if (!run_open(&run, values, SIGNALS, 2 * (size_t)rows / 20 + 2, MAX_CHANNELS))
        return 1;
    const Room room = {&run.signals[MIDDLE], &run.signals[SHORTCUT]};
    Signal *input = &run.signals[INPUT], *x = &run.signals[X], *y = &run.signals[Y];
    input->rows = (float *)request->input;
    input->apart = width;
    survey(input, rows, 0, width);
    for (int i = 0; i < CURVES; i++) {
        const Residual *blocks = model->curves[i].blocks;
        const int narrow = blocks[2].second.outputs;
        x->apart = width;
        residual(&run, &blocks[0], rows, input, room, x);
        y->apart = narrow;
        doubling_residual(&run, &blocks[1], model->curves[i].pool, rows, x,
                          &run.signals[DOUBLED], room, y);
        Signal out = {.rows = request->output + (long)i * 2 * rows * narrow, .apart = narrow};
        residual(&run, &blocks[2], 2 * rows, y, room, &out);
    }
    run_close(&run);
    return 0;
}
