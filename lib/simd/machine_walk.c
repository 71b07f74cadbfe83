/*
 * The state machine between tokens, in literals and in numbers, and the engine around it.
 */
#include "machine.h"

#include <assert.h>
#include <string.h>

#include "engine.h"
#include "machine_documents.h"
#include "machine_scan.h"
#include "machine_string.h"
#include "work.h"
#include "json/bytes.h"
#include "json/plain_text.h"

static bool takes_more(const machine *m) {
    return m->state != MACHINE_ENDED && m->state != MACHINE_STOPPED;
}

/* ---- Containers ------------------------------------------------------------------------------*/

static bool in_object(const machine *m) {
    return is_object_at(&m->kinds, m->depth);
}

static void push(machine *m, bool object) {
    m->depth++;
    set_object_at(&m->kinds, m->depth, object);
}

/* Reports a container to the envelope, or checks only the depth of one inside payload. Returns
 * false when the analysis ends there. */
static bool report_open(machine *m, bool object, uint64_t offset) {
    envelope *e = m->envelope;
    if (!machine_in_payload(m)) {
        m->payload_start = offset;
        return object ? envelope_open_object(e, offset) : envelope_open_array(e, offset);
    }
    return m->depth < e->options->max_depth || envelope_break(e, TCE_VIOLATION_JSON_DEPTH, offset);
}

static void open_container(machine *m, const uint8_t *p, bool object) {
    if (!report_open(m, object, machine_offset(m, p))) {
        m->state = MACHINE_STOPPED;
        return;
    }
    push(m, object);
    m->state = object ? MACHINE_FIRST_NAME : MACHINE_FIRST_VALUE;
}

static void close_container(machine *m, const uint8_t *p) {
    envelope *e = m->envelope;
    const bool reported = m->depth == e->depth;
    m->depth--;
    machine_end_value(m);
    if (reported && !envelope_close(e, machine_offset(m, p))) {
        m->state = MACHINE_STOPPED;
    }
}

/* ---- Scalars ---------------------------------------------------------------------------------*/

static void end_scalar(machine *m) {
    machine_end_value(m);
    if (envelope_wants_value(m->envelope) && !envelope_scalar(m->envelope, m->token_start)) {
        m->state = MACHINE_STOPPED;
    }
}

static const uint8_t *read_literal(machine *m, const uint8_t *p, const uint8_t *end) {
    while (p < end && *m->letters != '\0') {
        if (*p != (uint8_t)*m->letters) {
            machine_refuse(m, p);
            return p;
        }
        m->letters++;
        p++;
    }
    if (*m->letters == '\0') {
        end_scalar(m);
    }
    return p;
}

static const uint8_t *begin_literal(machine *m, const uint8_t *p, const uint8_t *end) {
    m->token_start = machine_offset(m, p);
    m->state = MACHINE_LITERAL;
    m->letters = literal_of(*p) + 1;
    return read_literal(m, p + 1, end);
}

static const uint8_t *read_number(machine *m, const uint8_t *p, const uint8_t *end) {
    while (p < end) {
        const number_state next = number_next(m->number, *p);
        if (next == NUMBER_BROKEN) {
            machine_refuse(m, p);
            return p;
        }
        if (next == NUMBER_ENDED) {
            end_scalar(m);
            return p;
        }
        m->number = next;
        p++;
    }
    return p;
}

static const uint8_t *begin_number(machine *m, const uint8_t *p, const uint8_t *end) {
    m->token_start = machine_offset(m, p);
    m->state = MACHINE_NUMBER;
    m->number = number_begin(*p);
    return read_number(m, p + 1, end);
}

/* ---- Strings ---------------------------------------------------------------------------------*/

/* Searches this far for the end of a string. machine_read_string() reads longer ones. */
#define SHORT_TEXT ((ptrdiff_t)2 * BLOCK_BYTES)

static void begin_long_string(machine *m, bool is_name, bool wanted, const uint8_t *quote,
                              const uint8_t *special) {
    m->token_start = machine_offset(m, quote);
    m->is_name = is_name;
    m->captured = wanted;
    machine_open_string(m, quote + 1, (size_t)(special - quote - 1));
}

