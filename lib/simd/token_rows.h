/*
 * Tokens side by side. A kernel with a fast instruction for compress_bits() includes this file
 * after its primitives (wide64.h, masks.h, block.h).
 *
 * The bytes of a block are classified as block.h says: a token's kind is three bits of its byte.
 * The tokens are moved side by side, into words of three bits each. There a token follows the one a
 * bit below it, so the order of up to 63 tokens, of one block or of several, is checked with
 * shifts:
 *
 *     tokens            { "a" : [ 1 , "b" ] }
 *     brackets          1  0  0 1 0 0  0  1 1
 *     high              0  1  0 0 0 1  1  1 1     closing bracket, comma, string
 *     low               1  0  1 0 0 1  0  0 1     curly bracket, comma, colon
 *
 * It costs less than scan_order.h, which leaves each token at its byte: a row holds the tokens of
 * several blocks.
 */
#ifndef TCE_SIMD_TOKEN_ROWS_H
#define TCE_SIMD_TOKEN_ROWS_H

#include "block.h"
#include "scan_brackets.h"
#include "scan_order.h"
#include "scan_scalars.h"
#include "scan_strings.h"
#include "scan_utf8.h"

/* Tokens side by side, in the three words of the picture above. */
typedef struct token_row {
    uint64_t brackets, high, low;
    unsigned count; /* at most TOKENS_MAX */
} token_row;

#define TOKENS_MAX 63u

#define BATCH_BLOCKS (SCAN_BATCH_BYTES / BLOCK_BYTES)

/* The rows of a batch. A block begins at most two. */
typedef struct token_rows {
    token_row rows[2 * BATCH_BLOCKS + 1];
    unsigned last;
} token_rows;

/* What does not change from block to block. */
typedef struct lexer_input {
    const uint8_t *begin, *end;       /* of the text */
    const uint8_t *chunk, *chunk_end; /* of the bytes that can be read */
    const uint8_t *scalars_end;       /* a scalar that ends before this byte is complete */
} lexer_input;

/*
 * What a block must know of those before it. Each step is one loop that the compiler keeps in
 * registers: a pointer to the state must reach no function that is not inlined.
 */
typedef struct lexer {
    uint64_t in_string;           /* all ones inside a string, else 0 */
    uint64_t escaped;             /* the last byte is a backslash that escapes the next byte */
    uint64_t non_ascii;           /* the last block is not ASCII */
    uint64_t scalar, zero;        /* the last byte belongs to a scalar; is a zero that begins one */
    const uint8_t *scalars_until; /* scalars that begin before this byte have been validated */
    uint64_t wrong;               /* not 0: something is invalid, or unusual */
} lexer;

/* A block's tokens, each at its first byte, in the three words of the picture above. */
typedef struct block_tokens {
    uint64_t all, brackets, high, low;
} block_tokens;

/* What is found of a block. */
typedef struct lexed {
    block_tokens tokens;
    uint64_t strings, closing; /* the quotes that open and close strings */
    uint64_t text;             /* the bytes of strings, without their quotes */
    uint64_t backslash;
} lexed;

/* ---- Text ------------------------------------------------------------------------------------*/

/* Returns the quotes that no backslash escapes. */
static inline uint64_t bare_quotes(lexer *l, const block *b, const uint8_t *p, size_t length,
                                   const lexer_input *in) {
    const uint64_t backslash = b->backslash & b->there;
    const uint64_t escaped = escaped_bytes(backslash, &l->escaped);
    const uint64_t others = escaped & ~(b->quote | backslash) & b->there;
    if (others != 0 && !escapes_are_valid(&others, p, length, in->end)) {
        l->wrong = 1;
    }
    return b->quote & ~escaped;
}

static inline void check_utf8(lexer *l, const block *b, const uint8_t *p, size_t length,
                              const lexer_input *in) {
    if ((b->non_ascii | l->non_ascii) != 0) {
        l->wrong |= !block_is_utf8(p, length, in->chunk);
    }
    l->non_ascii = b->non_ascii;
}

/* ---- Scalars ---------------------------------------------------------------------------------*/

/* Validates the scalars of a block with bytes other than digits, or with a leading zero. Out of
 * line: it is rare, and would take registers. */
NOINLINE static const uint8_t *odd_scalars_end(wide odd, const uint8_t *p, const uint8_t *until,
                                               const lexer_input *in) {
    return scalars_end(&odd, p, in->begin, until, in->scalars_end);
}

/*
 * Returns the first bytes of scalars. Plain integers are validated here.
 *
 *     bytes             [ 1 2 , - 3 . 5 ]
 *     scalar            0 1 1 0 1 1 1 1 0
 *     begins            0 1 0 0 1 0 0 0 0
 *     odd               0 0 0 0 1 0 1 0 0
 */
static inline uint64_t take_scalars(lexer *l, const block *b, uint64_t outside, const uint8_t *p,
                                    const lexer_input *in) {
    const uint64_t scalar = outside & ~(b->op | b->space);
    const uint64_t begins = scalar & ~(scalar << 1 | l->scalar);
    const uint64_t zeros = begins & b->zero;
    const uint64_t odd = scalar & (~b->digit | zeros << 1 | l->zero);
    l->scalar = scalar >> 63;
    l->zero = zeros >> 63;
    if (odd != 0) { /* the first of neighbours is enough */
        l->scalars_until = odd_scalars_end(odd & ~(odd << 1), p, l->scalars_until, in);
        l->wrong |= l->scalars_until == NULL;
    }
    return begins;
}

