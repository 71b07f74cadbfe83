/*
 * The primitives of masks.h that the two parts of the icelake kernel share. They are included after
 * TARGET_BEGIN.
 */
#ifndef TCE_SIMD_AVX512_H
#define TCE_SIMD_AVX512_H

#include <immintrin.h>

#include "masks.h"
#include "utf8_tables.h"

static inline __m512i load(const uint8_t *p) {
    return _mm512_loadu_si512(p);
}

static inline __m512i four_times(__m128i table) {
    return _mm512_maskz_broadcast_i32x4((__mmask16)0xFFFF, table); /* see ALL_WORDS */
}

/* ---- Text ------------------------------------------------------------------------------------*/

static inline uint64_t equal(__m512i bytes, char byte) {
    return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte));
}

static inline bool is_text_block(const uint8_t *p) {
    const __m512i bytes = load(p);
    return (equal(bytes, '"') | equal(bytes, '\\') |
            _mm512_cmplt_epu8_mask(bytes, _mm512_set1_epi8(' '))) == 0;
}

static inline __m256i load_half(const uint8_t *p) {
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

/* Quotes, backslashes and the byte 0, by their low nibble: looked up, they find themselves. */
static inline __m256i special(__m256i bytes) {
    const __m256i by_low_nibble = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 0, '"', 0, 0, 0, 0, 0, 0, 0, 0, 0, '\\', 0, 0, 0));
    return _mm256_cmpeq_epi8(_mm256_shuffle_epi8(by_low_nibble, bytes), bytes);
}

/* On vectors of 256 bits, whose test costs less than a mask. As signed numbers, control characters
 * and bytes that are not ASCII are less than a space: the least bytes tell whether there are any.
 */
static inline bool is_plain_pair(const uint8_t *p) {
    const __m256i a = load_half(p), b = load_half(p + 32);
    const __m256i c = load_half(p + 64), d = load_half(p + 96);
    const __m256i least = _mm256_min_epi8(_mm256_min_epi8(a, b), _mm256_min_epi8(c, d));
    const __m256i specials = _mm256_or_si256(_mm256_or_si256(special(a), special(b)),
                                             _mm256_or_si256(special(c), special(d)));
    const __m256i found =
        _mm256_or_si256(specials, _mm256_cmpgt_epi8(_mm256_set1_epi8(' '), least));
    return _mm256_testz_si256(found, found) != 0;
}

/* ---- UTF-8 -----------------------------------------------------------------------------------*/

static inline __m512i high_nibbles(__m512i bytes) {
    return _mm512_and_si512(_mm512_srli_epi16(bytes, 4), _mm512_set1_epi8(0x0F));
}

static inline __m512i look_up(const uint8_t table[16], __m512i nibbles) {
    const __m128i looked_up = _mm_loadu_si128((const __m128i *)(const void *)table);
    return _mm512_shuffle_epi8(four_times(looked_up), nibbles);
}

/* The highest bit of each byte that must continue a sequence whose lead is two or three bytes
 * before. */
static inline __m512i long_sequences(const uint8_t *p) {
    const __m512i third = _mm512_subs_epu8(load(p - 2), _mm512_set1_epi8((char)(0xE0 - 0x80)));
    const __m512i fourth = _mm512_subs_epu8(load(p - 3), _mm512_set1_epi8((char)(0xF0 - 0x80)));
    return _mm512_and_si512(_mm512_or_si512(third, fourth), _mm512_set1_epi8((char)0x80));
}

static inline bool is_utf8(const uint8_t *p) {
    static const uint8_t first_high[16] = {UTF8_FIRST_HIGH};
    static const uint8_t first_low[16] = {UTF8_FIRST_LOW};
    static const uint8_t second_high[16] = {UTF8_SECOND_HIGH};
    const __m512i first = load(p - 1);
    const __m512i low_nibbles = _mm512_and_si512(first, _mm512_set1_epi8(0x0F));
    const __m512i by_first =
        _mm512_and_si512(look_up(first_high, high_nibbles(first)), look_up(first_low, low_nibbles));
    const __m512i pairs = _mm512_and_si512(by_first, look_up(second_high, high_nibbles(load(p))));
    return _mm512_cmpneq_epi8_mask(pairs, long_sequences(p)) == 0;
}

#endif
