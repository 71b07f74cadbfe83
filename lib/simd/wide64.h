/*
 * Wide masks of one word, for kernels whose registers hold no more. A kernel with an instruction
 * for carry-less products or for compressing bits defines KERNEL_HAS_CLMUL or KERNEL_HAS_PEXT
 * before it includes this file.
 */
#ifndef TCE_SIMD_WIDE64_H
#define TCE_SIMD_WIDE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "kernel.h"

#define WIDE_WORDS 1

typedef uint64_t wide;

/* Every word the same. */
static inline wide wide_all(uint64_t word) {
    return word;
}

/* a + b + *carry. Sets *carry to the carry out of the top. */
static inline wide wide_add(wide a, wide b, uint64_t *carry) {
#if defined(__x86_64__) /* one instruction, which compilers do not find */
    unsigned long long sum;
    *carry = _addcarry_u64((unsigned char)*carry, a, b, &sum);
    return sum;
#else
    uint64_t sum;
    uint64_t all;
    const bool over = __builtin_add_overflow(a, b, &sum);
    const bool over_again = __builtin_add_overflow(sum, *carry, &all);
    *carry = (uint64_t)(over | over_again);
    return all;
#endif
}

/* bit is 0 or 1. */
static inline wide wide_bit_0(uint64_t bit) {
    return bit;
}

static inline wide wide_bit(size_t place) {
    return UINT64_C(1) << place;
}

/* Moves each bit up by one place. The lowest becomes 0. */
static inline wide wide_up(wide bits) {
    return bits << 1;
}

/* Moves each bit up by count places, 1 to 63. The highest bits of the mask before come in. */
static inline wide wide_up_by(wide bits, wide before, unsigned count) {
    return bits << count | before >> (64 - count);
}

static inline bool wide_any(wide bits) {
    return bits != 0;
}

static inline uint64_t wide_word(wide bits, unsigned word) {
    (void)word;
    return bits;
}

static inline uint64_t wide_word_in(const wide *bits, unsigned word) {
    return bits[word];
}

static inline void wide_store(wide bits, uint64_t words[WIDE_WORDS]) {
    words[0] = bits;
}

/* Bit i: word i is not 0. */
static inline unsigned wide_words_set(wide bits) {
    return bits != 0;
}

/* Whether scan() compresses brackets into rows: the few of one word are not worth it. */
#define COMPRESSES_BITS false

/* Moves the bits that mask selects side by side. Only a kernel with an instruction for it calls
 * this function. */
static inline uint64_t compress_bits(uint64_t bits, uint64_t mask) {
#ifdef KERNEL_HAS_PEXT
    return _pext_u64(bits, mask);
#else
    (void)mask;
    return bits;
#endif
}

/* Copies an incomplete block and fills it up with spaces. */
static inline const uint8_t *filled_up(uint8_t block[BLOCK_BYTES], const uint8_t *p,
                                       size_t length) {
    memset(block, ' ', BLOCK_BYTES);
    memcpy(block, p, length);
    return block;
}

/* Bit i of the result is the XOR of bits 0 to i. So is bit i of the carry-less product with all
 * ones.
 */
static inline uint64_t prefix_xor(uint64_t bits) {
#ifdef KERNEL_HAS_CLMUL
    const __m128i ones = _mm_set1_epi8((char)0xFF);
    return (uint64_t)_mm_cvtsi128_si64(
        _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), ones, 0));
#else
    for (unsigned i = 1; i < 64; i *= 2) {
        bits ^= bits << i;
    }
    return bits;
#endif
}

/* The same over several masks: *carry is all ones or 0. */
static inline wide wide_prefix_xor(wide bits, uint64_t *carry) {
    const uint64_t all = prefix_xor(bits) ^ *carry;
    *carry = (uint64_t)0 - (all >> 63);
    return all;
}

#endif
