/*
 * SSE4.2 and carry-less multiplication: Intel since Westmere, AMD since Bulldozer.
 */
#include "kernel.h"

#if defined(__x86_64__)

#include "target.h"

#include <nmmintrin.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <wmmintrin.h>

/* Before TARGET_BEGIN: it must run on any processor. */
static bool is_supported(void) {
    return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt") &&
           __builtin_cpu_supports("pclmul");
}

TARGET_BEGIN("sse4.2,popcnt,pclmul")

#define KERNEL_HAS_CLMUL

#include "masks.h"

#define VEC_BYTES 16

typedef __m128i vec;

static inline vec vec_load(const uint8_t *p) {
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}

static inline vec vec_all(uint8_t byte) {
    return _mm_set1_epi8((char)byte);
}

static inline vec vec_table(const uint8_t table[16]) {
    return vec_load(table);
}

static inline vec vec_or(vec a, vec b) {
    return _mm_or_si128(a, b);
}

static inline vec vec_and(vec a, vec b) {
    return _mm_and_si128(a, b);
}

static inline vec vec_xor(vec a, vec b) {
    return _mm_xor_si128(a, b);
}

static inline vec vec_saturating_sub(vec a, vec b) {
    return _mm_subs_epu8(a, b);
}

static inline vec vec_sub(vec a, vec b) {
    return _mm_sub_epi8(a, b);
}

static inline vec vec_equal(vec a, vec b) {
    return _mm_cmpeq_epi8(a, b);
}

static inline vec vec_at_most(vec a, vec b) {
    return _mm_cmpeq_epi8(_mm_min_epu8(a, b), a);
}

static inline vec vec_least(vec a, vec b) {
    return _mm_min_epi8(a, b);
}

static inline vec vec_less(vec a, vec b) {
    return _mm_cmplt_epi8(a, b);
}

static inline vec vec_look_up(vec table, vec i) {
    return _mm_shuffle_epi8(table, i);
}

static inline vec vec_by_low_nibble(vec table, vec a) {
    return vec_look_up(table, a);
}

static inline vec vec_high_nibbles(vec a) {
    return _mm_and_si128(_mm_srli_epi16(a, 4), _mm_set1_epi8(0x0F));
}

static inline uint64_t vec_mask(const vec v[4]) {
    uint64_t mask = 0;
    for (unsigned i = 0; i < 4; i++) {
        mask |= (uint64_t)(unsigned)_mm_movemask_epi8(v[i]) << 16 * i;
    }
    return mask;
}

static inline bool vec_any(vec a) {
    return _mm_movemask_epi8(a) != 0;
}

static inline bool vec_is_zero(vec a) {
    return _mm_testz_si128(a, a) != 0;
}

#include "vectors.h"

#include "scan.h"
#include "skip.h"

const kernel KERNEL_SYMBOL(westmere) = {is_supported, scan, NULL, skip};

TARGET_END

#endif
