/*
 * The members of Response in a complete document, on tokens side by side (token_rows.h).
 *
 * The members of the envelope are found among the bytes of a block:
 *
 *     bytes             " E r r o r " :
 *     opening quote     1 0 0 0 0 0 0 0
 *     7 places up       0 0 0 0 0 0 0 1     the string is as long as a name that is wanted
 *     colon             0 0 0 0 0 0 0 1     it is a name: its bytes are compared
 *
 * The path only says yes. Anything else, be it invalid or merely unusual, is for the state machine.
 */
#ifndef TCE_SIMD_SCAN_MEMBERS_H
#define TCE_SIMD_SCAN_MEMBERS_H

#include <assert.h>

#include "find.h"
#include "token_rows.h"
#include "work.h"

#define RESPONSE_DEPTH 2

/* What the names of a block must know of the blocks before it. */
typedef struct naming {
    uint64_t strings, closing; /* of the last block: opening quotes, closing quotes, */
    uint64_t with_escapes;     /* and those of strings with escapes */
    uint64_t escapes;          /* the open string has an escape */
    uint64_t depth;            /* before the block */
} naming;

typedef struct checker {
    carry carry;
    containers open;
    uint64_t misplaced; /* not 0: a token is */
} checker;

/* ---- Names -----------------------------------------------------------------------------------*/

/* The closing quotes of strings with escapes. Each backslash runs as a carry through the rest of
 * the string's text. */
static inline uint64_t find_escaped(naming *n, const lexed *b) {
    return wide_add(b->backslash & b->text, b->text, &n->escapes) & b->closing;
}

/* The colons at the distance of wanted names from an opening quote. */
static inline uint64_t find_distances(const naming *n, uint64_t strings) {
#define AT_DISTANCE(name) | wide_up_by(strings, n->strings, sizeof(name) + 1)
    return 0 FIND_MEMBERS(AT_DISTANCE);
#undef AT_DISTANCE
}

/* The containers open before a place of the block, of those before the block. */
static inline uint64_t depth_before(uint64_t depth, const block_tokens *t, unsigned place) {
    const uint64_t below = t->brackets & ((UINT64_C(1) << place) - 1);
    return depth + (uint64_t)__builtin_popcountll(below) -
           2 * (uint64_t)__builtin_popcountll(below & t->high);
}

/* The seven bytes before p, as many as the shortest wanted name has with its quotes. */
static inline uint64_t seven_before(const void *p) {
    uint64_t word;
    memcpy(&word, (const uint8_t *)p - sizeof(word), sizeof(word));
    return word >> 8;
}

/* Whether there may be a wanted name among these, by the end of the first. Without a branch, since
 * which blocks have names of these lengths is unpredictable. More bytes than are read can be read
 * before each block. */
static inline bool may_have_member(const uint8_t *p, uint64_t names) {
    const uint64_t end = seven_before(p + lowest_bit(names | (names == 0)));
    const uint64_t others = names & (names - 1);
#define ENDS_AS(name)                                                                              \
    static_assert(sizeof(name) > 5, "has seven bytes with its quotes");                            \
    found |= end == seven_before(&("  \"" name "\"")[sizeof("  \"" name "\"") - 1]);
    uint64_t found = others;
    FIND_MEMBERS(ENDS_AS)
#undef ENDS_AS
    return found != 0;
}

/* Takes the members of Response among names of their lengths. Returns not 0 where one is not what
 * the contract demands. */
static inline uint64_t take_names(const naming *n, finding *f, const block_tokens *t,
                                  const uint8_t *p, uint64_t names, const uint8_t *end) {
    for (; names != 0; names &= names - 1) {
        const unsigned place = lowest_bit(names);
        const uint8_t *colon = p + place;
        if (find_is_member(colon) && depth_before(n->depth, t, place) == RESPONSE_DEPTH &&
            !find_member(f, colon, end)) {
            return 1;
        }
    }
    return 0;
}

/* Takes the members of Response in a block. Returns not 0 where something is not certainly right: a
 * colon right after a quote is usual, and an escape in a name is not. */
ALWAYS_INLINE static inline uint64_t find_names(naming *n, finding *f, const lexed *b,
                                                const uint8_t *p, const uint8_t *end) {
    const block_tokens *t = &b->tokens;
    const uint64_t colon = t->low & ~(t->high | t->brackets);
    uint64_t wrong = colon & ~wide_up_by(b->closing, n->closing, 1);
    if (b->backslash != 0 || (n->escapes | n->with_escapes) != 0) {
        const uint64_t with_escapes = find_escaped(n, b);
        wrong |= colon & wide_up_by(with_escapes, n->with_escapes, 1);
        n->with_escapes = with_escapes;
    }
    const uint64_t names = colon & find_distances(n, b->strings);
    n->strings = b->strings;
    n->closing = b->closing;
    if (may_have_member(p, names)) {
        wrong |= take_names(n, f, t, p, names, end);
    }
    n->depth += (uint64_t)__builtin_popcountll(t->brackets) -
                2 * (uint64_t)__builtin_popcountll(t->brackets & t->high);
    return wrong;
}

