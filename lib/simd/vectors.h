/*
 * The primitives of a kernel with registers of 16 or 32 bytes. The kernel defines the operations on
 * one register before it includes this file:
 *
 *   vec, VEC_BYTES
 *   vec vec_load(p), vec_all(byte), vec_table(16 bytes)
 *   vec vec_or(a, b), vec_and(a, b), vec_xor(a, b)
 *   vec vec_saturating_sub(a, b)  a - b, or 0 where b is greater
 *   vec vec_sub(a, b)             a - b, modulo 256
 *   vec vec_equal(a, b)           all ones where a equals b, else 0
 *   vec vec_at_most(a, b)         all ones where a <= b as unsigned numbers, else 0
 *   vec vec_least(a, b)           the lesser of each two bytes as signed numbers
 *   vec vec_less(a, b)            all ones where a < b as signed numbers, else 0
 *   vec vec_look_up(table, i)     the bytes of the table; each i is below 16
 *   vec vec_by_low_nibble(table, a)  the bytes of the table at the low nibbles; either these or 0
 * for bytes of a that are not ASCII vec vec_high_nibbles(a) uint64_t vec_mask(v)          the
 * highest bit of each byte of a block bool vec_any(a)               whether a byte has its highest
 * bit set bool vec_is_zero(a)           whether every bit is 0
 */
#ifndef TCE_SIMD_VECTORS_H
#define TCE_SIMD_VECTORS_H

#include "masks.h"
#include "utf8_tables.h"

#define BLOCK_VECS (BLOCK_BYTES / VEC_BYTES)

/* ---- Masks -----------------------------------------------------------------------------------*/

static inline uint64_t equal(const vec block[BLOCK_VECS], uint8_t byte) {
    vec found[BLOCK_VECS];
    for (ptrdiff_t i = 0; i < BLOCK_VECS; i++) {
        found[i] = vec_equal(block[i], vec_all(byte));
    }
    return vec_mask(found);
}

static inline uint64_t at_most(const vec block[BLOCK_VECS], uint8_t byte) {
    vec found[BLOCK_VECS];
    for (ptrdiff_t i = 0; i < BLOCK_VECS; i++) {
        found[i] = vec_at_most(block[i], vec_all(byte));
    }
    return vec_mask(found);
}

static inline vec low_nibbles(vec bytes) {
    return vec_and(bytes, vec_all(0x0F));
}

/* The bytes whose spelling a table has at their low nibble. */
static inline vec in_table(const uint8_t by_low_nibble[16], vec bytes, vec spelt) {
    return vec_equal(vec_by_low_nibble(vec_table(by_low_nibble), bytes), spelt);
}

/* White space by its low nibble, which differs in all four characters. No other byte finds itself:
 * the other entries are 0, and the byte 0 finds a space. */
