/*
 * Brackets: each closing bracket against the container it closes, each constraint against the
 * container it is about, one bracket after another. Where the kernel can compress bits, the
 * brackets of some strides are first compressed into one row, and pairs without brackets in between
 * dropped.
 */
#ifndef TCE_SIMD_SCAN_BRACKETS_H
#define TCE_SIMD_SCAN_BRACKETS_H

#include "bits.h"
#include "invariant.h"
#include "scan_stride.h"
#include "wide.h"

/*
 * The open containers as a stack in one word: 1 for an object, the innermost container highest.
 *
 *     inside [ { {          0 0 ... 0 1 1
 *     after a [             0 ... 0 1 1 0     shifted down, the new container on top
 *     after its ]           0 0 ... 0 1 1     shifted up
 */
typedef struct containers {
    uint64_t objects;
    uint64_t depth;
    uint64_t deepest; /* so far */
    uint64_t wrong;   /* not 0: a constraint was violated */
} containers;

static inline containers containers_of(const carry *c) {
    INVARIANT(c->depth <= SCAN_DEPTH_MAX);
    const containers open = {c->objects << (63 - c->depth), c->depth, c->depth, 0};
    return open;
}

/* Up to 64 brackets, at their places in a word or side by side. */
typedef struct bracket_row {
    uint64_t all, open, curly, constrained, as_object;
} bracket_row;

static inline bracket_row row_of(const stride *s, unsigned word) {
    bracket_row r;
    r.all = wide_word_in(&s->brackets, word);
    r.open = wide_word_in(&s->tokens.open, word);
    r.curly = wide_word_in(&s->tokens.curly, word);
    r.constrained = wide_word_in(&s->constrained, word);
    r.as_object = wide_word_in(&s->as_object, word);
    return r;
}

/*
 * Takes brackets one by one, up to the one that ends the payload. Without branches, since the kind
 * of the next bracket is unpredictable: opens is all ones for an opening bracket, else 0. The XOR
 * selects what is pushed or popped, and depth - (opens | 1) is one more or one less.
 */
ALWAYS_INLINE static inline void match(containers *stack, const bracket_row *row,
                                       uint64_t payload_depth) {
    containers open = *stack; /* copies, to keep them in registers */
    const bracket_row r = *row;
    for (uint64_t left = r.all; left != 0 && open.depth != payload_depth; left &= left - 1) {
        const unsigned i = lowest_bit(left);
        const uint64_t opens = (uint64_t)0 - (r.open >> i & 1);
        const uint64_t pushed = open.objects >> 1 | r.curly >> i << 63;
        const uint64_t popped = open.objects << 1;
        open.wrong |= (r.as_object >> i ^ open.objects >> 63) & r.constrained >> i & 1;
        open.objects = popped ^ ((popped ^ pushed) & opens);
        open.depth -= opens | 1;
        open.deepest = open.depth > open.deepest ? open.depth : open.deepest;
    }
    *stack = open;
}

/* Constraints on the container that is open at the end of a row. */
#define NEEDS_OBJECT 1U
#define NEEDS_ARRAY  2U

/*
 * Drops the pairs of an opening bracket and the closing one right after it, from brackets side by
 * side.
 *
 *     brackets              [ { } [ ] ]
 *     opening               0 1 0 1 0 0     the next bracket closes
 *     pairs                 0 1 1 1 1 0
 *     left                  1 0 0 0 0 1
 *
 * What a dropped bracket says about the container around it holds for the next bracket that is
 * left, too. It moves there as a carry through the pairs:
 *
 *     constraint            0 1 0 0 0 0     { is in an array
 *     constraint + pairs    0 0 0 0 0 1     ] closes what must be an array
 *
 * Returns the constraints that move past the last bracket.
 */