/* Most strings are complete, plain and short. */
static inline const uint8_t *begin_string(machine *m, bool is_name, bool wanted,
                                          const uint8_t *quote, const uint8_t *end) {
    const uint8_t *text = quote + 1;
    const uint8_t *near = end - text > SHORT_TEXT ? text + SHORT_TEXT : end;
    const uint8_t *special = skip_plain(m->chunk, text, near);
    if (special == near || *special != '"') {
        begin_long_string(m, is_name, wanted, quote, special);
        return special;
    }
    if (wanted) {
        machine_emit_string(m, is_name, machine_offset(m, quote), (const char *)text,
                            (size_t)(special - text));
    } else {
        machine_end_string(m, is_name);
    }
    return special + 1;
}

static inline const uint8_t *begin_name(machine *m, const uint8_t *quote, const uint8_t *end) {
    return begin_string(m, true, !machine_in_payload(m), quote, end);
}

static inline const uint8_t *begin_text(machine *m, const uint8_t *quote, const uint8_t *end) {
    return begin_string(m, false, envelope_wants_value(m->envelope), quote, end);
}

/* ---- Between tokens --------------------------------------------------------------------------*/

static const uint8_t *begin_value(machine *m, const uint8_t *p, const uint8_t *end) {
    switch (*p) {
    case '"':
        return begin_text(m, p, end);
    case '{':
    case '[':
        open_container(m, p, *p == '{');
        return p + 1;
    case 't':
    case 'f':
    case 'n':
        return begin_literal(m, p, end);
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
        return begin_number(m, p, end);
    default:
        machine_refuse(m, p);
        return p;
    }
}

/* Each of the following reads the one token that its state waits for. */

static const uint8_t *read_value(machine *m, const uint8_t *p, const uint8_t *end) {
    p = skip_white_space(p, end);
    if (p == end) {
        return p;
    }
    if (m->state == MACHINE_FIRST_VALUE && *p == ']') {
        close_container(m, p);
        return p + 1;
    }
    return begin_value(m, p, end);
}

static const uint8_t *read_name(machine *m, const uint8_t *p, const uint8_t *end) {
    p = skip_white_space(p, end);
    if (p == end) {
        return p;
    }
    if (*p == '"') {
        return begin_name(m, p, end);
    }
    if (m->state == MACHINE_FIRST_NAME && *p == '}') {
        close_container(m, p);
        return p + 1;
    }
    machine_refuse(m, p);
    return p;
}

static const uint8_t *read_colon(machine *m, const uint8_t *p, const uint8_t *end) {
    p = skip_white_space(p, end);
    if (p == end) {
        return p;
    }
    if (*p != ':') {
        machine_refuse(m, p);
        return p;
    }
    m->state = MACHINE_VALUE;
    return p + 1;
}

static const uint8_t *read_after(machine *m, const uint8_t *p, const uint8_t *end) {
    p = skip_white_space(p, end);
    if (p == end) {
        return p;
    }
    const bool object = in_object(m);
    if (*p == ',') {
        m->state = object ? MACHINE_NAME : MACHINE_VALUE;
    } else if (*p == (object ? '}' : ']')) {
        close_container(m, p);
    } else {
        machine_refuse(m, p);
        return p;
    }
    return p + 1;
}

/* ---- Runs of members -------------------------------------------------------------------------*/

/*
 * Most of what the machine walks are members of objects with complete tokens and little white
 * space. This is the fast path of short documents.
 */

/* Reads the member whose name begins at p, up to its value's end or anything unusual. */
static inline const uint8_t *run_member(machine *m, const uint8_t *p, const uint8_t *end) {
    p = begin_name(m, p, end);
    if (m->state != MACHINE_COLON || p == end || *p != ':') {
        return p;
    }
    m->state = MACHINE_VALUE;
    p = skip_white_space(p + 1, end);
    if (p == end) {
        return p;
    }
    return *p == '"' ? begin_text(m, p, end) : begin_value(m, p, end);
}

/* After a value: reads the ends of objects and the comma that follows. Returns true when *cursor is
 * the next member's name. */
static inline bool run_after(machine *m, const uint8_t **cursor, const uint8_t *end) {
    while (m->state == MACHINE_AFTER && *cursor < end && in_object(m)) {
        if (**cursor == ',') {
            m->state = MACHINE_NAME;
            *cursor = skip_white_space(*cursor + 1, end);
            return *cursor < end && **cursor == '"';
        }
        if (**cursor != '}') {
            return false;
        }
        close_container(m, *cursor);
        (*cursor)++;
    }
    return false;
}

