/*
 * The hashes under every table of codes, shared by the generator in the build and the lookup in the
 * library so that the two cannot differ. XXH3 is defined byte by byte: a table made on one machine
 * holds on every other.
 *
 * XXH3 asks for the length of what it hashes, several times over, and for codes of mixed lengths
 * the processor guesses the answers wrong, which costs more than the hash. So XXH3 is given a key
 * of one fixed length, put together of words of the code that overlap where it is short. Every load
 * lies within the code. The length goes into the hash besides.
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
#define CODE_PIECE ((size_t)16)
#define CODE_BLOCK ((size_t)64)

static inline uint64_t code_word(const char *text) {
    uint64_t word;
    memcpy(&word, text, sizeof(word));
    return word;
}

/* Where the word or piece number index begins: the last ones where the last of all does, which
 * ends with the code. */
static inline size_t code_offset(size_t index, size_t size, size_t last) {
    return index * size < last ? index * size : last;
}

/* ---- The common codes ------------------------------------------------------------------------*/

/* Of the first and the last bytes alone: the generator sees to it that no two common codes have
 * both and the length in common. length: CODE_WORD or more. */
static inline uint64_t code_ends_hash(const char *code, size_t length, uint64_t seed) {
    char key[2 * CODE_WORD];
    memcpy(key, code, CODE_WORD);
    memcpy(key + CODE_WORD, code + length - CODE_WORD, CODE_WORD);
    return XXH3_64bits_withSeed(key, sizeof(key), seed + length);
}

/* ---- Catalogues ------------------------------------------------------------------------------*/

#define CODE_SEED UINT64_C(0x7463656e76656c6f)

/* The lengths of all but a few codes. */
#define CODE_USUAL_MIN CODE_PIECE
#define CODE_USUAL_MAX 56 /* at most CODE_BLOCK */

static inline bool code_is_usual(size_t length) {
    return length - CODE_USUAL_MIN <= CODE_USUAL_MAX - CODE_USUAL_MIN;
}

/* In words, as XXH3 reads them: what is copied in vector registers has to go through memory. */
static inline void code_copy_piece(char *to, const char *from) {
    memcpy(to, from, CODE_WORD);
    memcpy(to + CODE_WORD, from + CODE_WORD, CODE_WORD);
}

/* Of all bytes of a code of a usual length. Here and below without a loop, which not every compiler
 * unrolls. */
static inline uint64_t code_usual_hash(const char *code, size_t length) {
    const size_t last = length - CODE_PIECE;
    char block[CODE_BLOCK];
    code_copy_piece(block, code);
    code_copy_piece(block + CODE_PIECE, code + code_offset(1, CODE_PIECE, last));
    code_copy_piece(block + 2 * CODE_PIECE, code + code_offset(2, CODE_PIECE, last));
    code_copy_piece(block + 3 * CODE_PIECE, code + last);
    return XXH3_64bits_withSeed(block, sizeof(block), CODE_SEED) ^ length;
}

/* Of any code. */
static inline uint64_t code_hash(const char *code, size_t length) {
    return code_is_usual(length) ? code_usual_hash(code, length)
                                 : XXH3_64bits_withSeed(code, length, CODE_SEED);
}

/* What the compiler keeps in a vector register, where there is one. */
typedef uint64_t code_piece __attribute__((vector_size(16)));

static inline code_piece code_difference(const char *a, const char *b, size_t offset) {
    code_piece pieces[2];
    memcpy(&pieces[0], a + offset, CODE_PIECE);
    memcpy(&pieces[1], b + offset, CODE_PIECE);
    return pieces[0] ^ pieces[1];
}

/* Whether two codes of the same usual length are equal. A call of memcmp, which asks for the length
 * as XXH3 does, would cost more. */
static inline bool code_usual_equal(const char *a, const char *b, size_t length) {
    const size_t last = length - CODE_PIECE;
    const code_piece difference =
        code_difference(a, b, 0) | code_difference(a, b, code_offset(1, CODE_PIECE, last)) |
        code_difference(a, b, code_offset(2, CODE_PIECE, last)) | code_difference(a, b, last);
    return (difference[0] | difference[1]) == 0;
}

#endif