static inline unsigned drop_pairs(containers *open, bracket_row *r) {
    const uint64_t opening = r->open & ~r->open >> 1 & r->all >> 1;
    const uint64_t pairs = opening | opening << 1;
    const uint64_t left = r->all & ~pairs;
    const uint64_t constrained = r->constrained & opening;
    const uint64_t object = ((constrained & r->as_object) + pairs) & ~pairs;
    const uint64_t array = ((constrained & ~r->as_object) + pairs) & ~pairs;
    open->wrong |= ((r->curly ^ r->curly >> 1) & opening) | (object & array) |
                   (left & r->constrained & ((r->as_object & array) | (~r->as_object & object)));
    const uint64_t past = r->all + 1;
    r->open = compress_bits(r->open, left);
    r->curly = compress_bits(r->curly, left);
    r->constrained = compress_bits(r->constrained | object | array, left);
    r->as_object = compress_bits(r->as_object | object, left);
    r->all = (UINT64_C(1) << __builtin_popcountll(left)) - 1;
    return ((object & past) != 0 ? NEEDS_OBJECT : 0U) | ((array & past) != 0 ? NEEDS_ARRAY : 0U);
}

/* Appends the brackets of a word to a row of count brackets side by side. Both fit. */
static inline void append_row(bracket_row *all, unsigned count, const bracket_row *word) {
    all->open |= compress_bits(word->open, word->all) << count;
    all->curly |= compress_bits(word->curly, word->all) << count;
    all->constrained |= compress_bits(word->constrained, word->all) << count;
    all->as_object |= compress_bits(word->as_object, word->all) << count;
}

/* Appends the brackets of a stride. Returns how many brackets the row has then; the row is
 * meaningless when that is 64 or more. */
static inline unsigned append_brackets(bracket_row *all, unsigned count, const stride *s) {
    for (unsigned word = 0; word < WIDE_WORDS; word++) {
        const bracket_row r = row_of(s, word);
        append_row(all, count & 63, &r);
        count += (unsigned)__builtin_popcountll(r.all);
    }
    all->all = (UINT64_C(1) << (count & 63)) - 1;
    return count;
}

#define DROPS 2 /* drops pairs, and the pairs around them: most brackets of a payload */

/* Matches brackets side by side. */
static inline void match_row(containers *open, bracket_row *r, uint64_t payload_depth) {
    const uint64_t deepest = open->deepest;
    unsigned needs = 0;
    for (int i = 0; i < DROPS; i++) {
        needs |= drop_pairs(open, r);
    }
    open->deepest = open->depth;
    match(open, r, payload_depth);
    if (open->depth != payload_depth) { /* else the constraints are about the envelope */
        open->wrong |= open->objects >> 63 != 0 ? needs & NEEDS_ARRAY : needs & NEEDS_OBJECT;
    }
    open->deepest += DROPS; /* the dropped pairs may have been that deep */
    open->deepest = open->deepest > deepest ? open->deepest : deepest;
}

/* Matches the brackets of a stride at their places. */
static inline void match_stride(containers *open, const stride *s, uint64_t payload_depth) {
    for (unsigned word = 0; word < WIDE_WORDS; word++) {
        const bracket_row in_word = row_of(s, word);
        match(open, &in_word, payload_depth);
    }
}

/* Matches as many strides as have fewer than 64 brackets together, but at least one. Returns their
 * number. */
static inline unsigned match_strides(containers *open, const stride *first, unsigned count,
                                     uint64_t payload_depth) {
    unsigned strides = 0;
    unsigned brackets = 0;
    bracket_row fitting = {0, 0, 0, 0, 0};
    for (; COMPRESSES_BITS && strides < count; strides++) {
        bracket_row longer = fitting;
        brackets = append_brackets(&longer, brackets, &first[strides]);
        if (brackets >= 64) {
            break;
        }
        fitting = longer;
    }
    if (strides == 0) {
        match_stride(open, first, payload_depth);
        return 1;
    }
    match_row(open, &fitting, payload_depth);
    return strides;
}

/* The place of the bracket that closes down to payload_depth, if the stride has it. */
static inline size_t end_of_payload(const stride *s, uint64_t *depth, uint64_t payload_depth) {
    bit_iterator i = bits_of(s->brackets);
    size_t place = 0;
    while (*depth != payload_depth && next_bit(&i, &place)) {
        *depth += bit_at(s->tokens.open, place, 0) != 0 ? 1 : (uint64_t)-1;
    }
    return place;
}

/* Whether a constraint since the last bracket contradicts the innermost container. */
static inline bool is_in_conflict(const carry *c) {
    return (c->objects >> c->depth & 1) != 0 ? c->needs_array != 0 : c->needs_object != 0;
}

#endif