/* The machine walks at most about this many bytes before it tries a kernel: few enough that a long
 * payload does not wait for it, and many enough that the runs of members below pay. */
#define WALK_BYTES 512

/* Reads members from the name at p on. Stops after WALK_BYTES, since they may have become payload.
 */
static const uint8_t *run_members(machine *m, const uint8_t *p, const uint8_t *end) {
    const uint8_t *near = end - p > WALK_BYTES ? p + WALK_BYTES : end;
    do {
        p = run_member(m, p, end);
    } while (run_after(m, &p, end) && p < near);
    return p;
}

/* ---- From one token to the next --------------------------------------------------------------*/

/* Reads up to the comma after a member, in the order of its tokens. */
static const uint8_t *read_member(machine *m, const uint8_t *p, const uint8_t *end) {
    switch (m->state) {
    case MACHINE_NAME:
    case MACHINE_FIRST_NAME:
        p = read_name(m, p, end);
        if (m->state != MACHINE_COLON) {
            return p;
        }
        /* fall through */
    case MACHINE_COLON:
        p = read_colon(m, p, end);
        if (m->state != MACHINE_VALUE) {
            return p;
        }
        /* fall through */
    case MACHINE_VALUE:
    case MACHINE_FIRST_VALUE:
        p = read_value(m, p, end);
        if (m->state != MACHINE_AFTER) {
            return p;
        }
        /* fall through */
    default:
        return read_after(m, p, end);
    }
}

/* ---- The document's beginning ----------------------------------------------------------------*/

#define HEAD "{\"Response\":{"

/* Whether the document begins with the usual head, within max_depth. */
static bool is_head(const machine *m, const uint8_t *p, const uint8_t *end) {
    return end - p >= (ptrdiff_t)sizeof(HEAD) - 1 && memcmp(p, HEAD, sizeof(HEAD) - 1) == 0 &&
           m->envelope->options->max_depth >= 2;
}

static const uint8_t *read_head(machine *m, const uint8_t *p) {
    envelope_open_response(m->envelope);
    push(m, true);
    push(m, true);
    m->state = MACHINE_FIRST_NAME;
    return p + sizeof(HEAD) - 1;
}

static const uint8_t *read_start(machine *m, const uint8_t *p, const uint8_t *end) {
    if (is_head(m, p, end)) {
        return read_head(m, p);
    }
    if (machine_offset(m, p) == 0 && *p == 0xEF) {
        m->state = MACHINE_BOM_2;
        return p + 1;
    }
    p = skip_white_space(p, end);
    if (p < end) {
        m->state = MACHINE_VALUE;
    }
    return p;
}

static const uint8_t *read_bom(machine *m, const uint8_t *p) {
    if (m->state == MACHINE_BOM_2 && *p == 0xBB) {
        m->state = MACHINE_BOM_3;
        return p + 1;
    }
    const bool bom = m->state == MACHINE_BOM_3 && *p == 0xBF;
    machine_break(m, bom ? TCE_VIOLATION_JSON_BOM : TCE_VIOLATION_JSON_SYNTAX, 0);
    return p;
}

/* ---- Walking and scanning --------------------------------------------------------------------*/

static bool between_tokens(const machine *m) {
    return m->state >= MACHINE_VALUE && m->state <= MACHINE_AFTER;
}

static const uint8_t *walk(machine *m, const uint8_t *p, const uint8_t *end) {
    if (*p == '"' && (m->state == MACHINE_NAME || m->state == MACHINE_FIRST_NAME)) {
        return run_members(m, p, end);
    }
    if (between_tokens(m)) {
        return read_member(m, p, end);
    }
    switch (m->state) {
    case MACHINE_START:
        return read_start(m, p, end);
    case MACHINE_BOM_2:
    case MACHINE_BOM_3:
        return read_bom(m, p);
    case MACHINE_LITERAL:
        return read_literal(m, p, end);
    case MACHINE_NUMBER:
        return read_number(m, p, end);
    default:
        return machine_read_string(m, p, end);
    }
}

