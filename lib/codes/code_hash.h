/*
 * The hashes of codes, shared by the table generator of the build and the library. XXH3 is defined
 * byte by byte, so that a table made on one machine is right on every other.
 *
 * There are two. The common codes are few, and known to the build: a hash of 16 bytes of a code
 * distinguishes them. A catalogue holds any codes, so its hash takes in every byte; it is the hot
 * one, as tools look up each code of a log in it. XXH3 branches on the length of its input, and for
 * codes of mixed lengths those branches are mispredicted, which costs more than the hash. So both
 * hash a key of a fixed length, made of words of the code that overlap where the code is short;
 * every load lies within the code, and the length enters the hash separately.
 */
#ifndef TCE_CODES_CODE_HASH_H
#define TCE_CODES_CODE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define CODE_WORD  ((size_t)8)
#define CODE_CHUNK ((size_t)16)
#define CODE_BLOCK ((size_t)64)

static inline uint64_t code_word(const char *text) {
    uint64_t word;
    memcpy(&word, text, sizeof(word));
    return word;
}

/* Where word or chunk number index begins; none begins after last, where the one that ends with the
 * code begins. */
static inline size_t code_offset(size_t index, size_t size, size_t last) {
    return index * size < last ? index * size : last;
}

/* ---- The common codes ------------------------------------------------------------------------*/

/* Of the first and the last word, and the length: the generator refuses two common codes that have
 * all three in common. length is at least CODE_WORD. */
static inline uint64_t code_ends_hash(const char *code, size_t length, uint64_t seed) {
    char key[2 * CODE_WORD];
    memcpy(key, code, CODE_WORD);
    memcpy(key + CODE_WORD, code + length - CODE_WORD, CODE_WORD);
    return XXH3_64bits_withSeed(key, sizeof(key), seed + length);
}

/* ---- Catalogues ------------------------------------------------------------------------------*/

#define CODE_SEED UINT64_C(0x7463656e76656c6f)

/* The lengths of nearly all codes. */
#define CODE_USUAL_MIN CODE_CHUNK
#define CODE_USUAL_MAX 55 /* at most CODE_BLOCK */

static inline bool code_is_usual(size_t length) {
    return length - CODE_USUAL_MIN <= CODE_USUAL_MAX - CODE_USUAL_MIN;
}

/* In words, as XXH3 reads them: words that were written by one vector store would have to wait for
 * it. */
static inline void code_copy_chunk(char *to, const char *from) {
    memcpy(to, from, CODE_WORD);
    memcpy(to + CODE_WORD, from + CODE_WORD, CODE_WORD);
}

/* Of all bytes of a code of a usual length. Without a loop, here and below: not every compiler
 * unrolls it. */
static inline uint64_t code_usual_hash(const char *code, size_t length) {
    const size_t last = length - CODE_CHUNK;
    char block[CODE_BLOCK];
    code_copy_chunk(block, code);
    code_copy_chunk(block + CODE_CHUNK, code + code_offset(1, CODE_CHUNK, last));
    code_copy_chunk(block + 2 * CODE_CHUNK, code + code_offset(2, CODE_CHUNK, last));
    code_copy_chunk(block + 3 * CODE_CHUNK, code + last);
    return XXH3_64bits_withSeed(block, sizeof(block), CODE_SEED) ^ length;
}

/* Of any code. */
static inline uint64_t code_hash(const char *code, size_t length) {
    return code_is_usual(length) ? code_usual_hash(code, length)
                                 : XXH3_64bits_withSeed(code, length, CODE_SEED);
}

/* A vector register, where the processor has them. */
typedef uint64_t code_chunk __attribute__((vector_size(16)));

/* Adds where a and b differ to *sum. By pointer: a 32-bit processor returns no vectors. */
static inline void code_add_difference(code_chunk *sum, const char *a, const char *b,
                                       size_t offset) {
    code_chunk chunks[2];
    memcpy(&chunks[0], a + offset, CODE_CHUNK);
    memcpy(&chunks[1], b + offset, CODE_CHUNK);
    *sum |= chunks[0] ^ chunks[1];
}

/* Whether two codes of the same usual length are equal. memcmp branches on the length, as XXH3
 * does. */
static inline bool code_usual_equal(const char *a, const char *b, size_t length) {
    const size_t last = length - CODE_CHUNK;
    code_chunk difference = {0};
    code_add_difference(&difference, a, b, 0);
    code_add_difference(&difference, a, b, code_offset(1, CODE_CHUNK, last));
    code_add_difference(&difference, a, b, code_offset(2, CODE_CHUNK, last));
    code_add_difference(&difference, a, b, last);
    return (difference[0] | difference[1]) == 0;
}

#endif
