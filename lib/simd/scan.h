/*
 * The mask path: payload in strides of 64 bytes or a few times as much, a bit for each byte.
 * Written once; each kernel includes it behind its own primitives:
 *
 *   wide, wide_add, wide_up, ...         numbers as wide as a stride (wide64.h, wide512.h)
 *   masks masks_of(at, length)           the stride's bytes, sorted by kind (masks.h). The length
 *                                        is at most a stride; what it lacks counts as white space
 *   wide wide_parity(bits, *carry)       bit i: the parity of bits 0 to i; *carry is all ones or 0
 *   bool is_text_block(at)               a block of text of a string, in ASCII or not
 *   bool is_plain_block(at)              the same, in ASCII alone
 *   bool is_utf8(at)                     a block with the 3 bytes before it
 *
 * The grammar is checked on masks, without a branch for any token. A token is the bit of its first
 * byte; all other bits are filler. To ask of every token at once "was the one before it an X?",
 * the X bits are added to themselves and the filler: each runs as a carry through the filler behind
 * it and comes out at the next token (follow). A carry out of the top goes on in the next stride.
 * With four such questions all that neighbours can say about each other is said:
 *
 *   behind the end of a value             a comma, a closing bracket
 *   behind a comma or colon               the beginning of a value
 *   behind { or a comma, a string         may be a name, and a colon may follow it
 *
 * What is left is which container a member belongs to. A colon needs an object; a head, that is {
 * or a comma, which no name follows, needs an array. Such needs run in the same way to the next
 * bracket (gather), where the innermost container must agree. Brackets alone, and scalars that are
 * not plain integers, are taken one by one.
 *
 * The path only ever says yes or no. At a no the state before the batch of strides is restored, and
 * the machine walks from there to find out what and where, or that nothing was wrong: what this
 * path cannot judge (deep nesting, an escape that the end of the piece cuts) it refuses.
 */
#ifndef TCE_SIMD_SCAN_H
#define TCE_SIMD_SCAN_H

#include <string.h>

#include "invariant.h"
#include "machine.h"
#include "masks.h"
#include "scalar.h"
#include "work.h"
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

/* What is read: the piece, as far as the machine wants it read. */
typedef struct source {
    const uint8_t *piece;
    const uint8_t *end;
} source;

/* What a stride holds outside strings, each token the bit of its first byte. */
typedef struct tokens {
    wide strings, scalars;
    wide open, close, comma, colon;
    wide curly; /* as in masks */
} tokens;

/* One stride, and what the steps of the path make of it. */
typedef struct stride {
    const uint8_t *at;
    size_t length; /* STRIDE_BYTES, or less at the end of the source */
    tokens tokens;
    wide odd;       /* scalars that are not plain integers: one of their bytes */
    wide misplaced; /* tokens */
    wide brackets;
    wide claims;  /* brackets that claim what the container is that they close or are opened in: */
    wide objects; /* an object */
} stride;

/*
 * Some strides on which one step is done after the other. What must be taken one by one comes last:
 * a processor mispredicts the end of such a loop, and should not have to wait for the masks to find
 * out.
 */
#define BATCH_STRIDES (BATCH_BYTES / STRIDE_BYTES)

typedef struct batch {
    bool valid;
    unsigned count;
    stride strides[BATCH_STRIDES];
} batch;

/* ---- Single bits -----------------------------------------------------------------------------*/

static inline unsigned lowest(uint64_t bits) {
    return (unsigned)__builtin_ctzll(bits);
}

/* The set bits, to be taken one after the other. */
typedef struct places {
    uint64_t words[WIDE_WORDS];
    unsigned left; /* words that are not 0, a bit each */
} places;

static inline places places_of(wide bits) {
    places p;
    wide_store(bits, p.words);
    p.left = wide_words_set(bits);
    return p;
}

static inline bool next_place(places *p, size_t *place) {
    if (p->left == 0) {
        return false;
    }
    const unsigned word = lowest(p->left);
    uint64_t *bits = &p->words[word];
    *place = (size_t)64 * word + lowest(*bits);
    *bits &= *bits - 1;
    p->left &= *bits == 0 ? p->left - 1 : p->left;
    return true;
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
    return wide_add(these, these | filler, carried) & ~filler;
}