/* The machine walks this much of a payload first: most are short, and to prepare a kernel costs
 * about as much as to walk as many bytes. */
#define PAYLOAD_WALKED 128

/* A kernel may read past the end of a payload. It gets at most this many times the bytes of payload
 * that have been read, so that the work stays linear. */
#define SCAN_AHEAD 2

/* The end of what a kernel may scan; p when it should not. */
static const uint8_t *scan_end(const machine *m, const uint8_t *p, const uint8_t *end) {
    const uint64_t walked = machine_offset(m, p) - m->payload_start;
    if (walked < PAYLOAD_WALKED) {
        return p;
    }
    return walked < (uint64_t)(end - p) / SCAN_AHEAD ? p + SCAN_AHEAD * walked : end;
}

/* A kernel handles neither the envelope nor deep nesting, and does not read again what one has left
 * to the machine. */
static bool is_for_kernel(const machine *m, const uint8_t *p) {
    return machine_in_payload(m) && p >= m->walk_until && m->depth < SCAN_DEPTH_MAX &&
           (between_tokens(m) || m->state == MACHINE_STRING);
}

/* A string of payload is walked in parts, so that a kernel can continue with it. */
static const uint8_t *walk_end(const machine *m, const uint8_t *p, const uint8_t *end) {
    const bool in_parts = m->state == MACHINE_STRING && machine_in_payload(m);
    return in_parts && end - p > WALK_BYTES ? p + WALK_BYTES : end;
}

/* ---- The engine ------------------------------------------------------------------------------*/

static size_t feed(void *engine, const uint8_t *bytes, size_t length, uint64_t offset) {
    machine *m = (machine *)engine;
    const uint8_t *p = bytes;
    const uint8_t *end = bytes + length;
    m->chunk = bytes;
    m->chunk_offset = offset;
    m->walk_until = m->refused ? end : bytes;
    m->text_until = m->walk_until;
    m->refused = false;
    while (p < end && takes_more(m)) {
        const uint8_t *limit = is_for_kernel(m, p) ? scan_end(m, p, end) : p;
        if (limit - p >= SCAN_BYTES_MIN) {
            p = machine_scan(m, p, limit);
        } else {
            const uint8_t *next = walk(m, p, walk_end(m, p, end));
            WORK_SCANNED(next - p);
            p = next;
        }
    }
    return (size_t)(p - bytes);
}

static void interrupt(void *engine, tce_violation violation, uint64_t offset) {
    machine *m = (machine *)engine;
    if (m->state == MACHINE_BOM_2 || m->state == MACHINE_BOM_3) {
        machine_break(m, TCE_VIOLATION_JSON_SYNTAX, 0);
    } else if (takes_more(m)) {
        machine_break(m, violation, offset);
    }
}

/* Only the following byte shows that a number at the root has ended. */
static void end_before(void *engine, uint8_t next) {
    machine *m = (machine *)engine;
    if (m->depth == 0 && m->state == MACHINE_NUMBER &&
        number_next(m->number, next) == NUMBER_ENDED) {
        end_scalar(m);
    }
}

static void finish(void *engine, uint64_t offset) {
    machine *m = (machine *)engine;
    end_before(m, ' ');
    interrupt(m,
              m->state == MACHINE_START ? TCE_VIOLATION_JSON_EMPTY : TCE_VIOLATION_JSON_TRUNCATED,
              offset);
}

static void reset(void *engine) {
    machine *m = (machine *)engine;
    m->state = MACHINE_START;
    m->refused = false;
    m->depth = 0;
    m->kinds.objects[0] = 0; /* a kernel gets this word complete; the others are set as they open */
}

static size_t size(const tce_options *options) {
    (void)options;
    return sizeof(machine);
}

static void init(void *engine, envelope *e) {
    machine *m = (machine *)engine;
    m->envelope = e;
    m->kernel = kernel_find();
    machine_documents_init(m);
    reset(m);
}

static const char *instruction_set(void) {
    return kernel_instruction_set();
}

static_assert(sizeof(machine) <= SIMD_ENGINE_SIZE_MAX,
              "tce_validate takes the engine's state from the stack");

const engine_ops simd_engine = {
    size, init, reset, feed, end_before, finish, interrupt, machine_document, instruction_set,
};
