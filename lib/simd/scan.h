/*
 * The mask path: payload in strides of 64 bytes or a few times as much, a bit for each byte.
 * Written once; each kernel includes it behind its own primitives:
 *
 *   wide, wide_add, wide_up, ...         numbers as wide as a stride (wide64.h)
 *   masks masks_of(at, length, tail)     the stride's bytes, sorted by kind (masks.h). The length
 *                                        is at most a stride; what is left of it when whole blocks
 *                                        are taken lies in tail, a block filled up with spaces
 *   wide wide_parity(bits, *carry)       bit i: the parity of bits 0 to i; *carry is all ones or 0
 *   bool is_plain_block(at)              a block of plain text of a string
 *   bool is_utf8(at)                     a block with the 3 bytes before it
 *
 * The grammar is checked on masks, without a branch for any token. A token is the bit of its first
 * byte; all other bits are filler. To ask of every token at once "was the one before it an X?",
 * the X bits, moved up by one, are added to the filler: each runs as a carry through the filler
 * behind it and comes out at the next token (follow). A carry out of the top goes on in the next
 * stride. With four such questions all that neighbours can say about each other is said:
 *
 *   behind the end of a value             a comma, a closing bracket
 *   behind a comma or colon               the beginning of a value
 *   behind { or a comma, a string         may be a name, and a colon may follow it
 *
 * What is left is which container a member belongs to. A colon needs an object; a head, that is {
 * or a comma, which no name follows, needs an array. Such needs run in the same way to the next
 * bracket (gather), where the innermost container must agree. Brackets alone are taken one by one.
 *
 * The path only ever says yes or no. At a no the state from some strides before is restored, and
 * the machine walks from there to find out what and where, or that nothing was wrong: what this
 * path cannot judge (deep nesting, an escape that the end of the piece cuts) it refuses.
 */
#ifndef TCE_SIMD_SCAN_H
#define TCE_SIMD_SCAN_H

#include <string.h>

#include "machine.h"
#include "masks.h"
#include "scalar.h"
#include "json/bytes.h"

/* What a stride must know of those before it. Numbers are 0 or 1 but where said. */
typedef struct carry {
    uint64_t in_string; /* all ones inside a string, else 0 */
    uint64_t escaped;   /* the last byte was a backslash that escapes the next */
    uint64_t scalar;    /* the last byte belonged to a scalar */
    uint32_t non_ascii; /* some byte of the last block was not ASCII: a sequence may be open */

    uint64_t after_value;     /* what the last token was: the end of a value, */
    uint64_t after_separator; /* a comma or colon, */
    uint64_t after_head;      /* { or a comma, */
    uint64_t after_name;      /* a string behind a head */
    uint64_t need_object;     /* what the last tokens ask of the container they are in */
    uint64_t need_array;

    uint64_t objects; /* bit d: the container at depth d is an object */
    uint64_t depth;
} carry;

/* The bytes of one stride, and what surrounds them. */
typedef struct stride {
    const uint8_t *at;
    size_t length;                 /* STRIDE_BYTES, or less at the end of a piece */
    const uint8_t *piece;          /* where the piece begins */
    const uint8_t *end;            /* and ends */
    uint8_t tail[3 + BLOCK_BYTES]; /* a last block that is not whole, with 3 bytes before it */
} stride;

/* ---- Single bits -----------------------------------------------------------------------------*/

static inline unsigned lowest(uint64_t bits) {
    return (unsigned)__builtin_ctzll(bits);
}

/* The bit of a place, which may be the one behind the stride. */
static inline uint64_t bit_at(wide bits, size_t place, uint64_t behind) {
    return place < (size_t)STRIDE_BYTES
               ? wide_word(bits, (unsigned)(place / 64)) >> (place % 64) & 1
               : behind;
}

/* ---- Following -------------------------------------------------------------------------------*/

/* The tokens whose last one before them is one of these. carried: the same over strides. */
static inline wide follow(wide these, wide filler, uint64_t *carried) {
    const wide sum = wide_add(wide_up(these), filler, carried);
    *carried |= wide_top(these);
    return sum & ~filler;
}

/* The brackets before which, back to the last bracket, there is some need. */
static inline wide gather(wide needs, wide brackets, uint64_t *carried) {
    const wide filler = ~brackets;
    return (wide_add(needs & filler, filler, carried) | needs) & brackets;
}

/* ---- Strings ---------------------------------------------------------------------------------*/