/* ---- The path --------------------------------------------------------------------------------*/

/* What the first step knows between blocks. */
typedef struct reader {
    lexer lexer;
    naming naming;
} reader;

ALWAYS_INLINE static inline block_tokens read_members(reader *r, finding *f, const lexer_input *in,
                                                      const uint8_t *p, size_t length) {
    const lexed b = lex_block(&r->lexer, in, p, length);
    r->lexer.wrong |= find_names(&r->naming, f, &b, p, in->end);
    return b.tokens;
}

/* Does step 1 on the blocks from p on, up to the end or as many as a batch has. Returns where they
 * end. */
static inline const uint8_t *read_batch_of_members(reader *state, token_rows *rows, finding *f,
                                                   const lexer_input *in, const uint8_t *p) {
    reader r = *state;
    token_row row = {0, 0, 0, 0};
    const uint8_t *end = in->end - p > SCAN_BATCH_BYTES ? p + SCAN_BATCH_BYTES : in->end;
    rows->last = 0;
    for (; end - p >= BLOCK_BYTES; p += BLOCK_BYTES) {
        const block_tokens t = read_members(&r, f, in, p, BLOCK_BYTES);
        take_tokens(rows, &row, &t);
    }
    if (p < end) {
        const block_tokens t = read_members(&r, f, in, p, (size_t)(end - p));
        take_tokens(rows, &row, &t);
        p = end;
    }
    rows->rows[rows->last] = row;
    *state = r;
    return p;
}

static inline void check_batch(checker *state, const token_rows *rows) {
    checker k = *state;
    for (unsigned i = 0; i <= rows->last; i++) {
        if (rows->rows[i].count > 0) {
            row_order order = check_row(&k.carry, &rows->rows[i]);
            k.misplaced |= order.misplaced;
            if (order.brackets.all != 0) {
                match_brackets(&k.open, &order.brackets, RESPONSE_DEPTH - 1);
            }
        }
    }
    *state = k;
}

static inline bool members_end(const reader *r, const checker *k, uint32_t depth_max) {
    const carry *c = &k->carry;
    return r->lexer.in_string == 0 && c->after_value != 0 && c->after_possible_name == 0 &&
           c->needs_array == 0 && k->open.depth == RESPONSE_DEPTH && k->open.deepest <= depth_max;
}

/* The byte past the members ends a scalar. */
static inline lexer_input members_input(const finding *f, const found_rest *rest) {
    const lexer_input in = {rest->begin, rest->end, f->document.begin, f->document.end,
                            rest->end + 1};
    return in;
}

static inline reader reader_before(const found_rest *rest) {
    const reader r = {{0, 0, 0, 0, 0, rest->begin, 0}, {0, 0, 0, 0, RESPONSE_DEPTH}};
    return r;
}

static inline checker checker_before(const found_rest *rest) {
    checker k = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                 {UINT64_C(3) << 62, RESPONSE_DEPTH, RESPONSE_DEPTH, 0},
                 0};
    k.carry.after_head = 1;
    k.carry.after_separator = rest->after_comma ? 1 : 0;
    return k;
}

static bool scan_blocks(finding *f, const found_rest *rest, uint32_t depth_max) {
    const lexer_input in = members_input(f, rest);
    reader r = reader_before(rest);
    checker k = checker_before(rest);
    for (const uint8_t *p = rest->begin; p < rest->end;) {
        token_rows rows;
        const uint8_t *past = read_batch_of_members(&r, &rows, f, &in, p);
        WORK_SCANNED(past - p);
        check_batch(&k, &rows);
        if ((r.lexer.wrong | k.misplaced | k.open.wrong) != 0) {
            return false;
        }
        p = past;
    }
    return members_end(&r, &k, depth_max) && f->document.request_id.bytes != NULL;
}

/* The same, of members that fit in a block. With nothing before it and nothing after it, that is
 * much less to do. */
static bool scan_one_block(finding *f, const found_rest *rest, uint32_t depth_max) {
    const lexer_input in = members_input(f, rest);
    const size_t length = (size_t)(rest->end - rest->begin);
    reader r = reader_before(rest);
    checker k = checker_before(rest);
    WORK_SCANNED(length);
    const block_tokens t = read_members(&r, f, &in, rest->begin, length);
    token_row row = {0, 0, 0, 0};
    put_tokens(&row, &t);
    if (r.lexer.wrong != 0 || row.count == 0 || row.count > TOKENS_MAX) {
        return false;
    }
    const row_order order = check_row(&k.carry, &row);
    match(&k.open, &order.brackets, RESPONSE_DEPTH - 1);
    return (order.misplaced | k.open.wrong) == 0 && members_end(&r, &k, depth_max) &&
           f->document.request_id.bytes != NULL;
}

static bool scan_members(finding *f, const found_rest *rest, uint32_t depth_max) {
    return rest->end - rest->begin <= BLOCK_BYTES ? scan_one_block(f, rest, depth_max)
                                                  : scan_blocks(f, rest, depth_max);
}

#endif