/* The brackets before which, back to the last bracket, there is some need. */
static inline wide gather(wide asking, wide all, uint64_t *carried) {
    const wide filler = ~all;
    return (wide_add(asking & filler, filler, carried) | asking) & all;
}

/* ---- First step: strings ---------------------------------------------------------------------*/

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

/* Escapes but those of quotes and backslashes. One that the end of the source cuts is not judged.
 */
static inline bool escapes_are_valid(wide escaped, const stride *s, const source *from) {
    places left = places_of(escaped);
    for (size_t place; next_place(&left, &place) && place < s->length;) {
        if (!escape_is_valid(s->at + place, from->end)) {
            return false;
        }
    }
    return true;
}

/* Sorts out strings and checks their bytes. Returns what stands outside of them. */
static inline wide sort_strings(carry *c, const masks *m, stride *s, const source *from,
                                bool *valid) {
    wide quotes = m->quote;
    if (wide_any(m->backslash) || c->escaped != 0) {
        const wide escaped = escaped_bytes(m->backslash, &c->escaped);
        c->escaped = bit_at(escaped, s->length, c->escaped);
        quotes &= ~escaped;
        *valid = escapes_are_valid(escaped & ~(m->quote | m->backslash), s, from) && *valid;
    }
    const wide inside = wide_parity(quotes, &c->in_string); /* with the opening quote alone */
    s->tokens.strings = quotes & inside;
    *valid = !wide_any(m->control & inside) && *valid;
    return ~(inside | quotes);
}

/* ---- UTF-8 -----------------------------------------------------------------------------------*/

/* A block of this length with as many of the 3 bytes before it as the piece has. What was before
 * the piece ended with a character. */
static inline bool edge_is_utf8(const uint8_t *at, size_t length, const uint8_t *piece) {
    uint8_t bytes[3 + BLOCK_BYTES];
    memset(bytes, ' ', sizeof(bytes));
    for (ptrdiff_t back = 1; back <= 3 && back <= at - piece; back++) {
        bytes[3 - back] = at[-back];
    }
    memcpy(bytes + 3, at, length);
    return is_utf8(bytes + 3);
}

static inline bool block_is_utf8(const uint8_t *at, size_t length, const uint8_t *piece) {
    const bool inside = length == BLOCK_BYTES && at - piece >= 3;
    return inside ? is_utf8(at) : edge_is_utf8(at, length, piece);
}

/* Blocks that are not ASCII, and those behind them. */
static inline bool stride_is_utf8(carry *c, const masks *m, const stride *s, const source *from) {
    uint32_t left = m->non_ascii | m->non_ascii << 1 | c->non_ascii;
    c->non_ascii = m->non_ascii >> (WIDE_WORDS - 1) & 1;
    for (; left != 0; left &= left - 1) {
        const size_t place = (size_t)BLOCK_BYTES * lowest(left);
        if (place >= s->length) {
            return true;
        }
        const size_t length = s->length - place < BLOCK_BYTES ? s->length - place : BLOCK_BYTES;
        if (!block_is_utf8(s->at + place, length, from->piece)) {
            return false;
        }
    }
    return true;
}

/* ---- Scalars ---------------------------------------------------------------------------------*/

/* Finds the scalars, and those that are not plain integers. One that goes on in the next stride
 * is among these in its first. */
static inline void find_scalars(carry *c, const masks *m, wide outside, stride *s) {
    const wide scalar = outside & ~(m->space | m->open | m->close | m->comma | m->colon);
    const wide goes_on = wide_up(scalar) | wide_bit_0(c->scalar);
    const wide begins = scalar & ~goes_on;
    wide odd = (scalar & ~m->digit) | (wide_up(begins & m->zero) & scalar);
    const uint64_t cut = bit_at(scalar, s->length - 1, 0);
    if (cut != 0) {
        odd |= wide_bit(s->length - 1);
    }
    if (c->scalar != 0) { /* the one that began before is done with */
        odd &= wide_add(scalar, wide_all(0), &c->scalar);
    }
    c->scalar = cut;
    s->tokens.scalars = begins;
    s->odd = odd & ~wide_up(odd); /* the first of neighbours stands for all */
}