/* The bytes that a backslash escapes: those behind a run of backslashes whose length is odd. Added
 * to a run, its first bit comes out behind its last: the length is odd where the one place is even
 * and the other odd. (An even number of backslashes are escapes among themselves.) */
static inline wide escaped_bytes(wide backslash, uint64_t *carried) {
    const wide even = wide_all(UINT64_C(0x5555555555555555));
    const wide first = wide_bit_0(*carried);
    const wide runs = backslash & ~first;
    const wide begins = runs & ~wide_up(runs);
    uint64_t no_carry = 0;
    uint64_t behind = 0;
    const wide behind_odd = wide_add(runs, begins & ~even, &behind);
    const wide behind_even = wide_add(runs, begins & even, &no_carry);
    *carried = behind;
    return (((behind_odd & even) | (behind_even & ~even)) & ~runs) | first;
}

/* Escapes but those of quotes and backslashes. One that the end of the piece cuts is not judged. */
static inline bool escapes_are_valid(wide escaped, const stride *s) {
    for (unsigned word = 0; word < WIDE_WORDS; word++) {
        for (uint64_t left = wide_word(escaped, word); left != 0; left &= left - 1) {
            const size_t place = (size_t)64 * word + lowest(left);
            if (place < s->length && !escape_is_valid(s->at + place, s->end)) {
                return false;
            }
        }
    }
    return true;
}

/* Sorts out strings and checks their bytes. Returns false at a no. */
static inline bool check_strings(carry *c, const masks *m, const stride *s, wide *strings,
                                 wide *in_string) {
    wide quotes = m->quote;
    bool valid = true;
    if (wide_any(m->backslash) || c->escaped != 0) {
        const wide escaped = escaped_bytes(m->backslash, &c->escaped);
        c->escaped = bit_at(escaped, s->length, c->escaped);
        quotes &= ~escaped;
        valid = escapes_are_valid(escaped & ~(m->quote | m->backslash), s);
    }
    const wide inside = wide_parity(quotes, &c->in_string); /* with the opening quote alone */
    *strings = quotes & inside;
    *in_string = inside | quotes;
    return valid && !wide_any(m->control & inside);
}

/* ---- UTF-8 -----------------------------------------------------------------------------------*/

/* The first block of a piece has no bytes before it; what was there ended with a character. */
static inline bool is_utf8_first(const uint8_t *at) {
    uint8_t bytes[3 + BLOCK_BYTES] = {' ', ' ', ' '};
    memcpy(bytes + 3, at, BLOCK_BYTES);
    return is_utf8(bytes + 3);
}

static inline bool block_is_utf8(const uint8_t *at, const uint8_t *piece) {
    return at - piece < 3 ? is_utf8_first(at) : is_utf8(at);
}

