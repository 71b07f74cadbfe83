/*
 * Wide masks of eight words, in one register of AVX-512.
 */
#ifndef TCE_SIMD_WIDE512_H
#define TCE_SIMD_WIDE512_H

#include <immintrin.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WIDE_WORDS 8

typedef uint64_t wide __attribute__((vector_size(64)));

/* With this mask, an intrinsic that sets unselected words to 0 is the plain instruction. The plain
 * intrinsics of gcc 12 have an operand that is not initialised, of which it warns in C++. */
#define ALL_WORDS ((__mmask8)0xFF)

static inline wide wide_of(__m512i bits) {
    return (wide)bits;
}

/* Every word the same. */
static inline wide wide_all(uint64_t word) {
    return wide_of(_mm512_set1_epi64((long long)word));
}

/* bit is 0 or 1. */
static inline wide wide_bit_0(uint64_t bit) {
    return wide_of(_mm512_zextsi128_si512(_mm_cvtsi64_si128((long long)bit)));
}

static inline wide wide_bit(size_t place) {
    const __mmask8 word = (__mmask8)(1U << (place / 64));
    return wide_of(_mm512_maskz_set1_epi64(word, (long long)(UINT64_C(1) << (place % 64))));
}

/*
 * a + b + *carry. Sets *carry to the carry out of the top. The words' carries are an addition of
 * their own, with a bit for each word: an overflow goes into the next word, and on through words
 * that are all ones.
 *
 *     over              1 0 0 0 0 0     word 0 overflows
 *     full              0 1 1 0 0 0     words 1 and 2 are all ones
 *     carries           0 1 1 1 0 0     words 1 to 3 get a carry
 */
static inline wide wide_add(wide a, wide b, uint64_t *carry) {
    const __m512i ones = _mm512_set1_epi64(-1);
    const __m512i sums = (__m512i)(a + b);
    const unsigned over = _mm512_cmplt_epu64_mask(sums, (__m512i)a);
    const unsigned full = _mm512_cmpeq_epi64_mask(sums, ones);
    const unsigned carries = ((over << 1 | (unsigned)*carry) + full) ^ full;
    *carry = carries >> WIDE_WORDS & 1;
    return wide_of(_mm512_mask_sub_epi64(sums, (__mmask8)carries, sums, ones));
}

/* Moves each bit up by one place. The lowest becomes 0. */
static inline wide wide_up(wide bits) {
    const __m512i words = (__m512i)bits;
    const __m512i below =
        _mm512_maskz_alignr_epi64(ALL_WORDS, words, _mm512_setzero_si512(), WIDE_WORDS - 1);
    return wide_of(_mm512_shldi_epi64(words, below, 1));
}

/* Moves each bit up by count places, 1 to 63. The highest bits of the mask before come in. */
static inline wide wide_up_by(wide bits, wide before, unsigned count) {
    const __m512i words = (__m512i)bits;
    const __m512i below =
        _mm512_maskz_alignr_epi64(ALL_WORDS, words, (__m512i)before, WIDE_WORDS - 1);
    return wide_of(_mm512_shldv_epi64(words, below, _mm512_set1_epi64(count)));
}

static inline bool wide_any(wide bits) {
    return _mm512_test_epi64_mask((__m512i)bits, (__m512i)bits) != 0;
}

static inline uint64_t wide_word(wide bits, unsigned word) {
    return bits[word];
}

typedef uint64_t __attribute__((may_alias)) wide_part;

/* The same for a mask in memory, where it costs a load. */
static inline uint64_t wide_word_in(const wide *bits, unsigned word) {
    return ((const wide_part *)bits)[word];
}

/*
 * Bit i of the result is the XOR of *carry, which is all ones or 0, and bits 0 to i. Sets *carry
 * for the next mask. The carry-less product with all ones gives the prefix XOR of each word. The
 * highest bit of each says whether the next word must be inverted, which is a prefix XOR of eight
 * bits.
 */
static inline wide wide_prefix_xor(wide bits, uint64_t *carry) {
    const __m512i words = (__m512i)bits;
    const __m512i ones = _mm512_set1_epi64(-1);
    const __m512i inner =
        _mm512_maskz_unpacklo_epi64(ALL_WORDS, _mm512_clmulepi64_epi128(words, ones, 0x00),
                                    _mm512_clmulepi64_epi128(words, ones, 0x01));
    unsigned odd = _mm512_movepi64_mask(inner);
    odd ^= odd << 1;
    odd ^= odd << 2;
    odd ^= odd << 4;
    odd ^= (unsigned)*carry;
    const __mmask8 inverted = (__mmask8)(odd << 1 | ((unsigned)*carry & 1));
    *carry = (uint64_t)0 - (odd >> (WIDE_WORDS - 1) & 1);
    return wide_of(_mm512_mask_xor_epi64(inner, inverted, inner, ones));
}

static inline void wide_store(wide bits, uint64_t words[WIDE_WORDS]) {
    _mm512_storeu_si512(words, (__m512i)bits);
}

/* Bit i: word i is not 0. */
static inline unsigned wide_words_set(wide bits) {
    return _mm512_test_epi64_mask((__m512i)bits, (__m512i)bits);
}

/* Whether scan() compresses brackets into rows. */
#define COMPRESSES_BITS true

/* Moves the bits that mask selects side by side. */
static inline uint64_t compress_bits(uint64_t bits, uint64_t mask) {
    return _pext_u64(bits, mask);
}

#endif