/* Reads a stride's bytes. */
static inline void find_tokens(carry *c, stride *s, const source *from, bool *valid) {
    const masks m = masks_of(s->at, s->length);
    *valid = stride_is_utf8(c, &m, s, from) && *valid;
    const wide outside = sort_strings(c, &m, s, from, valid);
    s->tokens.open = m.open & outside;
    s->tokens.close = m.close & outside;
    s->tokens.comma = m.comma & outside;
    s->tokens.colon = m.colon & outside;
    s->tokens.curly = m.curly;
    find_scalars(c, &m, outside, s);
}

/* ---- Second step: the order of tokens --------------------------------------------------------*/

/* Each token against those before it. */
static inline void check_order(carry *c, stride *s) {
    const tokens *t = &s->tokens;
    const wide all = t->open | t->close;
    const wide begins = t->strings | t->scalars | t->open;
    const wide filler = ~(begins | t->close | t->comma | t->colon);
    const wide head = (t->open & t->curly) | t->comma;

    const wide behind_value = follow(t->strings | t->scalars | t->close, filler, &c->after_value);
    const wide behind_separator = follow(t->comma | t->colon, filler, &c->after_separator);
    const wide behind_head = follow(head, filler, &c->after_head);
    const wide names = behind_head & t->strings;
    const wide behind_name = follow(names, filler, &c->after_name);

    const wide not_named = (behind_head & (t->scalars | t->open)) | (behind_name & ~t->colon);
    const wide object = gather(t->colon, all, &c->need_object);
    const wide array = gather(not_named, all, &c->need_array);
    const wide torn = (object & array) | (t->close & ((array & t->curly) | (object & ~t->curly)));
    s->misplaced = (behind_value & begins) | (t->comma & ~behind_value) |
                   (t->colon & ~behind_name) | (behind_separator & ~begins) | torn;
    s->brackets = all;
    s->claims = t->close | object | array;
    s->objects = (t->close & t->curly) | object;
}

/* ---- Third step: one by one ------------------------------------------------------------------*/

/* Where the scalar begins that has this byte: before it stand digits alone. */
static inline const uint8_t *digits_begin(const uint8_t *byte, const uint8_t *at) {
    while (byte > at && byte[-1] >= '0' && byte[-1] <= '9') {
        byte--;
    }
    return byte;
}

static inline bool odd_scalars_are_valid(const batch *b, const uint8_t *end) {
    const uint8_t *checked = b->strides[0].at;
    for (unsigned i = 0; i < b->count; i++) {
        const uint8_t *at = b->strides[i].at;
        places left = places_of(b->strides[i].odd);
        for (size_t place; next_place(&left, &place);) {
            if (at + place >= checked) {
                checked = scalar_end(digits_begin(at + place, at), end);
                if (checked == NULL) {
                    return false;
                }
            }
        }
    }
    return true;
}

/* The open containers, the innermost's bit the highest. */
typedef struct containers {
    uint64_t objects;
    uint64_t depth;
    uint64_t deepest; /* so far */
    uint64_t wrong;   /* not 0: a claim was */
} containers;

static inline containers containers_of(const carry *c) {
    INVARIANT(c->depth <= SCAN_DEPTH_MAX);
    return (containers){c->objects << (63 - c->depth), c->depth, c->depth, 0};
}

/* Up to 64 brackets, where they stand or side by side. */
typedef struct row {
    uint64_t all, open, curly, claims, objects;
} row;

static inline row row_of(const stride *s, unsigned word) {
    return (row){
        .all = wide_word_in(&s->brackets, word),
        .open = wide_word_in(&s->tokens.open, word),
        .curly = wide_word_in(&s->tokens.curly, word),
        .claims = wide_word_in(&s->claims, word),
        .objects = wide_word_in(&s->objects, word),
    };
}

