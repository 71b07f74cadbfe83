/*
 * The mask path: payload in blocks of 64 bytes, a bit for each byte. Written once; each kernel
 * includes it behind its own primitives:
 *
 *   static inline masks masks_of(const uint8_t *at)         a block's bytes, sorted by kind
 *   static inline bool is_plain_block(const uint8_t *at)    a block that is plain text of a string
 *   static inline uint64_t prefix_xor(uint64_t bits)        bit i: the parity of bits 0 to i
 *   static inline bool is_utf8(const uint8_t *at)           a block with the 3 bytes before it
 *
 * The grammar is checked on masks, without a branch for any token. A token is the bit of its first
 * byte; all other bits are filler. To ask of every token at once "was the one before it an X?",
 * the X bits, moved up by one, are added to the filler: each runs as a carry through the filler
 * behind it and comes out at the next token (follow). A carry out of the top goes on in the next
 * block. With four such questions all that neighbours can say about each other is said:
 *
 *   behind the end of a value             a comma, a closing bracket
 *   behind a comma or colon               the beginning of a value
 *   behind { or a comma, a string         may be a name, and a colon may follow it
 *
 * What is left is which container a member belongs to. A colon needs an object; a head, that is {
 * or a comma, which no name follows, needs an array. Such needs run in the same way to the next
 * bracket, where the innermost container must agree. Brackets are the only tokens taken one by one.
 *
 * The path only ever says yes or no. At a no the state from some blocks before is restored, and
 * the machine walks from there to find out what and where, or that nothing was wrong: what this
 * path cannot judge (deep nesting, an escape that the end of the piece cuts) it refuses.
 */
#ifndef TCE_SIMD_SCAN_H
#define TCE_SIMD_SCAN_H

#include <string.h>

#include "machine.h"
#include "masks.h"
#include "scalar.h"

/* What a block must know of those before it. Numbers are 0 or 1 but where said. */
typedef struct carry {
    uint64_t in_string;   /* all ones inside a string, else 0 */
    uint64_t escaped;     /* the last byte was a backslash that escapes the next */
    uint64_t scalar;      /* the last byte belonged to a scalar */
    uint64_t broken_char; /* the last three bytes were not all ASCII: a sequence may be open */

    uint64_t after_value;     /* what the last token was: the end of a value, */
    uint64_t after_separator; /* a comma or colon, */
    uint64_t after_head;      /* { or a comma, */
    uint64_t after_name;      /* a string behind a head */
    uint64_t need_object;     /* what the last tokens ask of the container they are in */
    uint64_t need_array;

    uint64_t objects; /* bit d: the container at depth d is an object */
    uint64_t depth;
} carry;

/* ---- Following -------------------------------------------------------------------------------*/

/* The tokens whose last one before them is one of these. carried: the same over blocks. */
static inline uint64_t follow(uint64_t these, uint64_t filler, uint64_t *carried) {
    uint64_t sum;
    const bool over = __builtin_add_overflow(these << 1 | *carried, filler, &sum);
    *carried = these >> 63 | (uint64_t)over;
    return sum & ~filler;
}

/* The brackets before which, back to the last bracket, there is some need. */
static inline uint64_t gather(uint64_t needs, uint64_t brackets, uint64_t *carried) {
    uint64_t sum;
    uint64_t all;
    const uint64_t filler = ~brackets;
    const bool over = __builtin_add_overflow(needs & filler, filler, &sum);
    const bool over_again = __builtin_add_overflow(sum, *carried, &all);
    *carried = (uint64_t)(over | over_again);
    return (all | needs) & brackets;
}

/* ---- Strings ---------------------------------------------------------------------------------*/

#define EVEN UINT64_C(0x5555555555555555)
#define ODD  (EVEN << 1)

/* The bytes that a backslash escapes: those behind a run of backslashes whose length is odd. Added
 * to a run, its first bit comes out behind its last: the length is odd where the one place is even
 * and the other odd. (An even number of backslashes are escapes among themselves.) */
