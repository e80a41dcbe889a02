/* Eight lanes: AVX2 with FMA, which every x86 server of the last ten years has. */
#include <immintrin.h>

#define KERNELS phemius_avx2
#define LANES 8

typedef __m256i Ints;
typedef __m256 Floats;

#define ints_zero() _mm256_setzero_si256()
#define ints_load(p) _mm256_loadu_si256((const __m256i *)(p))
#define ints_store(p, v) _mm256_storeu_si256((__m256i *)(p), v)
#define ints_add(a, b) _mm256_add_epi32(a, b)
#define ints_sub(a, b) _mm256_sub_epi32(a, b)
#define ints_shift(a, n) _mm256_slli_epi32(a, n)
#define shorts_shift(a, n) _mm256_slli_epi16(a, n)
#define shorts_add(a, b) _mm256_add_epi16(a, b)
#define shorts_sub(a, b) _mm256_sub_epi16(a, b)
#define shorts_of_bytes(p) _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(p)))
#define pair_to_all(p) _mm256_set1_epi32(*(const int32_t *)(p))
#define dot_add(sum, a, b) _mm256_add_epi32(sum, _mm256_madd_epi16(a, b))

#define floats_zero() _mm256_setzero_ps()
#define floats_all(x) _mm256_set1_ps(x)
#define floats_load(p) _mm256_loadu_ps(p)
#define floats_store(p, v) _mm256_storeu_ps(p, v)
#define floats_of(v) _mm256_cvtepi32_ps(v)
#define floats_add(a, b) _mm256_add_ps(a, b)
#define floats_sub(a, b) _mm256_sub_ps(a, b)
#define floats_mul(a, b) _mm256_mul_ps(a, b)
#define floats_fma(a, b, c) _mm256_fmadd_ps(a, b, c)
#define floats_div(a, b) _mm256_div_ps(a, b)
#define floats_whole(v) _mm256_cvtps_epi32(v)
#define ints_as_floats(v) _mm256_castsi256_ps(v)
#define ints_all(n) _mm256_set1_epi32(n)
#define floats_min(a, b) _mm256_min_ps(a, b)
#define floats_max(a, b) _mm256_max_ps(a, b)
#define floats_round(v) _mm256_round_ps(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)
#define floats_to_shorts(p, v)                                                             \
    do {                                                                                   \
        __m256i whole = _mm256_cvtps_epi32(v);                                             \
        _mm_storeu_si128((__m128i *)(p), _mm_packs_epi32(_mm256_castsi256_si128(whole),    \
                                                         _mm256_extracti128_si256(whole, 1))); \
    } while (0)

#include "kernels.inc"
