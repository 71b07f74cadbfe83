/*
 * The mask path: validates payload in strides of one block or eight, with a bit for each byte and
 * no branch for any token. Each kernel includes it after its primitives (wide.h, masks.h).
 *
 *   1. scan_strings.h    which bytes are inside strings
 *      scan_utf8.h       blocks that are not ASCII
 *      scan_scalars.h    where scalars begin
 *   2. scan_order.h      which token follows which
 *   3. scan_scalars.h    the scalars that are not plain integers, byte by byte
 *      scan_brackets.h   which container each bracket and each member belongs to
 *
 * scan_rows.h does steps 2 and 3 with less work, where a kernel can move tokens side by side.
 *
 * The path only says yes or no. After a no it restores the state before the batch, and the state
 * machine walks from there: it finds out what is wrong, and where, or that nothing is. What masks
 * cannot decide (deep nesting, an escape that the end of the chunk cuts) is a no, too.
 */
#ifndef TCE_SIMD_SCAN_H
#define TCE_SIMD_SCAN_H

#include "bits.h"
#include "kernel.h"
#include "masks.h"
#include "scalar.h"
#include "scan_brackets.h"
#include "scan_order.h"
#include "scan_scalars.h"
#include "scan_stride.h"
#include "scan_tokens.h"
#include "work.h"
#include "json/utf8.h"

/* ---- From a state and back -------------------------------------------------------------------*/

static inline carry carry_of(const scan_state *s) {
    const scan_place p = s->place;
    const bool in_string = p == SCAN_IN_NAME || p == SCAN_IN_STRING;
    carry c;
    c.in_string = in_string ? ~(uint64_t)0 : 0;
    c.escaped = 0;
    c.scalar = 0;
    c.non_ascii = 0;
    c.after_value = p == SCAN_COLON || p == SCAN_AFTER || in_string;
    c.after_separator = p == SCAN_VALUE || p == SCAN_NAME;
    /* not after a colon: a value must follow, but it is not a name */
    c.after_head = p == SCAN_NAME || p == SCAN_FIRST_NAME;
    c.after_possible_name = p == SCAN_COLON || p == SCAN_IN_NAME;
    c.needs_object = 0;
    c.needs_array = 0;
    c.objects = s->objects;
    c.depth = s->depth;
    return c;
}

static inline scan_place place_of(const carry *c) {
    const bool object = (c->objects >> c->depth & 1) != 0;
    const bool name = object && c->after_possible_name != 0;
    if (c->in_string != 0) {
        return name ? SCAN_IN_NAME : SCAN_IN_STRING;
    }
    if (c->scalar != 0) { /* it is read once more */
        return SCAN_VALUE;
    }
    if (c->after_value != 0) {
        return name ? SCAN_COLON : SCAN_AFTER;
    }
    if (c->after_separator != 0) {
        return object && c->after_head != 0 ? SCAN_NAME : SCAN_VALUE;
    }
    return object ? SCAN_FIRST_NAME : SCAN_FIRST_VALUE;
}

/* The first byte of the scalar, escape or character that is open at p; p when none is. */
static inline const uint8_t *open_token(const carry *c, const uint8_t *p, const uint8_t *chunk) {
    if (c->in_string != 0) {
        return c->escaped != 0 ? p - 1 : complete_characters(p, chunk);
    }
    return c->scalar != 0 ? scalar_begin(p, chunk) : p;
}

/* The carry describes p. */
static inline scan_result stop(const carry *c, scan_state *state, scan_outcome outcome,
                               const uint8_t *p, const uint8_t *read, const uint8_t *chunk) {
    state->place = place_of(c);
    state->depth = (uint32_t)c->depth;
    state->objects = c->objects;
    const scan_result r = {outcome, open_token(c, p, chunk), read};
    return r;
}

static inline scan_result end_payload(const carry *c, scan_state *state, const uint8_t *past) {
    state->place = SCAN_AFTER;
    state->depth = (uint32_t)c->depth;
    state->objects = c->objects;
    const scan_result r = {SCAN_PAYLOAD_ENDED, past, past};
    return r;
}

/* ---- The steps on a batch --------------------------------------------------------------------*/

