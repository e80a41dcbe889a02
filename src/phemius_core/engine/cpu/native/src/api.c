/* The functions that Python calls through ctypes; `_abi.py` mirrors the structures. */
#include <stdlib.h>
#include <string.h>

#include "decoder_body.h"
#include "f0_energy.h"
#include "generator.h"
#include "lstm.h"
#include "plbert.h"
#include "qlinear.h"

enum { ABI_VERSION = 5 };

typedef struct {
    Plbert plbert;
    F0Energy f0_energy;
    DecoderBody decoder_body;
    Generator generator;
} Networks;

typedef struct {
    Networks networks;
    const Kernels *kernels;
    ThreadPool *pool;
} Model;

int phemius_abi_version(void) { return ABI_VERSION; }

/* Name of the best instruction set of this CPU and this build; NULL where it has none. */
const char *phemius_best_isa(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vnni"))
        return "avx512_vnni";
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return "avx2";
#endif
    return NULL;
}

static const Kernels *kernels_of(const char *isa)
{
#if defined(__x86_64__)
    if (!strcmp(isa, "avx512_vnni"))
        return &phemius_avx512_vnni;
    if (!strcmp(isa, "avx2"))
        return &phemius_avx2;
#endif
    return NULL;
}

/* Copies the networks, but not the weights that they point to. NULL when out of memory or without
 * kernels for the instruction set; the CPU must have it. */
void *phemius_open(const Networks *networks, const char *isa, int threads)
{
    Model *model = calloc(1, sizeof *model);
    if (!model)
        return NULL;
    model->networks = *networks;
    model->kernels = kernels_of(isa);
    model->pool = pool_open(threads);
    if (!model->pool || !model->kernels) {
        pool_close(model->pool);
        free(model);
        return NULL;
    }
    return model;
}

/* Each returns 0, or 1 when out of memory. */

int phemius_plbert(void *handle, const PlbertRequest *request)
{
    const Model *model = handle;
    return plbert(&model->networks.plbert, model->kernels, model->pool, request);
}

int phemius_qlinear(void *handle, const QLinearRequest *request)
{
    const Model *model = handle;
    return qlinear(model->kernels, model->pool, request);
}

int phemius_lstm(void *handle, const LstmRequest *request)
{
    const Model *model = handle;
    return lstm(model->kernels, model->pool, request);
}

int phemius_f0_energy(void *handle, const F0EnergyRequest *request)
{
    const Model *model = handle;
    return f0_energy(&model->networks.f0_energy, model->kernels, model->pool, request);
}

int phemius_decoder_body(void *handle, const DecoderBodyRequest *request)
{
    const Model *model = handle;
    return decoder_body(&model->networks.decoder_body, model->kernels, model->pool, request);
}

int phemius_generator(void *handle, const GeneratorRequest *request)
{
    const Model *model = handle;
    return generator(&model->networks.generator, model->kernels, model->pool, request);
}

void phemius_close(void *handle)
{
    Model *model = handle;
    if (model) {
        pool_close(model->pool);
        free(model);
    }
}
