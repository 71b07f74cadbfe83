/*
 * AVX2, BMI and carry-less multiplication: Intel since Haswell, AMD since Excavator and Zen.
 */
#include <immintrin.h>

#include "kernel.h"
#include "utf8_tables.h"
#include "wide64.h"

#include "masks.h"

static inline __m256i load(const uint8_t *at) {
    return _mm256_loadu_si256((const __m256i *)(const void *)at);
}

static inline uint64_t mask_of(__m256i low, __m256i high) {
    return (uint64_t)(uint32_t)_mm256_movemask_epi8(low) |
           (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

static inline uint64_t equal(__m256i low, __m256i high, char byte) {
    const __m256i same = _mm256_set1_epi8(byte);
    return mask_of(_mm256_cmpeq_epi8(low, same), _mm256_cmpeq_epi8(high, same));
}

/* Bytes of at most this much, as unsigned numbers. */
static inline __m256i at_most(__m256i bytes, char limit) {
    return _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, _mm256_set1_epi8(limit)), bytes);
}

static inline __m256i digits(__m256i bytes) {
    return at_most(_mm256_sub_epi8(bytes, _mm256_set1_epi8('0')), 9);
}

static inline __m256i twice(__m128i table) {
    return _mm256_broadcastsi128_si256(table);
}

/* White space looked up by its low half, in which all four differ. A byte that is not ASCII finds
 * 0, and no other byte finds itself. */
static inline __m256i spaces(__m256i bytes) {
    const __m256i by_low_half =
        twice(_mm_setr_epi8(' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, '\r', 0, 0));
    return _mm256_cmpeq_epi8(_mm256_shuffle_epi8(by_low_half, bytes), bytes);
}

static inline masks masks_of(const uint8_t *whole, size_t length) {
    uint8_t filled[BLOCK_BYTES];
    const uint8_t *at = length < BLOCK_BYTES ? filled_up(filled, whole, length) : whole;
    const __m256i low = load(at);
    const __m256i high = load(at + 32);
    const __m256i case_bit = _mm256_set1_epi8(0x20); /* tells [ ] from { } */
    const __m256i low_brackets = _mm256_or_si256(low, case_bit);
    const __m256i high_brackets = _mm256_or_si256(high, case_bit);
    return (masks){
        .quote = equal(low, high, '"'),
        .backslash = equal(low, high, '\\'),
        .open = equal(low_brackets, high_brackets, '{'),
        .close = equal(low_brackets, high_brackets, '}'),
        .curly = mask_of(_mm256_slli_epi16(low, 2), _mm256_slli_epi16(high, 2)),
        .comma = equal(low, high, ','),
        .colon = equal(low, high, ':'),
        .space = mask_of(spaces(low), spaces(high)),
        .control = mask_of(at_most(low, 0x1F), at_most(high, 0x1F)),
        .digit = mask_of(digits(low), digits(high)),
        .zero = equal(low, high, '0'),
        .non_ascii = _mm256_movemask_epi8(_mm256_or_si256(low, high)) != 0,
    };
}

/* Whether a block is text of a string, ASCII or not. */
static inline bool is_text_block(const uint8_t *at) {
    const __m256i low = load(at);
    const __m256i high = load(at + 32);
    return (equal(low, high, '"') | equal(low, high, '\\') |
            mask_of(at_most(low, 0x1F), at_most(high, 0x1F))) == 0;
}

/* As signed numbers, control characters and bytes that are not ASCII are less than a space. */
static inline __m256i special(__m256i bytes) {
    const __m256i quote = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('"'));
    const __m256i backslash = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\\'));
    const __m256i other = _mm256_cmpgt_epi8(_mm256_set1_epi8(' '), bytes);
    return _mm256_or_si256(_mm256_or_si256(quote, backslash), other);
}

static inline bool is_plain_block(const uint8_t *at) {
    const __m256i any = _mm256_or_si256(special(load(at)), special(load(at + 32)));
    return _mm256_testz_si256(any, any) != 0;
}

static inline uint64_t parity(uint64_t bits) {
    const __m128i ones = _mm_set1_epi8((char)0xFF);
    return (uint64_t)_mm_cvtsi128_si64(
        _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), ones, 0));
}

static inline wide wide_parity(wide bits, uint64_t *carry) {
    const uint64_t all = parity(bits) ^ *carry;
    *carry = (uint64_t)0 - (all >> 63);
    return all;
}

/* ---- UTF-8 -----------------------------------------------------------------------------------*/

static inline __m256i high_half(__m256i bytes) {
    return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(0x0F));
}

static inline __m256i look_up(__m128i table, __m256i halves) {
    return _mm256_shuffle_epi8(twice(table), halves);
}

/* The highest bit of each byte that must be a continuation for what stands two or three before. */
static inline __m256i long_sequences(const uint8_t *at) {
    const __m256i third = _mm256_subs_epu8(load(at - 2), _mm256_set1_epi8((char)(0xE0 - 0x80)));
    const __m256i fourth = _mm256_subs_epu8(load(at - 3), _mm256_set1_epi8((char)(0xF0 - 0x80)));
    return _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));
}

static inline __m256i utf8_errors(const uint8_t *at) {
    const __m256i first = load(at - 1);
    const __m256i second = load(at);
    const __m256i low_half = _mm256_and_si256(first, _mm256_set1_epi8(0x0F));
    const __m256i pairs =
        _mm256_and_si256(_mm256_and_si256(look_up(_mm_setr_epi8(UTF8_FIRST_HIGH), high_half(first)),
                                          look_up(_mm_setr_epi8(UTF8_FIRST_LOW), low_half)),
                         look_up(_mm_setr_epi8(UTF8_SECOND_HIGH), high_half(second)));
    return _mm256_xor_si256(pairs, long_sequences(at));
}

static inline bool is_utf8(const uint8_t *at) {
    const __m256i errors = _mm256_or_si256(utf8_errors(at), utf8_errors(at + 32));
    return _mm256_testz_si256(errors, errors) != 0;
}

static bool is_supported(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("pclmul");
}

#include "scan.h"

const kernel haswell_kernel = {"haswell", "avx2", is_supported, scan, skip};