/* Sets the bytes of a stride: STRIDE_BYTES, or those before end. */
static inline void begin_stride(stride *s, const uint8_t *p, const uint8_t *end) {
    s->p = p;
    s->length = end - p >= STRIDE_BYTES ? (size_t)STRIDE_BYTES : (size_t)(end - p);
}

static inline bool is_worth_scanning(const uint8_t *p, const uint8_t *end) {
    return end - p >= SCAN_BYTES_MIN;
}

/* Does steps 1 and 2 on strides from p on, at least on one. Returns where they end. */
static inline const uint8_t *read_batch(carry *c, batch *b, const scan_input *input,
                                        const uint8_t *p, const uint8_t *end) {
    b->count = 0;
    wide wrong = wide_all(0);
    do {
        stride *s = &b->strides[b->count++];
        begin_stride(s, p, end);
        (void)find_tokens(c, s, input, &wrong);
        p += s->length;
    } while (b->count < SCAN_BATCH_STRIDES && is_worth_scanning(p, end));
    b->valid = !wide_any(wrong);
    for (unsigned i = 0; i < b->count; i++) {
        check_order(c, &b->strides[i]);
    }
    return p;
}

/* The byte past the payload, which ends in one of the strides from s to last. */
static inline const uint8_t *past_payload(const stride *s, const stride *last, uint64_t depth,
                                          uint64_t payload_depth, bool *misplaced) {
    size_t place = end_of_payload(s, &depth, payload_depth);
    while (depth != payload_depth && s < last) {
        *misplaced = wide_any(s->misplaced) || *misplaced;
        s++;
        place = end_of_payload(s, &depth, payload_depth);
    }
    *misplaced = any_bit_up_to(s->misplaced, place) || *misplaced;
    return s->p + place + 1;
}

/* What follows from the containers that are open after a batch. */
static inline scan_outcome conclude(carry *c, const containers *open, bool misplaced,
                                    const scan_input *input) {
    if (misplaced || open->wrong != 0 || open->deepest > input->depth_max) {
        return SCAN_REFUSED;
    }
    c->depth = open->depth;
    c->objects = open->objects >> (63 - open->depth);
    if (open->depth == input->payload_depth) {
        return SCAN_PAYLOAD_ENDED;
    }
    return is_in_conflict(c) ? SCAN_REFUSED : SCAN_READ;
}

/* Does the brackets of step 3, and decides. *past is set where the payload ends. */
static inline scan_outcome decide(carry *c, const batch *b, const scan_input *input,
                                  const uint8_t **past) {
    const uint64_t payload_depth = input->payload_depth;
    containers open = containers_of(c);
    bool misplaced = false;
    for (unsigned i = 0; i < b->count && open.depth != payload_depth;) {
        const uint64_t depth = open.depth;
        const unsigned read = match_strides(&open, &b->strides[i], b->count - i, payload_depth);
        if (open.depth == payload_depth) {
            const stride *last = &b->strides[i + read - 1];
            *past = past_payload(&b->strides[i], last, depth, payload_depth, &misplaced);
            break;
        }
        for (const unsigned next = i + read; i < next; i++) {
            misplaced = wide_any(b->strides[i].misplaced) || misplaced;
        }
    }
    return conclude(c, &open, misplaced, input);
}

/* ---- The path --------------------------------------------------------------------------------*/

static scan_result scan(const scan_input *input, scan_state *state) {
    carry c = carry_of(state);
    const uint8_t *p = input->begin;
    const uint8_t *end = complete_characters(input->end, input->chunk);
    while (is_worth_scanning(p, input->end)) {
        const carry saved = c;
        batch b;
        const uint8_t *read = read_batch(&c, &b, input, p, end);
        const uint8_t *past = read;
        WORK_SCANNED(read - p);
        scan_outcome outcome = SCAN_REFUSED;
        if (b.valid && complex_scalars_are_valid(&b, input->end)) {
            outcome = decide(&c, &b, input, &past);
        }
        if (outcome == SCAN_REFUSED) {
            return stop(&saved, state, SCAN_REFUSED, p, read, input->chunk);
        }
        if (outcome == SCAN_PAYLOAD_ENDED) {
            return end_payload(&c, state, past);
        }
        p = read;
    }
    return stop(&c, state, SCAN_READ, p, p, input->chunk);
}

#endif
