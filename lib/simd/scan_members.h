/*
 * The members of Response in a complete document, on masks. A kernel with a fast instruction for
 * compress_bits() includes it after its primitives (wide64.h, masks.h).
 *
 * Blocks go through step 1 of scan.h. Then their tokens are moved side by side, into words of three
 * bits each. There a token follows the one a bit below it, so the order of up to 63 tokens, of one
 * block or of several, is checked with shifts:
 *
 *     tokens            { "a" : [ 1 , "b" ] }
 *     brackets          1  0  0 1 0 0  0  1 1
 *     high              0  1  0 0 0 1  1  1 1     closing bracket, comma, string
 *     low               1  0  1 0 0 1  0  0 1     curly bracket, comma, colon
 *
 * The members of the envelope are found among the bytes of a block:
 *
 *     bytes             " E r r o r " :
 *     opening quote     1 0 0 0 0 0 0 0
 *     6 places up       0 0 0 0 0 0 1 0     the string is as long as a name that is wanted
 *     colon             0 0 0 0 0 0 0 1     it is a name: its bytes are compared
 *
 * The path only says yes. Anything else, be it invalid or merely unusual, is for the state machine.
 */
#ifndef TCE_SIMD_SCAN_MEMBERS_H
#define TCE_SIMD_SCAN_MEMBERS_H

#include "find.h"
#include "scan_brackets.h"
#include "scan_order.h"
#include "scan_scalars.h"
#include "scan_tokens.h"
#include "work.h"

#define RESPONSE_DEPTH 2

/* What the search for names must know of the block before. */
typedef struct names_carry {
    uint64_t strings, closing, with_escapes;
    uint64_t escaped; /* the open string has an escape */
} names_carry;

/* Tokens side by side, in the three words of the picture above. */
typedef struct token_row {
    uint64_t brackets, high, low;
    unsigned count; /* at most TOKENS_MAX */
} token_row;

#define TOKENS_MAX 63u

/* The rows of a batch. A block begins at most one. */
typedef struct token_rows {
    token_row rows[SCAN_BATCH_BYTES / BLOCK_BYTES + 1];
    unsigned last;
} token_rows;

/*
 * State of the two steps. Each step is one loop that the compiler keeps in registers: a pointer to
 * the state must reach no function that is not inlined.
 */
typedef struct lexer {
    carry carry;
    names_carry names;
    uint64_t depth; /* before the block */
    uint64_t wrong; /* not 0: something is invalid, or unusual */
} lexer;

typedef struct checker {
    carry carry;
    containers open;
    uint64_t misplaced; /* not 0: a token is */
} checker;

/* ---- Names -----------------------------------------------------------------------------------*/

/* The closing quotes of strings with escapes. Each backslash runs as a carry through the rest of
 * the string's text. */
static inline uint64_t find_escaped(names_carry *n, const stride *s, const stride_bytes *b) {
    const uint64_t text = b->inside & ~s->tokens.strings;
    return wide_add(b->masks.backslash & text, text, &n->escaped) & b->closing;
}

/* The colons at the distance of wanted names from an opening quote. */
static inline uint64_t find_distances(const names_carry *n, const stride *s) {
#define AT_DISTANCE(name) | wide_up_by(s->tokens.strings, n->strings, sizeof(name) + 1)
    return 0 FIND_MEMBERS(AT_DISTANCE);
#undef AT_DISTANCE
}

/*
 * Returns the colons after names of the lengths of wanted ones. Sets bits of *wrong when a name may
 * be a wanted one in disguise: with escapes, or with white space before its colon.
 */
static inline uint64_t find_names(names_carry *n, const stride *s, const stride_bytes *b,
                                  uint64_t *wrong) {
    const uint64_t colon = s->tokens.colon;
    const uint64_t past_closing = wide_up_by(b->closing, n->closing, 1);
    *wrong |= colon & ~past_closing;
    if (b->masks.backslash != 0 || n->escaped != 0 || n->with_escapes != 0) {
        const uint64_t with_escapes = find_escaped(n, s, b);
        *wrong |= colon & wide_up_by(with_escapes, n->with_escapes, 1);
        n->with_escapes = with_escapes;
    }
    const uint64_t names = colon & past_closing & find_distances(n, s);
    n->strings = s->tokens.strings;
    n->closing = b->closing;
    return names;
}