static inline uint64_t escaped_bytes(uint64_t backslash, uint64_t *carried) {
    const uint64_t first = *carried;
    const uint64_t runs = backslash & ~first;
    const uint64_t begins = runs & ~(runs << 1);
    uint64_t behind_odd;
    *carried = (uint64_t)__builtin_add_overflow(runs, begins & ODD, &behind_odd);
    const uint64_t behind_even = runs + (begins & EVEN);
    return (((behind_odd & EVEN) | (behind_even & ODD)) & ~runs) | first;
}

/* Escapes but those of quotes and backslashes. One that the end of the piece cuts is not judged. */
static inline bool escapes_are_valid(uint64_t escaped, const uint8_t *at, const uint8_t *end) {
    for (; escaped != 0; escaped &= escaped - 1) {
        if (!escape_is_valid(at + __builtin_ctzll(escaped), end)) {
            return false;
        }
    }
    return true;
}

/* The first block of a piece has no bytes before it; what was there ended with a character. */
static inline bool is_utf8_first(const uint8_t *at) {
    uint8_t bytes[3 + BLOCK_BYTES] = {' ', ' ', ' '};
    memcpy(bytes + 3, at, BLOCK_BYTES);
    return is_utf8(bytes + 3);
}

static inline bool utf8_is_valid(const uint8_t *at, const uint8_t *piece) {
    return at - piece < 3 ? is_utf8_first(at) : is_utf8(at);
}

/* Whether a sequence may be open at at: one of the last three bytes is not ASCII. */
static inline bool may_be_in_character(const uint8_t *at) {
    return ((at[-1] | at[-2] | at[-3]) & 0x80) != 0;
}

/* Where the sequence begins that is open at at, or at. piece: a place between characters. */
static inline const uint8_t *whole_characters(const uint8_t *at, const uint8_t *piece) {
    for (ptrdiff_t back = 1; back <= 3 && back <= at - piece; back++) {
        if (at[-back] >= 0xC0) {
            return utf8_begin(at[-back]).left >= back ? at - back : at;
        }
    }
    return at;
}

/* ---- One block -------------------------------------------------------------------------------*/

/* What a block holds outside strings. */
typedef struct tokens {
    uint64_t strings; /* opening quotes */
    uint64_t scalars; /* first bytes */
    uint64_t open, close, comma, colon;
} tokens;

/* Sorts out strings and checks their bytes. Returns false at a no. */
static inline bool check_strings(carry *c, const masks *m, tokens *t, uint64_t *in_string,
                                 const uint8_t *at, const uint8_t *end) {
    uint64_t quotes = m->quote;
    bool valid = true;
    if ((m->backslash | c->escaped) != 0) {
        const uint64_t escaped = escaped_bytes(m->backslash, &c->escaped);
        quotes &= ~escaped;
        valid = escapes_are_valid(escaped & ~(m->quote | m->backslash), at, end);
    }
    *in_string =
        prefix_xor(quotes) ^ c->in_string; /* with the opening quote, not the closing one */
    c->in_string = (uint64_t)0 - (*in_string >> 63);
    t->strings = quotes & *in_string;
    *in_string |= quotes;
    return valid && (m->control & *in_string) == 0;
}

/* Finds the scalars and checks those that are not plain integers. A scalar that goes on into the
 * next block is checked to its end here. */
static inline bool check_scalars(carry *c, const masks *m, tokens *t, uint64_t in_string,
                                 const uint8_t *at, const uint8_t *end) {
    const uint64_t scalar = ~(in_string | m->space | m->open | m->close | m->comma | m->colon);
    const uint64_t begun = scalar & ~(scalar + c->scalar) & ((uint64_t)0 - c->scalar);
    t->scalars = scalar & ~(scalar << 1 | c->scalar);
    c->scalar = scalar >> 63;
    const uint64_t odd = (scalar & ~m->digit & ~begun) | (t->scalars & m->zero & scalar >> 1) |
                         (scalar & UINT64_C(1) << 63);
    for (uint64_t left = odd != 0 ? t->scalars : 0; left != 0; left &= left - 1) {
        if (!scalar_is_valid(at + __builtin_ctzll(left), end)) {
            return false;
        }
    }
    return true;
}

/* What tokens ask of their container, brackets' bits at the ends of the stretches. */
typedef struct needs {
    uint64_t object, array;
} needs;

