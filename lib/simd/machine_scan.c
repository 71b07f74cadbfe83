/*
 * The hand-over of payload from the state machine to a kernel and back.
 */
#include "machine_scan.h"

#include <assert.h>

#include "invariant.h"

/* Of the states in which a kernel can take over, in their order: from MACHINE_VALUE on. */
static const scan_place scan_places[] = {
    SCAN_VALUE, SCAN_FIRST_VALUE, SCAN_NAME,      SCAN_FIRST_NAME,
    SCAN_COLON, SCAN_AFTER,       SCAN_IN_STRING,
};
static_assert(MACHINE_STRING - MACHINE_VALUE == 6, "the last of them");

/* In the order of scan_place. */
static const machine_state machine_states[] = {
    MACHINE_VALUE, MACHINE_FIRST_VALUE, MACHINE_NAME,   MACHINE_FIRST_NAME,
    MACHINE_COLON, MACHINE_AFTER,       MACHINE_STRING, MACHINE_STRING,
};
static_assert(sizeof(machine_states) / sizeof(machine_states[0]) == SCAN_PLACES, "each has one");

static scan_state scan_state_of(const machine *m) {
    const bool in_name = m->state == MACHINE_STRING && m->is_name;
    const scan_state s = {in_name ? SCAN_IN_NAME : scan_places[m->state - MACHINE_VALUE], m->depth,
                          m->kinds.objects[0]};
    return s;
}

static scan_input scan_input_of(const machine *m, const uint8_t *begin, const uint8_t *end) {
    const uint32_t max_depth = m->envelope->options->max_depth;
    const scan_input input = {m->chunk, begin, end, (uint32_t)m->envelope->scope,
                              max_depth < SCAN_DEPTH_MAX ? max_depth : SCAN_DEPTH_MAX};
    return input;
}

/* Continues inside payload where the kernel stopped. */
static void resume(machine *m, const scan_state *s, const scan_result *r) {
    m->state = machine_states[s->place];
    m->walk_until = r->read;
    if (m->state == MACHINE_STRING) {
        m->is_name = s->place == SCAN_IN_NAME;
        m->captured = false;
        m->token_start = machine_offset(m, r->next); /* in payload its beginning is irrelevant */
    }
    if (r->outcome == SCAN_REFUSED) { /* walks more before it asks a kernel again */
        m->payload_start = machine_offset(m, r->read);
    }
}

/* Closes the outermost container of payload, the only one that the envelope knows. */
static void end_payload(machine *m, const uint8_t *past) {
    (void)envelope_close(m->envelope, machine_offset(m, past));
    machine_end_value(m);
}

const uint8_t *machine_scan(machine *m, const uint8_t *p, const uint8_t *end) {
    const scan_input input = scan_input_of(m, p, end);
    scan_state state = scan_state_of(m);
    const scan_result result = m->kernel->scan(&input, &state);
    INVARIANT(result.read > p && result.next <= result.read);
    m->depth = state.depth;
    m->kinds.objects[0] = state.objects;
    if (result.outcome == SCAN_PAYLOAD_ENDED) {
        INVARIANT(m->depth + 1 == m->envelope->depth);
        end_payload(m, result.next);
    } else {
        INVARIANT(m->depth >= m->envelope->depth);
        resume(m, &state, &result);
    }
    return result.next;
}
