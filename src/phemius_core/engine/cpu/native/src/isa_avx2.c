/* AVX2 with FMA: every x86 server since 2013. */
#include <immintrin.h>

#define KERNELS phemius_avx2
#define LANES 8

typedef __m256i I32Vec;
typedef __m256 F32Vec;

#define i32_zero() _mm256_setzero_si256()
#define i32_load(p) _mm256_loadu_si256((const __m256i *)(p))
#define i32_store(p, v) _mm256_storeu_si256((__m256i *)(p), v)
#define i32_broadcast(n) _mm256_set1_epi32(n)
#define i32_add(a, b) _mm256_add_epi32(a, b)
#define i32_sub(a, b) _mm256_sub_epi32(a, b)
#define i32_shift_left(a, n) _mm256_slli_epi32(a, n)
#define i32_as_f32(v) _mm256_castsi256_ps(v)

#define i16_load(p) i32_load(p)
#define i16_store(p, v) i32_store(p, v)
#define i16_load_i8(p) _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(p)))
#define i16_broadcast_pair(p) _mm256_set1_epi32(i16_pair(p))
#define i16_add(a, b) _mm256_add_epi16(a, b)
#define i16_sub(a, b) _mm256_sub_epi16(a, b)
#define i16_shift_left(a, n) _mm256_slli_epi16(a, n)
#define i16_dot_accumulate(sum, a, b) _mm256_add_epi32(sum, _mm256_madd_epi16(a, b))

#define f32_zero() _mm256_setzero_ps()
#define f32_broadcast(x) _mm256_set1_ps(x)
#define f32_load(p) _mm256_loadu_ps(p)
#define f32_store(p, v) _mm256_storeu_ps(p, v)
#define f32_add(a, b) _mm256_add_ps(a, b)
#define f32_sub(a, b) _mm256_sub_ps(a, b)
#define f32_mul(a, b) _mm256_mul_ps(a, b)
#define f32_div(a, b) _mm256_div_ps(a, b)
#define f32_fma(a, b, c) _mm256_fmadd_ps(a, b, c)
#define f32_min(a, b) _mm256_min_ps(a, b)
#define f32_max(a, b) _mm256_max_ps(a, b)
#define f32_round(v) _mm256_round_ps(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)
#define f32_from_i32(v) _mm256_cvtepi32_ps(v)
#define f32_to_i32(v) _mm256_cvtps_epi32(v)

/* Rounds to nearest even and saturates to int16. */
#define f32_store_i16(p, v)                                                                     \
    do {                                                                                        \
        __m256i rounded = _mm256_cvtps_epi32(v);                                                \
        _mm_storeu_si128((__m128i *)(p), _mm_packs_epi32(_mm256_castsi256_si128(rounded),       \
                                                         _mm256_extracti128_si256(rounded, 1))); \
    } while (0)

#include "kernels/kernels.inc"