/* Takes brackets one by one, up to the one that ends the payload. */
static inline void match(containers *open, const row *r, uint64_t base) {
    for (uint64_t left = r->all; left != 0 && open->depth != base; left &= left - 1) {
        const unsigned i = lowest(left);
        const uint64_t opens = (uint64_t)0 - (r->open >> i & 1);
        const uint64_t pushed = open->objects >> 1 | r->curly >> i << 63;
        const uint64_t popped = open->objects << 1;
        open->wrong |= (r->objects >> i ^ open->objects >> 63) & r->claims >> i & 1;
        open->objects = popped ^ ((popped ^ pushed) & opens);
        open->depth -= opens | 1;
        open->deepest = open->depth > open->deepest ? open->depth : open->deepest;
    }
}

/*
 * Drops each bracket that is closed at once, and the one that closes it, from brackets side by
 * side. What the former claims of the container around it goes on to the next bracket that is left,
 * which is of the same; behind the last one that is the container open at the end, and what is
 * returned: bit 0 an object, bit 1 an array.
 */
static inline unsigned drop_pairs(containers *open, row *r) {
    const uint64_t opening = r->open & ~r->open >> 1 & r->all >> 1;
    const uint64_t pairs = opening | opening << 1;
    const uint64_t left = r->all & ~pairs;
    const uint64_t claiming = r->claims & opening;
    const uint64_t object = ((claiming & r->objects) + pairs) & ~pairs;
    const uint64_t array = ((claiming & ~r->objects) + pairs) & ~pairs;
    open->wrong |= ((r->curly ^ r->curly >> 1) & opening) | (object & array) |
                   (left & r->claims & ((r->objects & array) | (~r->objects & object)));
    const uint64_t behind = r->all + 1;
    r->open = squeeze(r->open, left);
    r->curly = squeeze(r->curly, left);
    r->claims = squeeze(r->claims | object | array, left);
    r->objects = squeeze(r->objects | object, left);
    r->all = (UINT64_C(1) << __builtin_popcountll(left)) - 1;
    return (unsigned)((object & behind) != 0) | (unsigned)((array & behind) != 0) << 1;
}

/* Appends the brackets of a stride to a row of them side by side. Returns how many there are then;
 * of 64 and more the row says nothing. */
static inline unsigned append_brackets(row *all, unsigned count, const stride *s) {
    for (unsigned word = 0; word < WIDE_WORDS; word++) {
        const row r = row_of(s, word);
        const unsigned place = count & 63;
        all->open |= squeeze(r.open, r.all) << place;
        all->curly |= squeeze(r.curly, r.all) << place;
        all->claims |= squeeze(r.claims, r.all) << place;
        all->objects |= squeeze(r.objects, r.all) << place;
        count += (unsigned)__builtin_popcountll(r.all);
    }
    all->all = (UINT64_C(1) << (count & 63)) - 1;
    return count;
}

#define DROPS 2 /* of pairs, one around the other: most of what payload has */

/* Matches brackets side by side. */
static inline void match_row(containers *open, row *r, uint64_t base) {
    const uint64_t deepest = open->deepest;
    unsigned claimed = 0;
    for (int i = 0; i < DROPS; i++) {
        claimed |= drop_pairs(open, r);
    }
    open->deepest = open->depth;
    match(open, r, base);
    if (open->depth != base) { /* else what is claimed is not of payload */
        open->wrong |= open->objects >> 63 != 0 ? claimed & 2 : claimed & 1;
    }
    open->deepest += DROPS; /* what was dropped may have been as deep */
    open->deepest = open->deepest > deepest ? open->deepest : deepest;
}

/* Matches the brackets of a stride where they stand. */
static inline void match_stride(containers *open, const stride *s, uint64_t base) {
    for (unsigned word = 0; word < WIDE_WORDS; word++) {
        const row in_word = row_of(s, word);
        match(open, &in_word, base);
    }
}