/* The containers open before a place of the block, of those before the block. */
static inline uint64_t depth_before(uint64_t depth, const tokens *t, unsigned place) {
    const uint64_t below = (UINT64_C(1) << place) - 1;
    return depth + (uint64_t)__builtin_popcountll(t->open & below) -
           (uint64_t)__builtin_popcountll(t->close & below);
}

/* Takes the members of Response among names of their lengths. */
static inline void take_names(lexer *l, finding *f, const stride *s, uint64_t names,
                              const uint8_t *end) {
    for (; names != 0; names &= names - 1) {
        const unsigned place = lowest_bit(names);
        const uint8_t *colon = s->p + place;
        if (find_is_member(colon) && depth_before(l->depth, &s->tokens, place) == RESPONSE_DEPTH &&
            !find_member(f, colon, end)) {
            l->wrong = 1;
        }
    }
}

/* ---- Tokens side by side ---------------------------------------------------------------------*/

/* The tokens that follow these tokens. */
static inline uint64_t next_tokens(uint64_t these, unsigned count, uint64_t *carried) {
    const uint64_t next = these << 1 | *carried;
    *carried = these >> (count - 1) & 1;
    return next;
}

/* As propagate() in scan_order.h, among tokens side by side. */
static inline uint64_t next_brackets(uint64_t constraint, uint64_t brackets, uint64_t all,
                                     uint64_t *carried) {
    const uint64_t filler = all & ~brackets;
    const uint64_t sum = (constraint & filler) + filler + *carried;
    *carried = sum > all;
    return (sum | constraint) & brackets;
}

/* Up to this many brackets are matched where they are: to move them side by side costs more. */
#define FEW_BRACKETS 12

/* Matches the brackets of the row. */
ALWAYS_INLINE static inline void match_brackets(containers *open, const token_row *row,
                                                uint64_t object, uint64_t array) {
    const uint64_t brackets = row->brackets;
    const uint64_t close = row->high & brackets;
    const unsigned count = (unsigned)__builtin_popcountll(brackets);
    bracket_row r = {brackets, ~row->high, row->low, close | object | array,
                     (close & row->low) | object};
    if (count <= FEW_BRACKETS) {
        match(open, &r, RESPONSE_DEPTH - 1);
        return;
    }
    r = (bracket_row){(UINT64_C(1) << count) - 1, compress_bits(r.open, brackets),
                      compress_bits(r.curly, brackets), compress_bits(r.constrained, brackets),
                      compress_bits(r.as_object, brackets)};
    match_row(open, &r, RESPONSE_DEPTH - 1);
}

/* The tokens of the row by their kind. */
static inline tokens tokens_of(const token_row *r) {
    const uint64_t other = ((UINT64_C(1) << r->count) - 1) & ~r->brackets;
    return (tokens){
        .strings = other & r->high & ~r->low,
        .scalars = other & ~r->high & ~r->low,
        .open = r->brackets & ~r->high,
        .close = r->brackets & r->high,
        .comma = other & r->high & r->low,
        .colon = other & ~r->high & r->low,
        .curly = r->low,
    };
}

/* Checks the order of the tokens of the row, as check_order() in scan_order.h does. */
ALWAYS_INLINE static inline void check_row(checker *k, const token_row *r) {
    carry *c = &k->carry;
    const uint64_t all = (UINT64_C(1) << r->count) - 1;
    const tokens t = tokens_of(r);
    followers after;
    after.value = next_tokens(ends_of_values(&t), r->count, &c->after_value);
    after.separator = next_tokens(t.comma | t.colon, r->count, &c->after_separator);
    after.head = next_tokens(heads(&t), r->count, &c->after_head);
    after.possible_name = next_tokens(after.head & t.strings, r->count, &c->after_possible_name);

    const uint64_t object = next_brackets(t.colon, r->brackets, all, &c->needs_object);
    const uint64_t array =
        next_brackets(not_named(&t, &after) & all, r->brackets, all, &c->needs_array);
    k->misplaced |= misplaced_tokens(&t, &after, object, array) & all;
    if (r->brackets != 0) {
        match_brackets(&k->open, r, object, array);
    }
}