static inline uint64_t spaces(const vec block[BLOCK_VECS]) {
    static const uint8_t by_low_nibble[16] = {' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, '\r'};
    vec found[BLOCK_VECS];
    for (ptrdiff_t i = 0; i < BLOCK_VECS; i++) {
        found[i] = in_table(by_low_nibble, block[i], block[i]);
    }
    return vec_mask(found);
}

ALWAYS_INLINE static inline masks classify_block(const uint8_t *p) {
    vec block[BLOCK_VECS];
    vec brackets[BLOCK_VECS]; /* with the bit set that { } have and [ ] do not */
    vec digits[BLOCK_VECS];
    vec curly[BLOCK_VECS];
    vec all = vec_all(0);
    for (ptrdiff_t i = 0; i < BLOCK_VECS; i++) {
        block[i] = vec_load(p + i * VEC_BYTES);
        brackets[i] = vec_or(block[i], vec_all(0x20));
        digits[i] = vec_sub(block[i], vec_all('0'));
        curly[i] = vec_equal(brackets[i], block[i]);
        all = vec_or(all, block[i]);
    }
    masks m;
    m.quote = equal(block, '"');
    m.backslash = equal(block, '\\');
    m.open = equal(brackets, '{');
    m.close = equal(brackets, '}');
    m.comma = equal(block, ',');
    m.colon = equal(block, ':');
    m.space = spaces(block);
    m.control = at_most(block, 0x1F);
    m.curly = vec_mask(curly);
    m.digit = at_most(digits, 9);
    m.zero = equal(block, '0');
    m.non_ascii = vec_any(all);
    return m;
}

/* The masks of a block without its first bytes, filled up with white space. */
static inline masks masks_without_first(const masks *m, unsigned bytes) {
    masks rest;
    rest.quote = m->quote >> bytes;
    rest.backslash = m->backslash >> bytes;
    rest.open = m->open >> bytes;
    rest.close = m->close >> bytes;
    rest.comma = m->comma >> bytes;
    rest.colon = m->colon >> bytes;
    rest.space = m->space >> bytes | ~(~UINT64_C(0) >> bytes);
    rest.control = m->control >> bytes;
    rest.curly = m->curly >> bytes;
    rest.digit = m->digit >> bytes;
    rest.zero = m->zero >> bytes;
    rest.non_ascii = m->non_ascii;
    return rest;
}

ALWAYS_INLINE static inline masks classify(const uint8_t *p, size_t length, const uint8_t *begin) {
    uint8_t filled[BLOCK_BYTES];
    if (length == BLOCK_BYTES) {
        return classify_block(p);
    }
    if (p + length - begin >= BLOCK_BYTES) {
        const masks m = classify_block(p + length - BLOCK_BYTES);
        return masks_without_first(&m, BLOCK_BYTES - (unsigned)length);
    }
    return classify_block(filled_up(filled, p, length));
}

/* ---- Text ------------------------------------------------------------------------------------*/

static inline vec not_text(vec bytes) {
    return vec_or(vec_or(vec_equal(bytes, vec_all('"')), vec_equal(bytes, vec_all('\\'))),
                  vec_at_most(bytes, vec_all(0x1F)));
}

static inline bool is_text_block(const uint8_t *p) {
    vec found = vec_all(0);
    for (ptrdiff_t i = 0; i < BLOCK_VECS; i++) {
        found = vec_or(found, not_text(vec_load(p + i * VEC_BYTES)));
    }
    return !vec_any(found);
}

/* What is not plain of a block. As signed numbers, control characters and bytes that are not ASCII
 * are less than a space: the least bytes tell whether there are any. */
typedef struct not_plain {
    vec least;
    vec special; /* quotes, backslashes, and the byte 0 */
} not_plain;

static inline not_plain not_plain_of(const uint8_t *block) {
    static const uint8_t specials[16] = {0, 0, '"', 0, 0, 0, 0, 0, 0, 0, 0, 0, '\\'};
    const vec first = vec_load(block);
    not_plain n = {first, in_table(specials, first, first)};
    for (ptrdiff_t i = 1; i < BLOCK_VECS; i++) {
        const vec bytes = vec_load(block + i * VEC_BYTES);
        n.least = vec_least(n.least, bytes);
        n.special = vec_or(n.special, in_table(specials, bytes, bytes));
    }
    return n;
}

static inline bool is_plain_pair(const uint8_t *p) {
    const not_plain first = not_plain_of(p);
    const not_plain second = not_plain_of(p + BLOCK_BYTES);
    const vec others = vec_less(vec_least(first.least, second.least), vec_all(' '));
    return !vec_any(vec_or(vec_or(first.special, second.special), others));
}

/* ---- UTF-8 -----------------------------------------------------------------------------------*/

/* The highest bit of each byte that must continue a sequence whose lead is two or three bytes
 * before. */
static inline vec long_sequences(const uint8_t *p) {
    const vec third = vec_saturating_sub(vec_load(p - 2), vec_all(0xE0 - 0x80));
    const vec fourth = vec_saturating_sub(vec_load(p - 3), vec_all(0xF0 - 0x80));
    return vec_and(vec_or(third, fourth), vec_all(0x80));
}

static inline vec utf8_errors(const uint8_t *p) {
    static const uint8_t first_high[16] = {UTF8_FIRST_HIGH};
    static const uint8_t first_low[16] = {UTF8_FIRST_LOW};
    static const uint8_t second_high[16] = {UTF8_SECOND_HIGH};
    const vec first = vec_load(p - 1);
    const vec by_high = vec_look_up(vec_table(first_high), vec_high_nibbles(first));
    const vec by_low = vec_look_up(vec_table(first_low), low_nibbles(first));
    const vec by_second = vec_look_up(vec_table(second_high), vec_high_nibbles(vec_load(p)));
    return vec_xor(vec_and(vec_and(by_high, by_low), by_second), long_sequences(p));
}

static inline bool is_utf8(const uint8_t *p) {
    vec errors = vec_all(0);
    for (ptrdiff_t i = 0; i < BLOCK_VECS; i++) {
        errors = vec_or(errors, utf8_errors(p + i * VEC_BYTES));
    }
    return vec_is_zero(errors);
}

#endif
