/*
 * Single bits of wide masks.
 */
#ifndef TCE_SIMD_BITS_H
#define TCE_SIMD_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wide.h"

/* bits is not 0. */
static inline unsigned lowest_bit(uint64_t bits) {
    return (unsigned)__builtin_ctzll(bits);
}

/* Iterates over the bits that are set, the lowest first. */
typedef struct bit_iterator {
    uint64_t words[WIDE_WORDS];
    unsigned left; /* bit i: words[i] is not 0 */
} bit_iterator;

static inline bit_iterator bits_of(wide bits) {
    bit_iterator i;
    wide_store(bits, i.words);
    i.left = wide_words_set(bits);
    return i;
}

/* Returns false when no bit is left. */
static inline bool next_bit(bit_iterator *i, size_t *place) {
    if (i->left == 0) {
        return false;
    }
    const unsigned word = lowest_bit(i->left);
    uint64_t *bits = &i->words[word];
    *place = (size_t)64 * word + lowest_bit(*bits);
    *bits &= *bits - 1;
    i->left &= *bits == 0 ? i->left - 1 : i->left;
    return true;
}

/* The bit at a place; past is the bit that follows the last. */
static inline uint64_t bit_at(wide bits, size_t place, uint64_t past) {
    return place < (size_t)STRIDE_BYTES
               ? wide_word(bits, (unsigned)(place / 64)) >> (place % 64) & 1
               : past;
}

/* Whether a bit is set at a place up to last, inclusive. */
static inline bool any_bit_up_to(wide bits, size_t last) {
    bit_iterator i = bits_of(bits);
    size_t place = 0; /* gcc -O1 cannot tell that it is set */
    return next_bit(&i, &place) && place <= last;
}

#endif
