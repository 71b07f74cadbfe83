/*
 * The hash under every table of codes, shared by the generator in the build and the lookup in the
 * library so that the two cannot differ. XXH3 is defined byte by byte: a table made on one machine
 * holds on every other.
 */
#ifndef TCE_CODES_CODE_HASH_H
#define TCE_CODES_CODE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

static inline uint64_t code_hash(const char *code, size_t length, uint64_t seed) {
    return XXH3_64bits_withSeed(code, length, seed);
}

static inline uint64_t code_word(const char *text) {
    uint64_t word;
    memcpy(&word, text, sizeof(word));
    return word;
}

/* Whether two codes of the same length are equal. Most are shorter than a call of memcmp is worth:
 * the last eight bytes are compared first, overlapping what comes before. */
static inline bool code_equal(const char *a, const char *b, size_t length) {
    if (length < sizeof(uint64_t)) {
        return memcmp(a, b, length) == 0;
    }
    const size_t last = length - sizeof(uint64_t);
    uint64_t difference = code_word(a + last) ^ code_word(b + last);
    for (size_t i = 0; i < last; i += sizeof(uint64_t)) {
        difference |= code_word(a + i) ^ code_word(b + i);
    }
    return difference == 0;
}

/* The slot among 1 << bits: the hash's highest bits. */
static inline size_t code_slot(uint64_t hash, unsigned bits) {
    return (size_t)(hash >> (64 - bits));
}

#endif
