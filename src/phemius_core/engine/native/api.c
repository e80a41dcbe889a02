/* What Python calls, by ctypes. */
#include <stdlib.h>

#include "body.h"
#include "generator.h"
#include "recurrent.h"

enum { ABI = 2 };

typedef struct {
    Generator generator;
    Body body;
    const Kernels *kernels;
    Pool *pool;
} Decoder;

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

/* Takes a copy of the models; what they point to must stay. NULL where that cannot be. */
void *phemius_open(const Body *body, const Generator *generator, int lanes, int threads)
{
    Decoder *decoder = calloc(1, sizeof *decoder);
    if (!decoder)
        return NULL;
    decoder->body = *body;
    decoder->generator = *generator;
#if defined(__x86_64__)
    decoder->kernels = lanes == 16 ? &phemius_avx512 : lanes == 8 ? &phemius_avx2 : NULL;
#endif
    decoder->pool = pool_open(threads);
    if (!decoder->pool || !decoder->kernels) {
        pool_close(decoder->pool);
        free(decoder);
        return NULL;
    }
    return decoder;
}

int phemius_decode(void *opened, const BodyRequest *request)
{
    const Decoder *decoder = opened;
    return decode(&decoder->body, decoder->kernels, decoder->pool, request);
}

int phemius_generate(void *opened, const GeneratorRequest *request)
{
    const Decoder *decoder = opened;
    return generate(&decoder->generator, decoder->kernels, decoder->pool, request);
}

int phemius_remember(void *opened, const LstmRequest *request)
{
    const Decoder *decoder = opened;
    return remember(decoder->kernels, decoder->pool, request);
}

void phemius_close(void *opened)
{
    Decoder *decoder = opened;
    if (decoder) {
        pool_close(decoder->pool);
        free(decoder);
    }
}
