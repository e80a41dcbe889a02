/* The functions that Python calls through ctypes; `_abi.py` mirrors the structures. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "decoder_body.h"
#include "f0_energy.h"
#include "generator.h"
#include "lstm.h"
#include "plbert.h"
#include "qlinear.h"

/* All other symbols are hidden: two libraries in a process may have a function `generator`. */
#define EXPORTED __attribute__((visibility("default")))

/* Defined by the build: a digest of the sources. */
#ifndef SOURCE_DIGEST
#define SOURCE_DIGEST ""
#endif

/* Tests compile it otherwise, for a CPU that lacks something. */
#ifndef CPU_SUPPORTS
#define CPU_SUPPORTS(feature) __builtin_cpu_supports(feature)
#endif

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

/* A field of a structure; a structure itself, with offset 0; or a constant, as the size. */
typedef struct {
    const char *structure, *field;
    uint64_t offset, size;
} LayoutEntry;

#define STRUCTURE(type) {#type, "", 0, sizeof(type)}
#define FIELD(type, name) {#type, #name, offsetof(type, name), sizeof(((type *)0)->name)}
#define CONSTANT(name) {"", #name, 0, name}

/* All that `_abi.py` mirrors. */
static const LayoutEntry layout[] = {
    STRUCTURE(Conv1d), FIELD(Conv1d, in_channels), FIELD(Conv1d, out_channels),
    FIELD(Conv1d, kernel_size), FIELD(Conv1d, dilation), FIELD(Conv1d, activation_max),
    FIELD(Conv1d, residual_pass), FIELD(Conv1d, norm_offset), FIELD(Conv1d, leaky_slope),
    FIELD(Conv1d, winograd_weights), FIELD(Conv1d, float_weights), FIELD(Conv1d, weight_scales),
    FIELD(Conv1d, bias), FIELD(Conv1d, snake),
    STRUCTURE(Linear), FIELD(Linear, in_features), FIELD(Linear, out_features),
    FIELD(Linear, weights), FIELD(Linear, bias),
    STRUCTURE(QLinear), FIELD(QLinear, in_features), FIELD(QLinear, out_features),
    FIELD(QLinear, weights), FIELD(QLinear, weight_scales), FIELD(QLinear, bias),
    STRUCTURE(Lstm), FIELD(Lstm, input), FIELD(Lstm, recurrent), FIELD(Lstm, recurrent_scales),
    STRUCTURE(AdainResblock), FIELD(AdainResblock, conv1), FIELD(AdainResblock, conv2),
    FIELD(AdainResblock, shortcut),
    STRUCTURE(Plbert), FIELD(Plbert, qkv), FIELD(Plbert, attention_output), FIELD(Plbert, ffn_up),
    FIELD(Plbert, ffn_down), FIELD(Plbert, layer_norms),
    STRUCTURE(F0EnergyBranch), FIELD(F0EnergyBranch, blocks), FIELD(F0EnergyBranch, pool),
    STRUCTURE(DecoderBody), FIELD(DecoderBody, blocks), FIELD(DecoderBody, pool),
    STRUCTURE(GeneratorStage), FIELD(GeneratorStage, noise_conv),
    FIELD(GeneratorStage, noise_resblock), FIELD(GeneratorStage, upsample),
    FIELD(GeneratorStage, resblocks), FIELD(GeneratorStage, upsampling),
    FIELD(GeneratorStage, source_step), FIELD(GeneratorStage, source_begin),
    STRUCTURE(Generator), FIELD(Generator, stages), FIELD(Generator, post),
    STRUCTURE(Networks), FIELD(Networks, plbert), FIELD(Networks, f0_energy),
    FIELD(Networks, decoder_body), FIELD(Networks, generator),
    STRUCTURE(AdainParams), FIELD(AdainParams, gain), FIELD(AdainParams, shift),
    FIELD(AdainParams, predicted), FIELD(AdainParams, measured), FIELD(AdainParams, count),
    STRUCTURE(PlbertRequest), FIELD(PlbertRequest, rows), FIELD(PlbertRequest, tokens),
    FIELD(PlbertRequest, int16_only),
    STRUCTURE(QLinearRequest), FIELD(QLinearRequest, layer), FIELD(QLinearRequest, input),
    FIELD(QLinearRequest, output), FIELD(QLinearRequest, step), FIELD(QLinearRequest, rows),
    FIELD(QLinearRequest, int16_only),
    STRUCTURE(LstmRequest), FIELD(LstmRequest, lstm), FIELD(LstmRequest, input),
    FIELD(LstmRequest, output), FIELD(LstmRequest, rows),
    STRUCTURE(F0EnergyRequest), FIELD(F0EnergyRequest, input), FIELD(F0EnergyRequest, output),
    FIELD(F0EnergyRequest, rows), FIELD(F0EnergyRequest, int16_only),
    FIELD(F0EnergyRequest, adain),
    STRUCTURE(DecoderBodyRequest), FIELD(DecoderBodyRequest, input),
    FIELD(DecoderBodyRequest, conditioning), FIELD(DecoderBodyRequest, output),
    FIELD(DecoderBodyRequest, rows), FIELD(DecoderBodyRequest, adain),
    STRUCTURE(GeneratorRequest), FIELD(GeneratorRequest, hidden),
    FIELD(GeneratorRequest, harmonics), FIELD(GeneratorRequest, output),
    FIELD(GeneratorRequest, steps), FIELD(GeneratorRequest, adain),
    CONSTANT(CHANNEL_BLOCK), CONSTANT(MAX_CHANNELS), CONSTANT(QLINEAR_BLOCK), CONSTANT(HEADS),
    CONSTANT(HEAD_SIZE), CONSTANT(MAX_TOKENS), CONSTANT(LSTM_HIDDEN),
};