/* Each token against those before it. Returns the tokens that may not stand where they do. */
static inline uint64_t check_order(carry *c, const masks *m, const tokens *t, needs *n) {
    const uint64_t brackets = t->open | t->close;
    const uint64_t begins = t->strings | t->scalars | t->open;
    const uint64_t filler = ~(begins | t->close | t->comma | t->colon);
    const uint64_t head = (t->open & m->curly) | t->comma;

    const uint64_t behind_value =
        follow(t->strings | t->scalars | t->close, filler, &c->after_value);
    const uint64_t behind_separator = follow(t->comma | t->colon, filler, &c->after_separator);
    const uint64_t behind_head = follow(head, filler, &c->after_head);
    const uint64_t names = behind_head & t->strings;
    const uint64_t behind_name = follow(names, filler, &c->after_name);

    n->object = gather(t->colon, brackets, &c->need_object);
    n->array = gather((behind_head & (t->scalars | t->open)) | (behind_name & ~t->colon), brackets,
                      &c->need_array);
    return (behind_value & begins) | (t->comma & ~behind_value) | (t->colon & ~behind_name) |
           (behind_separator & ~begins);
}

/* Takes the brackets one by one. Returns the bit of the one that ends the payload, or 0. */
static inline uint64_t check_brackets(carry *c, const masks *m, const tokens *t, const needs *n,
                                      uint64_t base, uint64_t limit, bool *valid) {
    uint64_t wrong = 0;
    for (uint64_t left = t->open | t->close; left != 0; left &= left - 1) {
        const unsigned i = (unsigned)__builtin_ctzll(left);
        const uint64_t object = c->objects >> c->depth & 1;
        const uint64_t curly = m->curly >> i & 1;
        const uint64_t opens = t->open >> i & 1;
        wrong |= (object != 0 ? n->array : n->object) >> i & 1;
        wrong |= (object ^ curly) & (opens ^ 1);
        c->depth += 2 * opens - 1;
        const uint64_t bit = opens << (c->depth & 63);
        c->objects = (c->objects & ~bit) | (curly << (c->depth & 63) & bit);
        if (c->depth == base) {
            *valid = wrong == 0;
            return left & (0 - left);
        }
        wrong |= c->depth > limit;
    }
    *valid = wrong == 0;
    return 0;
}

/* ---- From the machine and back ---------------------------------------------------------------*/

static inline carry carry_of(const machine *m) {
    const machine_state s = m->state;
    return (carry){
        .in_string = s == MACHINE_STRING ? ~(uint64_t)0 : 0,
        .after_value = s >= MACHINE_COLON && s <= MACHINE_STRING,
        .after_separator = s == MACHINE_VALUE || s == MACHINE_NAME,
        /* behind a colon, where a value must come as well, no name may */
        .after_head = s == MACHINE_NAME || s == MACHINE_FIRST_NAME,
        .after_name = s == MACHINE_COLON || (s == MACHINE_STRING && m->is_name),
        .objects = m->objects[0],
        .depth = m->depth,
    };
}

/* What a machine waits for between tokens. */
static inline machine_state state_of(const carry *c, bool object) {
    if (c->after_value != 0) {
        return object && c->after_name != 0 ? MACHINE_COLON : MACHINE_AFTER;
    }
    if (c->after_separator != 0) {
        return object && c->after_head != 0 ? MACHINE_NAME : MACHINE_VALUE;
    }
    return object ? MACHINE_FIRST_NAME : MACHINE_FIRST_VALUE;
}

/* What the innermost container has been asked to be so far, and is not. */
static inline bool is_at_odds(const carry *c) {
    return (c->objects >> c->depth & 1) != 0 ? c->need_array != 0 : c->need_object != 0;
}

/* Puts the machine behind the last block. Returns where it is to go on: a token or character that
 * is open it walks once more, from its beginning. */
static inline const uint8_t *settle(const carry *c, machine *m, const uint8_t *at) {
    const bool object = (c->objects >> c->depth & 1) != 0;
    m->walk_until = at;
    m->objects[0] = c->objects;
    m->depth = (uint32_t)c->depth;
    if (c->in_string != 0) {
        m->state = MACHINE_STRING;
        m->is_name = object && c->after_name != 0;
        m->captured = false;
        return c->escaped != 0 ? at - 1 : whole_characters(at, m->piece);
    }
    if (c->scalar != 0) {
        m->state = MACHINE_VALUE;
        return scalar_begin(at, m->piece);
    }
    m->state = state_of(c, object);
    return at;
}

