/* AVX-512 with VNNI, which multiplies int16 pairs and adds to int32 in one instruction. */
#include <immintrin.h>

#define KERNELS phemius_avx512_vnni
#define LANES 16

typedef __m512i I32Vec;
typedef __m512 F32Vec;

#define i32_zero() _mm512_setzero_si512()
#define i32_load(p) _mm512_loadu_si512((const void *)(p))
#define i32_store(p, v) _mm512_storeu_si512((void *)(p), v)
#define i32_broadcast(n) _mm512_set1_epi32(n)
#define i32_add(a, b) _mm512_add_epi32(a, b)
#define i32_sub(a, b) _mm512_sub_epi32(a, b)
#define i32_shift_left(a, n) _mm512_slli_epi32(a, n)
#define i32_as_f32(v) _mm512_castsi512_ps(v)

#define i16_load(p) i32_load(p)
#define i16_store(p, v) i32_store(p, v)
#define i16_load_i8(p) _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)(p)))
#define i16_broadcast_pair(p) _mm512_set1_epi32(i16_pair(p))
#define i16_add(a, b) _mm512_add_epi16(a, b)
#define i16_sub(a, b) _mm512_sub_epi16(a, b)
#define i16_shift_left(a, n) _mm512_slli_epi16(a, n)
#define i16_dot_accumulate(sum, a, b) _mm512_dpwssd_epi32(sum, a, b)

#define f32_zero() _mm512_setzero_ps()
#define f32_broadcast(x) _mm512_set1_ps(x)
#define f32_load(p) _mm512_loadu_ps(p)
#define f32_store(p, v) _mm512_storeu_ps(p, v)
#define f32_add(a, b) _mm512_add_ps(a, b)
#define f32_sub(a, b) _mm512_sub_ps(a, b)
#define f32_mul(a, b) _mm512_mul_ps(a, b)
#define f32_div(a, b) _mm512_div_ps(a, b)
#define f32_fma(a, b, c) _mm512_fmadd_ps(a, b, c)
#define f32_min(a, b) _mm512_min_ps(a, b)
#define f32_max(a, b) _mm512_max_ps(a, b)
#define f32_round(v) _mm512_roundscale_ps(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)
#define f32_from_i32(v) _mm512_cvtepi32_ps(v)
#define f32_to_i32(v) _mm512_cvtps_epi32(v)

/* Rounds to nearest even and saturates to int16. */
#define f32_store_i16(p, v) \
    _mm256_storeu_si256((__m256i *)(p), _mm512_cvtsepi32_epi16(_mm512_cvtps_epi32(v)))

#include "kernels/kernels.inc"