/* Entry `index` of the layout of this build; NULL after the last one. */
EXPORTED const LayoutEntry *phemius_layout(int index)
{
    return index >= 0 && (size_t)index < sizeof layout / sizeof *layout ? &layout[index] : NULL;
}

EXPORTED const char *phemius_source_digest(void) { return SOURCE_DIGEST; }

/* Kernels of an instruction set; NULL where this CPU or this build does not have it. */
static const Kernels *kernels_of(const char *isa)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (!strcmp(isa, "avx512_vnni") && CPU_SUPPORTS("avx512f") && CPU_SUPPORTS("avx512bw") &&
        CPU_SUPPORTS("avx512vl") && CPU_SUPPORTS("avx512dq") && CPU_SUPPORTS("avx512vnni"))
        return &phemius_avx512_vnni;
    if (!strcmp(isa, "avx2") && CPU_SUPPORTS("avx2") && CPU_SUPPORTS("fma"))
        return &phemius_avx2;
#endif
    (void)isa;
    return NULL;
}

/* Whether this CPU and this build have an instruction set. */
EXPORTED int phemius_supports(const char *isa) { return kernels_of(isa) != NULL; }

/* Copies the networks, but not the weights that they point to. NULL when out of memory, or where
 * the instruction set is not supported. */
EXPORTED void *phemius_open(const Networks *networks, const char *isa, int threads)
{
    const Kernels *kernels = kernels_of(isa);
    Model *model = kernels ? calloc(1, sizeof *model) : NULL;
    if (!model)
        return NULL;
    model->networks = *networks;
    model->kernels = kernels;
    model->pool = pool_open(threads);
    if (!model->pool) {
        free(model);
        return NULL;
    }
    return model;
}

/* Each returns 0, or 1 when out of memory. */

EXPORTED int phemius_plbert(void *handle, const PlbertRequest *request)
{
    const Model *model = handle;
    return plbert(&model->networks.plbert, model->kernels, model->pool, request);
}

EXPORTED int phemius_qlinear(void *handle, const QLinearRequest *request)
{
    const Model *model = handle;
    return qlinear(model->kernels, model->pool, request);
}

EXPORTED int phemius_lstm(void *handle, const LstmRequest *request)
{
    const Model *model = handle;
    return lstm(model->kernels, model->pool, request);
}

EXPORTED int phemius_f0_energy(void *handle, const F0EnergyRequest *request)
{
    const Model *model = handle;
    return f0_energy(&model->networks.f0_energy, model->kernels, model->pool, request);
}

EXPORTED int phemius_decoder_body(void *handle, const DecoderBodyRequest *request)
{
    const Model *model = handle;
    return decoder_body(&model->networks.decoder_body, model->kernels, model->pool, request);
}

EXPORTED int phemius_generator(void *handle, const GeneratorRequest *request)
{
    const Model *model = handle;
    return generator(&model->networks.generator, model->kernels, model->pool, request);
}

EXPORTED void phemius_close(void *handle)
{
    Model *model = handle;
    if (model) {
        pool_close(model->pool);
        free(model);
    }
}