/* Blocks that are not ASCII, and those behind them. */
static inline bool check_utf8(carry *c, const masks *m, const stride *s) {
    uint32_t left = m->non_ascii | m->non_ascii << 1 | c->non_ascii;
    c->non_ascii = m->non_ascii >> (WIDE_WORDS - 1) & 1;
    for (; left != 0; left &= left - 1) {
        const size_t place = (size_t)BLOCK_BYTES * lowest(left);
        if (place >= s->length) {
            return true;
        }
        const bool whole = place + BLOCK_BYTES <= s->length;
        if (!(whole ? block_is_utf8(s->at + place, s->piece) : is_utf8(s->tail + 3))) {
            return false;
        }
    }
    return true;
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

/* ---- Tokens ----------------------------------------------------------------------------------*/

/* What a stride holds outside strings, each token the bit of its first byte. */
typedef struct tokens {
    wide strings, scalars;
    wide open, close, comma, colon;
} tokens;

/* Where the scalar begins that has this byte: before it stand digits alone. */
static inline const uint8_t *digits_begin(const uint8_t *byte, const uint8_t *at) {
    while (byte > at && byte[-1] >= '0' && byte[-1] <= '9') {
        byte--;
    }
    return byte;
}

/* Scalars with an odd byte, each once. */
static inline bool odd_scalars_are_valid(wide odd, const stride *s) {
    const uint8_t *checked = s->at;
    for (unsigned word = 0; word < WIDE_WORDS; word++) {
        for (uint64_t left = wide_word(odd, word); left != 0; left &= left - 1) {
            const uint8_t *byte = s->at + (size_t)64 * word + lowest(left);
            if (byte >= checked) {
                checked = scalar_end(digits_begin(byte, s->at), s->end);
                if (checked == NULL) {
                    return false;
                }
            }
        }
    }
    return true;
}

/* Finds the scalars and checks those that are not plain integers. One that goes on in the next
 * stride is checked to its end here. */
static inline bool check_scalars(carry *c, const masks *m, const stride *s, wide outside,
                                 tokens *t) {
    const wide scalar = outside & ~(m->space | m->open | m->close | m->comma | m->colon);
    const wide goes_on = wide_up(scalar) | wide_bit_0(c->scalar);
    t->scalars = scalar & ~goes_on;
    wide odd = (scalar & ~m->digit) | (wide_up(t->scalars & m->zero) & scalar);
    const uint64_t cut = bit_at(scalar, s->length - 1, 0);
    if (cut != 0) {
        odd |= wide_bit(s->length - 1);
    }
    if (c->scalar != 0) { /* the one that began before is done with */
        odd &= wide_add(scalar, wide_all(0), &c->scalar);
    }
    c->scalar = cut;
    return !wide_any(odd) || odd_scalars_are_valid(odd, s);
}

/* What tokens ask of their container, at the bracket that ends each stretch of them. */
typedef struct needs {
    wide object, array;
} needs;

/* Each token against those before it. Returns the tokens that may not stand where they do. */
static inline wide check_order(carry *c, const masks *m, const tokens *t, needs *n) {
    const wide brackets = t->open | t->close;
    const wide begins = t->strings | t->scalars | t->open;
    const wide filler = ~(begins | t->close | t->comma | t->colon);
    const wide head = (t->open & m->curly) | t->comma;

    const wide behind_value = follow(t->strings | t->scalars | t->close, filler, &c->after_value);
    const wide behind_separator = follow(t->comma | t->colon, filler, &c->after_separator);
    const wide behind_head = follow(head, filler, &c->after_head);
    const wide names = behind_head & t->strings;
    const wide behind_name = follow(names, filler, &c->after_name);

    n->object = gather(t->colon, brackets, &c->need_object);
    n->array = gather((behind_head & (t->scalars | t->open)) | (behind_name & ~t->colon), brackets,
                      &c->need_array);
    return (behind_value & begins) | (t->comma & ~behind_value) | (t->colon & ~behind_name) |
           (behind_separator & ~begins);
}

/* ---- Brackets --------------------------------------------------------------------------------*/

#define NOT_ENDED SIZE_MAX

/* Takes the brackets one by one. Returns the place of the one that ends the payload. */
static inline size_t check_brackets(carry *c, const masks *m, const tokens *t, const needs *n,
                                    uint64_t base, uint64_t limit, bool *valid) {
    uint64_t wrong = 0;
    for (unsigned word = 0; word < WIDE_WORDS; word++) {
        const uint64_t open = wide_word(t->open, word);
        const uint64_t curly = wide_word(m->curly, word);
        const uint64_t need_object = wide_word(n->object, word);
        const uint64_t need_array = wide_word(n->array, word);
        for (uint64_t left = open | wide_word(t->close, word); left != 0; left &= left - 1) {
            const unsigned i = lowest(left);
            const uint64_t object = c->objects >> c->depth & 1;
            const uint64_t is_curly = curly >> i & 1;
            const uint64_t opens = open >> i & 1;
            wrong |= (object != 0 ? need_array : need_object) >> i & 1;
            wrong |= (object ^ is_curly) & (opens ^ 1);
            c->depth += 2 * opens - 1;
            const uint64_t bit = opens << (c->depth & 63);
            c->objects = (c->objects & ~bit) | (is_curly << (c->depth & 63) & bit);
            if (c->depth == base) {
                *valid = wrong == 0;
                return (size_t)64 * word + i;
            }
            wrong |= c->depth > limit;
        }
    }
    *valid = wrong == 0;
    return NOT_ENDED;
}

/* Whether a bit is set up to this place. */
static inline bool any_up_to(wide bits, size_t place) {
    for (unsigned word = 0; word < WIDE_WORDS; word++) {
        const uint64_t found = wide_word(bits, word);
        if (found != 0) {
            return (size_t)64 * word + lowest(found) <= place;
        }
    }
    return false;
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

/* Puts the machine behind the last stride. Returns where it is to go on: a token or character that
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

typedef enum stride_outcome { STRIDE_READ, STRIDE_ENDS_PAYLOAD, STRIDE_REFUSED } stride_outcome;

/* The stride that begins at at: whole, or up to the last character that the piece has whole. */
static inline void begin_stride(stride *s, const uint8_t *at) {
    s->at = at;
    s->length = (size_t)STRIDE_BYTES;
    if (s->end - at < STRIDE_BYTES) {
        s->length = (size_t)(whole_characters(s->end, s->piece) - at);
        const size_t left = s->length % BLOCK_BYTES;
        const uint8_t *tail = at + s->length - left;
        memset(s->tail, ' ', sizeof(s->tail));
        memcpy(s->tail + 3, tail, left);
        for (ptrdiff_t back = 1; back <= 3 && back <= tail - s->piece; back++) {
            s->tail[3 - back] = tail[-back];
        }
    }
}

/* Reads one stride, or up to the end of the payload: then length says how far. */
static inline stride_outcome read_stride(carry *c, const machine *m, stride *s, uint64_t limit) {
    const masks k = masks_of(s->at, s->length, s->tail + 3);
    tokens t;
    wide in_string;
    needs n;
    bool matched;
    bool valid = check_strings(c, &k, s, &t.strings, &in_string);
    const wide outside = ~in_string;
    t.open = k.open & outside;
    t.close = k.close & outside;
    t.comma = k.comma & outside;
    t.colon = k.colon & outside;
    valid = check_scalars(c, &k, s, outside, &t) && valid;
    valid = check_utf8(c, &k, s) && valid;
    const wide misplaced = check_order(c, &k, &t, &n);
    const size_t last =
        check_brackets(c, &k, &t, &n, (uint64_t)m->envelope->scope, limit, &matched);
    if (!valid || !matched || (wide_any(misplaced) && any_up_to(misplaced, last))) {
        return STRIDE_REFUSED;
    }
    if (last != NOT_ENDED) {
        s->length = last + 1;
        return STRIDE_ENDS_PAYLOAD;
    }
    return STRIDE_READ;
}

/* Long strings: blocks of plain text are nothing but that. */
static inline const uint8_t *skip_plain_pairs(const uint8_t *at, const uint8_t *end) {
    while (end - at >= 2 * BLOCK_BYTES && is_plain_block(at) && is_plain_block(at + BLOCK_BYTES)) {
        at += 2 * BLOCK_BYTES;
    }
    return at;
}

static inline uint64_t depth_limit(const machine *m) {
    const uint32_t max_depth = m->envelope->options->max_depth;
    return max_depth < SCAN_DEPTH_MAX ? max_depth : SCAN_DEPTH_MAX;
}

/* Restores the machine that stood at at: it walks over what was refused. */
static inline const uint8_t *refuse(const carry *c, machine *m, const uint8_t *at,
                                    const uint8_t *behind) {
    const uint8_t *from = settle(c, m, at);
    m->walk_until = behind;
    return from;
}

#define RESTORE_BYTES 1024 /* between two states that can be restored */

static const uint8_t *scan(machine *m, const uint8_t *at, const uint8_t *end) {
    const uint64_t limit = depth_limit(m);
    carry c = carry_of(m);
    carry saved = c;
    const uint8_t *saved_at = at;
    stride s = {.piece = m->piece, .end = end};
    while (end - at >= SCAN_BYTES_MIN) {
        if (at - saved_at >= RESTORE_BYTES && !is_at_odds(&c)) {
            saved = c;
            saved_at = at;
        }
        begin_stride(&s, at);
        switch (read_stride(&c, m, &s, limit)) {
        case STRIDE_REFUSED:
            return refuse(&saved, m, saved_at, at + s.length);
        case STRIDE_ENDS_PAYLOAD:
            m->depth = (uint32_t)c.depth;
            m->objects[0] = c.objects;
            return at + s.length;
        case STRIDE_READ:
            at += s.length;
            break;
        }
    }
    return is_at_odds(&c) ? refuse(&saved, m, saved_at, at) : settle(&c, m, at);
}

static const uint8_t *skip(const uint8_t *at, const uint8_t *end) {
    const uint8_t *begin = at;
    while (end - at >= BLOCK_BYTES) {
        at = skip_plain_pairs(at, end);
        if (end - at < BLOCK_BYTES || !is_text_block(at) || !block_is_utf8(at, begin)) {
            break;
        }
        at += BLOCK_BYTES;
    }
    return whole_characters(at, begin);
}

#endif
