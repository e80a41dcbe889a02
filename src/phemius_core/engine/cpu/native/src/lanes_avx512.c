/* Sixteen lanes: AVX-512 with VNNI, which multiplies and adds 16-bit pairs in one instruction. */
#include <immintrin.h>

#define KERNELS phemius_avx512
#define LANES 16

typedef __m512i Ints;
typedef __m512 Floats;

#define ints_zero() _mm512_setzero_si512()
#define ints_load(p) _mm512_loadu_si512((const void *)(p))
#define ints_store(p, v) _mm512_storeu_si512((void *)(p), v)
#define ints_add(a, b) _mm512_add_epi32(a, b)
#define ints_sub(a, b) _mm512_sub_epi32(a, b)
#define ints_shift(a, n) _mm512_slli_epi32(a, n)
#define shorts_shift(a, n) _mm512_slli_epi16(a, n)
#define shorts_add(a, b) _mm512_add_epi16(a, b)
#define shorts_sub(a, b) _mm512_sub_epi16(a, b)
#define shorts_of_bytes(p) _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)(p)))
#define pair_to_all(p) _mm512_set1_epi32(*(const int32_t *)(p))
#define dot_add(sum, a, b) _mm512_dpwssd_epi32(sum, a, b)

#define floats_zero() _mm512_setzero_ps()
#define floats_all(x) _mm512_set1_ps(x)
#define floats_load(p) _mm512_loadu_ps(p)
#define floats_store(p, v) _mm512_storeu_ps(p, v)
#define floats_of(v) _mm512_cvtepi32_ps(v)
#define floats_add(a, b) _mm512_add_ps(a, b)
#define floats_sub(a, b) _mm512_sub_ps(a, b)
#define floats_mul(a, b) _mm512_mul_ps(a, b)
#define floats_fma(a, b, c) _mm512_fmadd_ps(a, b, c)
#define floats_div(a, b) _mm512_div_ps(a, b)
#define floats_whole(v) _mm512_cvtps_epi32(v)
#define ints_as_floats(v) _mm512_castsi512_ps(v)
#define ints_all(n) _mm512_set1_epi32(n)
#define floats_min(a, b) _mm512_min_ps(a, b)
#define floats_max(a, b) _mm512_max_ps(a, b)
#define floats_round(v) _mm512_roundscale_ps(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)
#define floats_to_shorts(p, v) \
    _mm256_storeu_si256((__m256i *)(p), _mm512_cvtsepi32_epi16(_mm512_cvtps_epi32(v)))

#include "kernels.inc"