/* ---- The path --------------------------------------------------------------------------------*/

#define STRETCH_BLOCKS 16 /* between two states that can be restored */

typedef enum block_outcome {
    BLOCK_READ,
    BLOCK_ENDS_PAYLOAD, /* at *behind */
    BLOCK_REFUSED
} block_outcome;

static inline block_outcome read_block(carry *c, const machine *m, const uint8_t *at,
                                       const uint8_t *end, uint64_t limit, const uint8_t **behind) {
    const masks k = masks_of(at);
    tokens t = {.open = 0};
    uint64_t in_string;
    bool valid = check_strings(c, &k, &t, &in_string, at, end);
    if (k.non_ascii || c->broken_char != 0) {
        valid = valid && utf8_is_valid(at, m->piece);
        c->broken_char = may_be_in_character(at + BLOCK_BYTES);
    }
    t.open = k.open & ~in_string;
    t.close = k.close & ~in_string;
    t.comma = k.comma & ~in_string;
    t.colon = k.colon & ~in_string;
    valid = valid && check_scalars(c, &k, &t, in_string, at, end);
    needs n;
    const uint64_t misplaced = check_order(c, &k, &t, &n);
    bool matched;
    const uint64_t last =
        check_brackets(c, &k, &t, &n, (uint64_t)m->envelope->scope, limit, &matched);
    if (!valid || !matched || (misplaced & (last | (last - 1))) != 0) {
        return BLOCK_REFUSED;
    }
    *behind = at + __builtin_ctzll(last | UINT64_C(1) << 63) + 1;
    return last != 0 ? BLOCK_ENDS_PAYLOAD : BLOCK_READ;
}

/* Long strings: blocks of plain text are nothing but that. */
static const uint8_t *skip_plain_pairs(const uint8_t *at, const uint8_t *end) {
    while (end - at >= 2 * BLOCK_BYTES && is_plain_block(at) && is_plain_block(at + BLOCK_BYTES)) {
        at += 2 * BLOCK_BYTES;
    }
    return at;
}

static inline uint64_t depth_limit(const machine *m) {
    const uint32_t max_depth = m->envelope->options->max_depth;
    return max_depth < SCAN_DEPTH_MAX ? max_depth : SCAN_DEPTH_MAX;
}

/* Restores the machine that stood at the stretch's first byte: it walks over what was refused. */
static const uint8_t *refuse(const carry *c, machine *m, const uint8_t *at,
                             const uint8_t *refused) {
    const uint8_t *from = settle(c, m, at);
    m->walk_until = refused + BLOCK_BYTES;
    return from;
}

static const uint8_t *scan(machine *m, const uint8_t *at, const uint8_t *end) {
    const uint64_t limit = depth_limit(m);
    carry c = carry_of(m);
    carry saved = c;
    const uint8_t *stretch = at;
    while (end - at >= BLOCK_BYTES) {
        if (at - stretch >= STRETCH_BLOCKS * BLOCK_BYTES && !is_at_odds(&c)) {
            saved = c;
            stretch = at;
        }
        const uint8_t *behind;
        switch (read_block(&c, m, at, end, limit, &behind)) {
        case BLOCK_REFUSED:
            return refuse(&saved, m, stretch, at);
        case BLOCK_ENDS_PAYLOAD:
            m->depth = (uint32_t)c.depth;
            m->objects[0] = c.objects;
            return behind;
        case BLOCK_READ:
            at = behind;
            break;
        }
    }
    return is_at_odds(&c) ? refuse(&saved, m, stretch, at - BLOCK_BYTES) : settle(&c, m, at);
}

static const uint8_t *skip(const uint8_t *at, const uint8_t *end) {
    const uint8_t *begin = at;
    while (end - at >= BLOCK_BYTES) {
        const masks k = masks_of(at);
        if ((k.quote | k.backslash | k.control) != 0 || !utf8_is_valid(at, begin)) {
            break;
        }
        at = skip_plain_pairs(at + BLOCK_BYTES, end);
    }
    return whole_characters(at, begin);
}

#endif