/* Matches strides from first on, as many as have fewer than 64 brackets together; a single one
 * however many it has. Returns how many strides that were. */
static inline unsigned match_strides(containers *open, const stride *first, unsigned count,
                                     uint64_t base) {
    unsigned strides = 0;
    row fitting = {.all = 0};
    for (unsigned brackets = 0; SQUEEZES && strides < count; strides++) {
        row longer = fitting;
        brackets = append_brackets(&longer, brackets, &first[strides]);
        if (brackets >= 64) {
            break;
        }
        fitting = longer;
    }
    if (strides == 0) {
        match_stride(open, first, base);
        return 1;
    }
    match_row(open, &fitting, base);
    return strides;
}

/* Where the bracket stands that brings the depth down to base, if one does. */
static inline size_t end_of_payload(const stride *s, uint64_t *depth, uint64_t base) {
    places left = places_of(s->brackets);
    size_t place = 0;
    while (*depth != base && next_place(&left, &place)) {
        *depth += bit_at(s->tokens.open, place, 0) != 0 ? 1 : (uint64_t)-1;
    }
    return place;
}

/* Whether a bit is set up to this place. */
static inline bool any_up_to(wide bits, size_t last) {
    places left = places_of(bits);
    size_t place;
    return next_place(&left, &place) && place <= last;
}

/* What the innermost container has been asked to be so far, and is not. */
static inline bool is_at_odds(const carry *c) {
    return (c->objects >> c->depth & 1) != 0 ? c->need_array != 0 : c->need_object != 0;
}

typedef enum outcome {
    OUTCOME_READ,
    OUTCOME_PAYLOAD_ENDS, /* *behind is behind its last bracket */
    OUTCOME_REFUSED
} outcome;

/* The place behind the payload, which ends in one of the strides from first on. */
static inline const uint8_t *behind_payload(const stride *first, uint64_t depth, uint64_t base,
                                            bool *misplaced) {
    for (const stride *s = first;; s++) {
        const size_t place = end_of_payload(s, &depth, base);
        if (depth == base) {
            *misplaced = any_up_to(s->misplaced, place) || *misplaced;
            return s->at + place + 1;
        }
        *misplaced = wide_any(s->misplaced) || *misplaced;
    }
}