/* Moves the tokens of a block side by side. Returns 0, or not 0 when they do not fit in a row. */
ALWAYS_INLINE static inline unsigned take_tokens(token_rows *rows, token_row *row,
                                                 const tokens *t) {
    const uint64_t brackets = t->open | t->close;
    const uint64_t all = brackets | t->strings | t->scalars | t->comma | t->colon;
    const unsigned count = (unsigned)__builtin_popcountll(all);
    if (row->count + count > TOKENS_MAX) {
        rows->rows[rows->last++] = *row;
        *row = (token_row){0, 0, 0, 0};
    }
    row->brackets |= compress_bits(brackets, all) << row->count;
    row->high |= compress_bits(t->close | t->comma | t->strings, all) << row->count;
    row->low |= compress_bits((brackets & t->curly) | t->comma | t->colon, all) << row->count;
    row->count += count;
    return count & ~TOKENS_MAX;
}

/* ---- The path --------------------------------------------------------------------------------*/

/* Out of line: it is rare, and would take registers. */
NOINLINE static bool rare_scalars_are_valid(const wide *scalars, const uint8_t *p,
                                            const uint8_t *end) {
    return scalars_are_valid(scalars, p, end);
}

ALWAYS_INLINE static inline tokens lex_block(lexer *l, finding *f, const scan_input *input,
                                             const uint8_t *p, size_t length) {
    stride s = {.p = p, .length = length};
    const stride_bytes b = find_tokens(&l->carry, &s, input, &l->wrong);
    const uint64_t names = find_names(&l->names, &s, &b, &l->wrong);
    const wide scalars = s.complex_scalars; /* a copy: s itself stays in registers */
    if (scalars != 0 && !rare_scalars_are_valid(&scalars, p, input->end)) {
        l->wrong = 1;
    }
    take_names(l, f, &s, names, input->end - 1);
    l->depth += (uint64_t)__builtin_popcountll(s.tokens.open) -
                (uint64_t)__builtin_popcountll(s.tokens.close);
    return s.tokens;
}

/* Does step 1 on the blocks from p on, up to the end or as many as a batch has. Returns where they
 * end. */
static inline const uint8_t *lex_batch(lexer *state, token_rows *rows, finding *f,
                                       const found_rest *rest, const uint8_t *p) {
    lexer l = *state;
    /* the byte at rest->end ends a scalar and is part of no escape */
    const scan_input input = {
        .chunk = f->document.begin, .begin = rest->begin, .end = rest->end + 1};
    token_row row = {0, 0, 0, 0};
    const uint8_t *end = rest->end - p > SCAN_BATCH_BYTES ? p + SCAN_BATCH_BYTES : rest->end;
    rows->last = 0;
    while (p < end) {
        const size_t length = end - p < BLOCK_BYTES ? (size_t)(end - p) : BLOCK_BYTES;
        const tokens t = lex_block(&l, f, &input, p, length);
        l.wrong |= take_tokens(rows, &row, &t);
        p += length;
    }
    rows->rows[rows->last] = row;
    *state = l;
    return p;
}

static inline void check_batch(checker *state, const token_rows *rows) {
    checker k = *state;
    for (unsigned i = 0; i <= rows->last; i++) {
        if (rows->rows[i].count > 0) {
            check_row(&k, &rows->rows[i]);
        }
    }
    *state = k;
}

static inline bool members_end(const lexer *l, const checker *k, uint32_t depth_max) {
    const carry *c = &k->carry;
    return l->carry.in_string == 0 && c->after_value != 0 && c->after_possible_name == 0 &&
           c->needs_array == 0 && k->open.depth == RESPONSE_DEPTH && k->open.deepest <= depth_max;
}

static bool scan_members(finding *f, const found_rest *rest, uint32_t depth_max) {
    lexer l = {.depth = RESPONSE_DEPTH};
    checker k = {
        .carry = {.after_head = 1, .after_separator = rest->after_comma ? 1 : 0},
        .open = {UINT64_C(3) << 62, RESPONSE_DEPTH, RESPONSE_DEPTH, 0},
    };
    for (const uint8_t *p = rest->begin; p < rest->end;) {
        token_rows rows;
        const uint8_t *past = lex_batch(&l, &rows, f, rest, p);
        WORK_SCANNED(past - p);
        if (l.wrong != 0) {
            return false; /* a row may be too long */
        }
        check_batch(&k, &rows);
        if (k.misplaced != 0 || k.open.wrong != 0) {
            return false;
        }
        p = past;
    }
    return members_end(&l, &k, depth_max) && f->document.request_id.bytes != NULL;
}

#endif