/* ---- Blocks ----------------------------------------------------------------------------------*/

/* Finds the tokens of a block. length is at most BLOCK_BYTES, and less only at the end. */
ALWAYS_INLINE static inline lexed lex_block(lexer *l, const lexer_input *in, const uint8_t *p,
                                            size_t length) {
    const block b = length == BLOCK_BYTES ? read_block(p)
                                          : read_last_block(p, length, in->chunk, in->chunk_end);
    check_utf8(l, &b, p, length, in);
    const uint64_t backslash = b.backslash & b.there;
    uint64_t quotes = b.quote & b.there;
    if (backslash != 0 || l->escaped != 0) {
        quotes &= bare_quotes(l, &b, p, length, in);
    }
    const uint64_t inside = wide_prefix_xor(quotes, &l->in_string);
    l->wrong |= b.control & ~(b.space & ~inside);
    const uint64_t outside = b.there & ~(inside | quotes);
    const uint64_t op = b.op & outside;
    const uint64_t strings = quotes & inside;
    lexed found;
    found.tokens.all = op | strings | take_scalars(l, &b, outside, p, in);
    found.tokens.brackets = op & b.bit_6;
    found.tokens.high = (op & b.bit_2) | strings;
    found.tokens.low = op & b.bit_5;
    found.strings = strings;
    found.closing = quotes & ~inside;
    found.text = inside & ~strings;
    found.backslash = backslash;
    return found;
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
#define FEW_BRACKETS 5

/* Matches the brackets of a row, up to the one that closes down to end_depth. */
ALWAYS_INLINE static inline void match_brackets(containers *open, bracket_row *r,
                                                uint64_t end_depth) {
    const uint64_t brackets = r->all;
    const unsigned count = (unsigned)__builtin_popcountll(brackets);
    if (count <= FEW_BRACKETS) {
        match(open, r, end_depth);
        return;
    }
    r->all = (UINT64_C(1) << count) - 1;
    r->open = compress_bits(r->open, brackets);
    r->curly = compress_bits(r->curly, brackets);
    r->constrained = compress_bits(r->constrained, brackets);
    r->as_object = compress_bits(r->as_object, brackets);
    match_row(open, r, end_depth);
}

/* The tokens of the row by their kind. */
static inline tokens tokens_of(const token_row *r) {
    const uint64_t other = ((UINT64_C(1) << r->count) - 1) & ~r->brackets;
    tokens t;
    t.strings = other & r->high & ~r->low;
    t.scalars = other & ~r->high & ~r->low;
    t.open = r->brackets & ~r->high;
    t.close = r->brackets & r->high;
    t.comma = other & r->high & r->low;
    t.colon = other & ~r->high & r->low;
    t.curly = r->low;
    return t;
}

/* What the tokens of a row say. */
typedef struct row_order {
    uint64_t misplaced;   /* tokens that may not follow those before them */
    bracket_row brackets; /* the brackets, and what each must be */
} row_order;

/* Compares the tokens of the row, as check_order() in scan_order.h does. */
ALWAYS_INLINE static inline row_order check_row(carry *c, const token_row *r) {
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
    const row_order order = {
        misplaced_tokens(&t, &after, object, array) & all,
        {r->brackets, ~r->high, r->low, t.close | object | array, (t.close & r->low) | object},
    };
    return order;
}

/* Moves the tokens of a block side by side, past those of the row, where they fit. */
ALWAYS_INLINE static inline void put_tokens(token_row *row, const block_tokens *t) {
    row->brackets |= compress_bits(t->brackets, t->all) << row->count;
    row->high |= compress_bits(t->high, t->all) << row->count;
    row->low |= compress_bits(t->low, t->all) << row->count;
    row->count += (unsigned)__builtin_popcountll(t->all);
}

static inline void begin_row(token_rows *rows, token_row *row) {
    const token_row empty = {0, 0, 0, 0};
    rows->rows[rows->last++] = *row;
    *row = empty;
}

/* The tokens of the first or of the last 32 bytes. */
static inline block_tokens half_of(const block_tokens *t, uint64_t half) {
    const block_tokens those = {t->all & half, t->brackets & half, t->high & half, t->low & half};
    return those;
}

/* Begins another row where the tokens do not fit. Where each byte is a token they take two. */
ALWAYS_INLINE static inline void take_tokens(token_rows *rows, token_row *row,
                                             const block_tokens *t) {
    block_tokens rest = *t;
    if (row->count + (unsigned)__builtin_popcountll(t->all) > TOKENS_MAX) {
        begin_row(rows, row);
        if (t->all == ~UINT64_C(0)) {
            const block_tokens first = half_of(t, UINT32_MAX);
            put_tokens(row, &first);
            begin_row(rows, row);
            rest = half_of(t, ~(uint64_t)UINT32_MAX);
        }
    }
    put_tokens(row, &rest);
}

#endif