static inline outcome judge(carry *c, const batch *b, uint64_t base, uint64_t limit,
                            const uint8_t **behind) {
    containers open = containers_of(c);
    bool misplaced = false;
    for (unsigned i = 0; i < b->count && open.depth != base;) {
        const uint64_t depth = open.depth;
        const unsigned read = match_strides(&open, &b->strides[i], b->count - i, base);
        if (open.depth == base) {
            *behind = behind_payload(&b->strides[i], depth, base, &misplaced);
            break;
        }
        for (const unsigned next = i + read; i < next; i++) {
            misplaced = wide_any(b->strides[i].misplaced) || misplaced;
        }
    }
    if (misplaced || open.wrong != 0 || open.deepest > limit) {
        return OUTCOME_REFUSED;
    }
    c->depth = open.depth;
    c->objects = open.objects >> (63 - open.depth);
    if (open.depth == base) {
        return OUTCOME_PAYLOAD_ENDS;
    }
    return is_at_odds(c) ? OUTCOME_REFUSED : OUTCOME_READ;
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
        .objects = m->kinds.objects[0],
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

/* Puts the machine behind the last stride. Returns where it is to go on: a token or character that
 * is open it walks once more, from its beginning. */
static inline const uint8_t *settle(const carry *c, machine *m, const uint8_t *at) {
    const bool object = (c->objects >> c->depth & 1) != 0;
    m->walk_until = at;
    m->kinds.objects[0] = c->objects;
    m->depth = (uint32_t)c->depth;
    if (c->in_string != 0) {
        m->state = MACHINE_STRING;
        m->is_name = object && c->after_name != 0;
        m->captured = false;
        const uint8_t *from = c->escaped != 0 ? at - 1 : complete_characters(at, m->piece);
        m->token_start = machine_offset(m, from); /* where it began is no matter in payload */
        return from;
    }
    if (c->scalar != 0) {
        m->state = MACHINE_VALUE;
        return scalar_begin(at, m->piece);
    }
    m->state = state_of(c, object);
    return at;
}

/* Restores the machine that stood at at: it walks over what was refused, and some more before a
 * kernel is asked again. */
static inline const uint8_t *refuse(const carry *c, machine *m, const uint8_t *at,
                                    const uint8_t *behind) {
    const uint8_t *from = settle(c, m, at);
    m->walk_until = behind;
    m->payload_start = machine_offset(m, behind);
    return from;
}

static inline uint64_t depth_limit(const machine *m) {
    const uint32_t max_depth = m->envelope->options->max_depth;
    return max_depth < SCAN_DEPTH_MAX ? max_depth : SCAN_DEPTH_MAX;
}

/* ---- The path --------------------------------------------------------------------------------*/

/* The stride that begins at at: whole, or up to the last character that the source has whole. */
static inline void begin_stride(stride *s, const source *from, const uint8_t *at) {
    s->at = at;
    s->length = from->end - at >= STRIDE_BYTES
                    ? (size_t)STRIDE_BYTES
                    : (size_t)(complete_characters(from->end, from->piece) - at);
}

static inline bool is_worth_while(const uint8_t *at, const uint8_t *end) {
    return end - at >= SCAN_BYTES_MIN;
}

/* Does the first two steps on strides from at, at least on one. Returns where they end. */
static inline const uint8_t *read_batch(carry *c, batch *b, const source *from, const uint8_t *at) {
    b->count = 0;
    b->valid = true;
    do {
        stride *s = &b->strides[b->count++];
        begin_stride(s, from, at);
        find_tokens(c, s, from, &b->valid);
        at += s->length;
    } while (b->count < BATCH_STRIDES && is_worth_while(at, from->end));
    for (unsigned i = 0; i < b->count; i++) {
        check_order(c, &b->strides[i]);
    }
    return at;
}

static const uint8_t *scan(machine *m, const uint8_t *at, const uint8_t *end) {
    const uint64_t base = (uint64_t)m->envelope->scope;
    const uint64_t limit = depth_limit(m);
    carry c = carry_of(m);
    const source from = {.piece = m->piece, .end = end};
    while (is_worth_while(at, end)) {
        const carry saved = c;
        batch b;
        const uint8_t *read = read_batch(&c, &b, &from, at);
        const uint8_t *behind = read;
        WORK_SCANNED(read - at);
        outcome o = OUTCOME_REFUSED;
        if (b.valid && odd_scalars_are_valid(&b, end)) {
            o = judge(&c, &b, base, limit, &behind);
        }
        if (o == OUTCOME_REFUSED) {
            return refuse(&saved, m, at, read);
        }
        if (o == OUTCOME_PAYLOAD_ENDS) {
            m->depth = (uint32_t)c.depth;
            m->kinds.objects[0] = c.objects;
            return behind;
        }
        at = read;
    }
    return settle(&c, m, at);
}

#define PAIR_BYTES ((ptrdiff_t)2 * BLOCK_BYTES)

/* Long strings: blocks of plain text are nothing but that. */
static inline const uint8_t *skip_plain_pairs(const uint8_t *at, const uint8_t *end) {
    while (end - at >= PAIR_BYTES && is_plain_block(at) && is_plain_block(at + BLOCK_BYTES)) {
        at += PAIR_BYTES;
    }
    return at;
}

static const uint8_t *skip(const uint8_t *at, const uint8_t *end) {
    const uint8_t *begin = at;
    for (;;) {
        if (complete_characters(at, begin) == at) {
            at = skip_plain_pairs(at, end);
        }
        if (end - at < BLOCK_BYTES) {
            break;
        }
        WORK_SCANNED(PAIR_BYTES); /* two looks besides the one that the caller counts */
        if (!is_text_block(at) || !block_is_utf8(at, BLOCK_BYTES, begin)) {
            break;
        }
        at += BLOCK_BYTES;
    }
    return complete_characters(at, begin);
}

#endif
