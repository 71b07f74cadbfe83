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

/* A code is hashed once, whatever tables it is looked up in. */
static inline uint64_t code_hash(const char *code, size_t length) {
    return XXH3_64bits_withSeed(code, length, UINT64_C(0x7463656e76656c6f));
}

/* The hash as one table takes it: the table's seed stirs it, so that each can try seeds. */
static inline uint64_t code_stir(uint64_t hash, uint64_t seed) {
    return (hash ^ (seed * UINT64_C(0x9E3779B97F4A7C15))) * UINT64_C(0xD6E8FEB86659FD93);
}

static inline uint64_t code_word(const char *text) {
    uint64_t word;
    memcpy(&word, text, sizeof(word));
    return word;
}

/* What differs between 16 bytes from each place on. */
static inline uint64_t code_difference(const char *a, const char *b) {
    return (code_word(a) ^ code_word(b)) | (code_word(a + 8) ^ code_word(b + 8));
}

/* Whether two codes of the same length are equal. A call of memcmp would cost more than most are
 * worth; overlapping words cover each range of lengths. XXH3 asks for the same ranges, so that the
 * processor knows the answers. */
static inline bool code_equal(const char *a, const char *b, size_t length) {
    if (length < 8 || length > 32) {
        return memcmp(a, b, length) == 0;
    }
    if (length <= 16) {
        const size_t last = length - 8;
        return ((code_word(a) ^ code_word(b)) | (code_word(a + last) ^ code_word(b + last))) == 0;
    }
    const size_t last = length - 16;
    return (code_difference(a, b) | code_difference(a + last, b + last)) == 0;
}

/* The slot among 1 << bits: the highest bits of the hash as the table takes it. */
static inline size_t code_slot(uint64_t hash, uint64_t seed, unsigned bits) {
    return (size_t)(code_stir(hash, seed) >> (64 - bits));
}

#endif
