/*
 * The order of tokens: which token may follow which, for all tokens of a stride at once.
 *
 * A token is the bit of its first byte; all other bits are filler. Three rules cover everything
 * that neighbours decide about each other:
 *
 *     after the end of a value     a comma or a closing bracket
 *     after a comma or colon       the beginning of a value
 *     before a colon               a string, and before that { or a comma
 *
 * What remains is the kind of the container. A colon needs an object. A value after { or a comma
 * needs an array, unless it is a string that a colon follows. These constraints propagate to the
 * next bracket. scan_brackets.h compares them with the container there.
 */
#ifndef TCE_SIMD_SCAN_ORDER_H
#define TCE_SIMD_SCAN_ORDER_H

#include "scan_stride.h"
#include "wide.h"

/*
 * The tokens that follow one of these tokens. These + these moves each bit to the next byte; the
 * filler there carries it on, to the next token. A carry out of the stride goes on in the next.
 *
 *     bytes                 7 , _ _ 8 ]
 *     these                 0 1 0 0 0 0     commas
 *     these | filler        0 1 1 1 0 0
 *     sum, not filler       0 0 0 0 1 0     8 follows a comma
 */
static inline wide follows(wide these, wide filler, uint64_t *carried) {
    return wide_add(these, these | filler, carried) & ~filler;
}

/*
 * The first bracket at or after each constraint. A constraint is carried through all that is not a
 * bracket.
 *
 *     bytes                 { " " : 1 }
 *     constraint            0 0 0 1 0 0     the colon needs an object
 *     not brackets          0 1 1 1 1 0
 *     sum, brackets         0 0 0 0 0 1     } closes what must be an object
 */
static inline wide propagate(wide constraint, wide brackets, uint64_t *carried) {
    const wide filler = ~brackets;
    return (wide_add(constraint & filler, filler, carried) | constraint) & brackets;
}

/* The bits that follow the end of a value, a comma or colon, { or a comma, a string after these. */
typedef struct followers {
    wide value, separator, head, possible_name;
} followers;

static inline wide ends_of_values(const tokens *t) {
    return t->strings | t->scalars | t->close;
}

static inline wide begins_of_values(const tokens *t) {
    return t->strings | t->scalars | t->open;
}

static inline wide heads(const tokens *t) {
    return (t->open & t->curly) | t->comma;
}

/* The tokens that need an array, since no name is where it would be in an object. */
static inline wide not_named(const tokens *t, const followers *after) {
    return (after->head & (t->scalars | t->open)) | (after->possible_name & ~t->colon);
}

/* The tokens that may not be where they are. object and array are the brackets that a constraint
 * reaches. */
static inline wide misplaced_tokens(const tokens *t, const followers *after, wide object,
                                    wide array) {
    const wide begins = begins_of_values(t);
    const wide conflict =
        (object & array) | (t->close & ((array & t->curly) | (object & ~t->curly)));
    return (after->value & begins) | (t->comma & ~after->value) |
           (t->colon & ~after->possible_name) | (after->separator & ~begins) | conflict;
}

/* Compares each token with those before it. */
ALWAYS_INLINE static inline void check_order(carry *c, stride *s) {
    const tokens *t = &s->tokens;
    const wide brackets = t->open | t->close;
    const wide filler = ~(begins_of_values(t) | t->close | t->comma | t->colon);
    followers after;
    after.value = follows(ends_of_values(t), filler, &c->after_value);
    after.separator = follows(t->comma | t->colon, filler, &c->after_separator);
    after.head = follows(heads(t), filler, &c->after_head);
    after.possible_name = follows(after.head & t->strings, filler, &c->after_possible_name);

    const wide object = propagate(t->colon, brackets, &c->needs_object);
    const wide array = propagate(not_named(t, &after), brackets, &c->needs_array);
    s->misplaced = misplaced_tokens(t, &after, object, array);
    s->brackets = brackets;
    s->constrained = t->close | object | array;
    s->as_object = (t->close & t->curly) | object;
}

#endif
