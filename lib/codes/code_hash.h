/*
 * The hash under every table of codes, shared by the generator in the build and the lookup in the
 * library so that the two cannot differ. XXH3 is defined byte by byte: a table made on one machine
 * holds on every other.
 */
#ifndef TCE_CODES_CODE_HASH_H
#define TCE_CODES_CODE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

static inline uint64_t code_hash(const char *code, size_t length, uint64_t seed) {
    return XXH3_64bits_withSeed(code, length, seed);
}

/* The slot among 1 << bits: the hash's highest bits. */
static inline size_t code_slot(uint64_t hash, unsigned bits) {
    return (size_t)(hash >> (64 - bits));
}

#endif
