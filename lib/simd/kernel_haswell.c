/*
 * AVX2, BMI and carry-less multiplication: Intel since Haswell, AMD since Excavator and Zen.
 */
#include "kernel.h"

#if defined(__x86_64__)

#include "target.h"

#include <immintrin.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Before TARGET_BEGIN: it must run on any processor. */
static bool is_supported(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt") &&
           __builtin_cpu_supports("pclmul");
}

/* Older processors of AMD take a hundred cycles for what compress_bits() needs. */
static bool compresses_fast(void) {
    return !__builtin_cpu_is("bdver4") && !__builtin_cpu_is("znver1") &&
           !__builtin_cpu_is("znver2");
}

TARGET_BEGIN("avx2,bmi,bmi2,popcnt,pclmul")

#define KERNEL_HAS_CLMUL
#define KERNEL_HAS_PEXT

#include "masks.h"

#define VEC_BYTES 32

typedef __m256i vec;

static inline vec vec_load(const uint8_t *p) {
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

/* Hides the value from compilers, which otherwise rebuild a constant for each block, in three
 * instructions. */
static inline vec vec_all(uint8_t byte) {
    vec all = _mm256_set1_epi8((char)byte);
    __asm__("" : "+x"(all));
    return all;
}

static inline vec vec_table(const uint8_t table[16]) {
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)table));
}

static inline vec vec_or(vec a, vec b) {
    return _mm256_or_si256(a, b);
}

static inline vec vec_and(vec a, vec b) {
    return _mm256_and_si256(a, b);
}

static inline vec vec_xor(vec a, vec b) {
    return _mm256_xor_si256(a, b);
}

static inline vec vec_saturating_sub(vec a, vec b) {
    return _mm256_subs_epu8(a, b);
}

static inline vec vec_sub(vec a, vec b) {
    return _mm256_sub_epi8(a, b);
}

static inline vec vec_equal(vec a, vec b) {
    return _mm256_cmpeq_epi8(a, b);
}

static inline vec vec_at_most(vec a, vec b) {
    return _mm256_cmpeq_epi8(_mm256_min_epu8(a, b), a);
}

static inline vec vec_look_up(vec table, vec i) {
    return _mm256_shuffle_epi8(table, i);
}

static inline vec vec_high_nibbles(vec a) {
    return _mm256_and_si256(_mm256_srli_epi16(a, 4), _mm256_set1_epi8(0x0F));
}

static inline uint64_t vec_mask(const vec v[2]) {
    return (uint64_t)(uint32_t)_mm256_movemask_epi8(v[0]) |
           (uint64_t)(uint32_t)_mm256_movemask_epi8(v[1]) << 32;
}

static inline bool vec_any(vec a) {
    return _mm256_movemask_epi8(a) != 0;
}

static inline bool vec_is_zero(vec a) {
    return _mm256_testz_si256(a, a) != 0;
}

#include "vectors.h"

#include "scan.h"
#include "scan_members.h"
#include "skip.h"

static bool members(finding *f, const found_rest *rest, uint32_t depth_max) {
    return compresses_fast() && scan_members(f, rest, depth_max);
}

const kernel KERNEL_SYMBOL(haswell) = {is_supported, scan, members, 8192, skip};

TARGET_END

#endif
