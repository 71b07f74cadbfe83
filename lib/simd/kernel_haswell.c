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

static inline vec vec_least(vec a, vec b) {
    return _mm256_min_epi8(a, b);
}

static inline vec vec_less(vec a, vec b) {
    return _mm256_cmpgt_epi8(b, a);
}

static inline vec vec_look_up(vec table, vec i) {
    return _mm256_shuffle_epi8(table, i);
}

static inline vec vec_by_low_nibble(vec table, vec a) {
    return vec_look_up(table, a);
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

#include "block.h"
#include "scan.h"

/* {}[],: and the control characters 0C and 1A, by their low nibble. */
static inline uint64_t ops(const vec bytes[2]) {
    static const uint8_t by_low_nibble[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}'};
    const vec found[2] = {in_table(by_low_nibble, bytes[0], vec_or(bytes[0], vec_all(0x20))),
                          in_table(by_low_nibble, bytes[1], vec_or(bytes[1], vec_all(0x20)))};
    return vec_mask(found);
}

/* Of each byte, the bit that is this far from the highest. */
ALWAYS_INLINE static inline uint64_t bits(const vec bytes[2], int from_highest) {
    const vec highest[2] = {_mm256_slli_epi16(bytes[0], from_highest),
                            _mm256_slli_epi16(bytes[1], from_highest)};
    return vec_mask(highest);
}

ALWAYS_INLINE static inline block read_block(const uint8_t *p) {
    const vec bytes[2] = {vec_load(p), vec_load(p + 32)};
    const vec digits[2] = {vec_sub(bytes[0], vec_all('0')), vec_sub(bytes[1], vec_all('0'))};
    block b;
    b.there = ~UINT64_C(0);
    b.quote = equal(bytes, '"');
    b.backslash = equal(bytes, '\\');
    b.op = ops(bytes);
    b.space = spaces(bytes);
    b.control = at_most(bytes, 0x1F);
    b.digit = at_most(digits, 9);
    b.zero = equal(bytes, '0');
    b.bit_2 = bits(bytes, 5);
    b.bit_5 = bits(bytes, 2);
    b.bit_6 = bits(bytes, 1);
    b.non_ascii = (uint32_t)_mm256_movemask_epi8(vec_or(bytes[0], bytes[1]));
    return b;
}

/* The block without its first bytes. */
static inline block without_first(const block *b, unsigned bytes) {
    block rest;
    rest.there = 0; /* the caller's to set */
    rest.quote = b->quote >> bytes;
    rest.backslash = b->backslash >> bytes;
    rest.op = b->op >> bytes;
    rest.space = b->space >> bytes;
    rest.control = b->control >> bytes;
    rest.digit = b->digit >> bytes;
    rest.zero = b->zero >> bytes;
    rest.bit_2 = b->bit_2 >> bytes;
    rest.bit_5 = b->bit_5 >> bytes;
    rest.bit_6 = b->bit_6 >> bytes;
    rest.non_ascii = b->non_ascii;
    return rest;
}

ALWAYS_INLINE static inline block read_last_block(const uint8_t *p, size_t length,
                                                  const uint8_t *begin, const uint8_t *end) {
    uint8_t filled[BLOCK_BYTES];
    const uint8_t *source = end - p < BLOCK_BYTES ? end - BLOCK_BYTES : p;
    unsigned before = (unsigned)(p - source);
    if (end - begin < BLOCK_BYTES) {
        source = filled_up(filled, p, (size_t)(end - p));
        before = 0;
    }
    block b = read_block(source);
    if (before != 0) {
        b = without_first(&b, before);
    }
    b.there = ~UINT64_C(0) >> (BLOCK_BYTES - length);
    return b;
}

#include "scan_members.h"
#include "scan_rows.h"
#include "skip.h"

static scan_result scan_payload(const scan_input *input, scan_state *state) {
    return compresses_fast() ? scan_rows(input, state) : scan(input, state);
}

static bool members(finding *f, const found_rest *rest, uint32_t depth_max) {
    return compresses_fast() && scan_members(f, rest, depth_max);
}

const kernel KERNEL_SYMBOL(haswell) = {is_supported, scan_payload, members, skip};

TARGET_END

#endif
