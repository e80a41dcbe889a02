/* What Python calls, by ctypes. */
#include <stdlib.h>

#include "body.h"
#include "contour.h"
#include "generator.h"
#include "reading.h"
#include "recurrent.h"

enum { ABI = 4 };

typedef struct {
    Reading reading;
    Contour contour;
    Body body;
    Generator generator;
} Networks;

typedef struct {
    Networks networks;
    const Kernels *kernels;
    Pool *pool;
} Model;

int phemius_abi(void) { return ABI; }

/* The widest lanes that this CPU and this build have: 16, 8 or 0. */
int phemius_lanes(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vnni"))
        return 16;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return 8;
#endif
    return 0;
}

/* Takes a copy of the networks; what they point to must stay. NULL where that cannot be. */
void *phemius_open(const Networks *networks, int lanes, int threads)
{
    Model *model = calloc(1, sizeof *model);
    if (!model)
        return NULL;
    model->networks = *networks;
#if defined(__x86_64__)
    model->kernels = lanes == 16 ? &phemius_avx512 : lanes == 8 ? &phemius_avx2 : NULL;
#endif
    model->pool = pool_open(threads);
    if (!model->pool || !model->kernels) {
        pool_close(model->pool);
        free(model);
        return NULL;
    }
    return model;
}

int phemius_read(void *opened, const ReadingRequest *request)
{
    const Model *model = opened;
    return read_text(&model->networks.reading, model->kernels, model->pool, request);
}

int phemius_apply(void *opened, const WholeRequest *request)
{
    const Model *model = opened;
    return apply_whole(model->kernels, model->pool, request);
}

int phemius_remember(void *opened, const LstmRequest *request)
{
    const Model *model = opened;
    return remember(model->kernels, model->pool, request);
}

int phemius_draw(void *opened, const ContourRequest *request)
{
    const Model *model = opened;
    return draw(&model->networks.contour, model->kernels, model->pool, request);
}

int phemius_decode(void *opened, const BodyRequest *request)
{
    const Model *model = opened;
    return decode(&model->networks.body, model->kernels, model->pool, request);
}

int phemius_generate(void *opened, const GeneratorRequest *request)
{
    const Model *model = opened;
    return generate(&model->networks.generator, model->kernels, model->pool, request);
}

void phemius_close(void *opened)
{
    Model *model = opened;
    if (model) {
        pool_close(model->pool);
        free(model);
    }
}
