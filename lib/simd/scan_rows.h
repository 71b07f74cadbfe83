/*
 * The mask path of scan.h on tokens side by side (token_rows.h), in strides of one block.
 */
#ifndef TCE_SIMD_SCAN_ROWS_H
#define TCE_SIMD_SCAN_ROWS_H

#include "scan.h"
#include "token_rows.h"

/* A batch: the tokens of its blocks, where they are and side by side. */
typedef struct row_batch {
    const uint8_t *begin;
    unsigned blocks;
    uint64_t tokens[BATCH_BLOCKS];
    token_rows rows;
} row_batch;

static inline lexer lexer_of(const carry *c, const uint8_t *begin) {
    const lexer l = {c->in_string, c->escaped, c->non_ascii, c->scalar, 0, begin, 0};
    return l;
}

/* Does step 1 on blocks from p on, at least on one. Returns where they end. */
static inline const uint8_t *read_row_batch(lexer *state, row_batch *b, const lexer_input *in,
                                            const uint8_t *p, const uint8_t *end) {
    lexer l = *state;
    token_row row = {0, 0, 0, 0};
    b->begin = p;
    b->blocks = 0;
    b->rows.last = 0;
    do {
        const lexed read = lex_block(&l, in, p, BLOCK_BYTES);
        b->tokens[b->blocks++] = read.tokens.all;
        take_tokens(&b->rows, &row, &read.tokens);
        p += BLOCK_BYTES;
    } while (b->blocks < BATCH_BLOCKS && is_worth_scanning(p, end));
    b->rows.rows[b->rows.last] = row;
    *state = l;
    return p;
}

/* The bracket of the row that closes down to the depth. */
static inline unsigned closing_bracket(const bracket_row *r, uint64_t depth, uint64_t end_depth) {
    uint64_t left = r->all;
    for (;; left &= left - 1) {
        depth += (r->open >> lowest_bit(left) & 1) != 0 ? 1 : (uint64_t)-1;
        if (depth == end_depth) {
            return lowest_bit(left);
        }
    }
}

/* The byte past a token of the batch. */
static inline const uint8_t *past_token(const row_batch *b, unsigned token) {
    unsigned i = 0;
    for (; i + 1 < b->blocks; i++) {
        const unsigned count = (unsigned)__builtin_popcountll(b->tokens[i]);
        if (token < count) {
            break;
        }
        token -= count;
    }
    uint64_t left = b->tokens[i];
    for (; token > 0; token--) {
        left &= left - 1;
    }
    return b->begin + (size_t)i * BLOCK_BYTES + lowest_bit(left) + 1;
}

/* Does steps 2 and 3, and decides. *past is set where the payload ends. */
static inline scan_outcome decide_rows(carry *c, const row_batch *b, const scan_input *input,
                                       const uint8_t **past) {
    const uint64_t payload_depth = input->payload_depth;
    containers open = containers_of(c);
    uint64_t misplaced = 0;
    unsigned before = 0;
    for (unsigned i = 0; i <= b->rows.last; i++) {
        const token_row *row = &b->rows.rows[i];
        if (row->count == 0) {
            continue;
        }
        const uint64_t depth = open.depth;
        const row_order order = check_row(c, row);
        bracket_row brackets = order.brackets;
        if (brackets.all != 0) {
            match_brackets(&open, &brackets, payload_depth);
        }
        if (open.depth == payload_depth) {
            const unsigned last = closing_bracket(&order.brackets, depth, payload_depth);
            misplaced |= order.misplaced << (63 - last);
            *past = past_token(b, before + last);
            break;
        }
        misplaced |= order.misplaced;
        before += row->count;
    }
    return conclude(c, &open, misplaced != 0, input);
}

static scan_result scan_rows(const scan_input *input, scan_state *state) {
    carry c = carry_of(state);
    const uint8_t *p = input->begin;
    const lexer_input in = {p, input->end, input->chunk, input->end, input->end};
    lexer l = lexer_of(&c, p);
    while (is_worth_scanning(p, input->end)) {
        const carry saved = c;
        row_batch b;
        const uint8_t *read = read_row_batch(&l, &b, &in, p, input->end);
        const uint8_t *past = read;
        WORK_SCANNED(read - p);
        const scan_outcome outcome =
            l.wrong != 0 ? SCAN_REFUSED : decide_rows(&c, &b, input, &past);
        if (outcome == SCAN_REFUSED) {
            return stop(&saved, state, SCAN_REFUSED, p, read, input->chunk);
        }
        if (outcome == SCAN_PAYLOAD_ENDED) {
            return end_payload(&c, state, past);
        }
        c.in_string = l.in_string;
        c.escaped = l.escaped;
        c.scalar = l.scalar;
        p = read;
    }
    return stop(&c, state, SCAN_READ, p, p, input->chunk);
}

#endif
