#include "machine.h"

#include <string.h>

#include "engine.h"
#include "invariant.h"
#include "work.h"
#include "json/bytes.h"
#include "json/plain_text.h"

/* ---- Endings ---------------------------------------------------------------------------------*/

static bool takes_more(const machine *m) {
    return m->state != MACHINE_ENDED && m->state != MACHINE_STOPPED;
}

void machine_break(machine *m, tce_violation violation, uint64_t offset) {
    envelope_break(m->envelope, violation, offset);
    m->state = MACHINE_STOPPED;
}

void machine_refuse(machine *m, const uint8_t *at) {
    machine_break(m, begins_no_character(*at) ? TCE_VIOLATION_JSON_UTF8 : TCE_VIOLATION_JSON_SYNTAX,
                  machine_offset(m, at));
}

/* ---- Containers ------------------------------------------------------------------------------*/

static bool in_object(const machine *m) {
    return is_object_at(&m->kinds, m->depth);
}

static void push(machine *m, bool object) {
    m->depth++;
    set_object_at(&m->kinds, m->depth, object);
}

/* Whether the container may be opened: payload inside payload is none of the envelope's business,
 * but for its depth. */
static bool may_open(machine *m, bool object, uint64_t offset) {
    envelope *e = m->envelope;
    if (!machine_in_payload(m)) {
        m->payload_start = offset;
        return object ? envelope_open_object(e, offset) : envelope_open_array(e, offset);
    }
    return m->depth < e->options->max_depth || envelope_break(e, TCE_VIOLATION_JSON_DEPTH, offset);
}

static void open(machine *m, const uint8_t *at, bool object) {
    if (!may_open(m, object, machine_offset(m, at))) {
        m->state = MACHINE_STOPPED;
        return;
    }
    push(m, object);
    m->state = object ? MACHINE_FIRST_NAME : MACHINE_FIRST_VALUE;
}

static void close(machine *m, const uint8_t *at) {
    envelope *e = m->envelope;
    const bool told = m->depth == e->depth;
    m->depth--;
    machine_end_value(m);
    if (told && !envelope_close(e, machine_offset(m, at))) {
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

static const uint8_t *read_literal(machine *m, const uint8_t *at, const uint8_t *end) {
    while (at < end && *m->letters != '\0') {
        if (*at != (uint8_t)*m->letters) {
            machine_refuse(m, at);
            return at;
        }
        m->letters++;
        at++;
    }
    if (*m->letters == '\0') {
        end_scalar(m);
    }
    return at;
}

static const uint8_t *begin_literal(machine *m, const uint8_t *at, const uint8_t *end) {
    m->token_start = machine_offset(m, at);
    m->state = MACHINE_LITERAL;
    m->letters = literal_of(*at) + 1;
    return read_literal(m, at + 1, end);
}

static const uint8_t *read_number(machine *m, const uint8_t *at, const uint8_t *end) {
    while (at < end) {
        const number_state next = number_next(m->number, *at);
        if (next == NUMBER_BROKEN) {
            machine_refuse(m, at);
            return at;
        }
        if (next == NUMBER_ENDED) {
            end_scalar(m);
            return at;
        }
        m->number = next;
        at++;
    }
    return at;
}

static const uint8_t *begin_number(machine *m, const uint8_t *at, const uint8_t *end) {
    m->token_start = machine_offset(m, at);
    m->state = MACHINE_NUMBER;
    m->number = number_begin(*at);
    return read_number(m, at + 1, end);
}

/* ---- Strings ---------------------------------------------------------------------------------*/

/* So much of a string is looked at here; longer ones are worth more preparation. */
#define SHORT_TEXT ((ptrdiff_t)2 * BLOCK_BYTES)

static void begin_long_string(machine *m, bool is_name, bool heeded, const uint8_t *quote,
                              const uint8_t *special) {
    m->token_start = machine_offset(m, quote);
    m->is_name = is_name;
    m->captured = heeded;
    machine_open_string(m, quote + 1, (size_t)(special - quote - 1));
}

/* The string that begins with the quote at at. The commonest by far are whole, plain and short. */
static inline const uint8_t *begin_string(machine *m, bool is_name, bool heeded,
                                          const uint8_t *quote, const uint8_t *end) {
    const uint8_t *text = quote + 1;
    const uint8_t *near = end - text > SHORT_TEXT ? text + SHORT_TEXT : end;
    const uint8_t *special = skip_plain(m->piece, text, near);
    if (special == near || *special != '"') {
        begin_long_string(m, is_name, heeded, quote, special);
        return special;
    }
    if (heeded) {
        machine_tell_string(m, is_name, machine_offset(m, quote), (const char *)text,
                            (size_t)(special - text));
    } else {
        machine_leave_string(m, is_name);
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

/* The token of a value begins at at. */
static const uint8_t *begin_value(machine *m, const uint8_t *at, const uint8_t *end) {
    switch (*at) {
    case '"':
        return begin_text(m, at, end);
    case '{':
    case '[':
        open(m, at, *at == '{');
        return at + 1;
    case 't':
    case 'f':
    case 'n':
        return begin_literal(m, at, end);
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
        return begin_number(m, at, end);
    default:
        machine_refuse(m, at);
        return at;
    }
}

/* Each of these takes the one token that its state waits for. */

static const uint8_t *read_value(machine *m, const uint8_t *at, const uint8_t *end) {
    at = skip_white_space(at, end);
    if (at == end) {
        return at;
    }
    if (m->state == MACHINE_FIRST_VALUE && *at == ']') {
        close(m, at);
        return at + 1;
    }
    return begin_value(m, at, end);
}

static const uint8_t *read_name(machine *m, const uint8_t *at, const uint8_t *end) {
    at = skip_white_space(at, end);
    if (at == end) {
        return at;
    }
    if (*at == '"') {
        return begin_name(m, at, end);
    }
    if (m->state == MACHINE_FIRST_NAME && *at == '}') {
        close(m, at);
        return at + 1;
    }
    machine_refuse(m, at);
    return at;
}

static const uint8_t *read_colon(machine *m, const uint8_t *at, const uint8_t *end) {
    at = skip_white_space(at, end);
    if (at == end) {
        return at;
    }
    if (*at != ':') {
        machine_refuse(m, at);
        return at;
    }
    m->state = MACHINE_VALUE;
    return at + 1;
}

static const uint8_t *read_after(machine *m, const uint8_t *at, const uint8_t *end) {
    at = skip_white_space(at, end);
    if (at == end) {
        return at;
    }
    const bool object = in_object(m);
    if (*at == ',') {
        m->state = object ? MACHINE_NAME : MACHINE_VALUE;
    } else if (*at == (object ? '}' : ']')) {
        close(m, at);
    } else {
        machine_refuse(m, at);
        return at;
    }
    return at + 1;
}

/* ---- Members at a run ------------------------------------------------------------------------*/

/*
 * Most of what a machine walks are members of objects whose tokens are whole and follow each other
 * closely. A step less here is a step less for each byte of a short document.
 */

/* The member whose name begins at at, up to its value's end or where it becomes unusual. */
static inline const uint8_t *run_member(machine *m, const uint8_t *at, const uint8_t *end) {
    at = begin_name(m, at, end);
    if (m->state != MACHINE_COLON || at == end || *at != ':') {
        return at;
    }
    m->state = MACHINE_VALUE;
    at = skip_white_space(at + 1, end);
    if (at == end) {
        return at;
    }
    return *at == '"' ? begin_text(m, at, end) : begin_value(m, at, end);
}

/* Behind a value: the ends of objects, and the comma behind one of its members. Returns true at the
 * name of the next. */
static inline bool run_after(machine *m, const uint8_t **at, const uint8_t *end) {
    while (m->state == MACHINE_AFTER && *at < end && in_object(m)) {
        if (**at == ',') {
            m->state = MACHINE_NAME;
            *at = skip_white_space(*at + 1, end);
            return *at < end && **at == '"';
        }
        if (**at != '}') {
            return false;
        }
        close(m, *at);
        (*at)++;
    }
    return false;
}

/* From the name at at on. Not without end: payload is for a kernel. */
static const uint8_t *run_members(machine *m, const uint8_t *at, const uint8_t *end) {
    const uint8_t *near = end - at > WALK_BYTES ? at + WALK_BYTES : end;
    do {
        at = run_member(m, at, end);
    } while (run_after(m, &at, end) && at < near);
    return at;
}

/* ---- From one token to the next --------------------------------------------------------------*/

/* As tokens follow each other in a member. */
static const uint8_t *read_member(machine *m, const uint8_t *at, const uint8_t *end) {
    switch (m->state) {
    case MACHINE_NAME:
    case MACHINE_FIRST_NAME:
        at = read_name(m, at, end);
        if (m->state != MACHINE_COLON) {
            return at;
        }
        /* fall through */
    case MACHINE_COLON:
        at = read_colon(m, at, end);
        if (m->state != MACHINE_VALUE) {
            return at;
        }
        /* fall through */
    case MACHINE_VALUE:
    case MACHINE_FIRST_VALUE:
        at = read_value(m, at, end);
        if (m->state != MACHINE_AFTER) {
            return at;
        }
        /* fall through */
    default:
        return read_after(m, at, end);
    }
}

/* ---- The document's beginning ----------------------------------------------------------------*/

#define HEAD "{\"Response\":{"

/* Whether the usual head begins the document here, and may. */
static bool is_head(const machine *m, const uint8_t *at, const uint8_t *end) {
    return end - at >= (ptrdiff_t)sizeof(HEAD) - 1 && memcmp(at, HEAD, sizeof(HEAD) - 1) == 0 &&
           m->envelope->options->max_depth >= 2;
}

static const uint8_t *read_head(machine *m, const uint8_t *at) {
    envelope_open_response(m->envelope);
    push(m, true);
    push(m, true);
    m->state = MACHINE_FIRST_NAME;
    return at + sizeof(HEAD) - 1;
}

static const uint8_t *read_start(machine *m, const uint8_t *at, const uint8_t *end) {
    if (is_head(m, at, end)) {
        return read_head(m, at);
    }
    if (machine_offset(m, at) == 0 && *at == 0xEF) {
        m->state = MACHINE_BOM_2;
        return at + 1;
    }
    at = skip_white_space(at, end);
    if (at < end) {
        m->state = MACHINE_VALUE;
    }
    return at;
}

static const uint8_t *read_bom(machine *m, const uint8_t *at) {
    if (m->state == MACHINE_BOM_2 && *at == 0xBB) {
        m->state = MACHINE_BOM_3;
        return at + 1;
    }
    const bool bom = m->state == MACHINE_BOM_3 && *at == 0xBF;
    machine_break(m, bom ? TCE_VIOLATION_JSON_BOM : TCE_VIOLATION_JSON_SYNTAX, 0);
    return at;
}

/* ---- Walking and scanning --------------------------------------------------------------------*/

static bool between_tokens(const machine *m) {
    return m->state >= MACHINE_VALUE && m->state <= MACHINE_AFTER;
}

static const uint8_t *walk(machine *m, const uint8_t *at, const uint8_t *end) {
    if (*at == '"' && (m->state == MACHINE_NAME || m->state == MACHINE_FIRST_NAME)) {
        return run_members(m, at, end);
    }
    if (between_tokens(m)) {
        return read_member(m, at, end);
    }
    switch (m->state) {
    case MACHINE_START:
        return read_start(m, at, end);
    case MACHINE_BOM_2:
    case MACHINE_BOM_3:
        return read_bom(m, at);
    case MACHINE_LITERAL:
        return read_literal(m, at, end);
    case MACHINE_NUMBER:
        return read_number(m, at, end);
    default:
        return machine_read_string(m, at, end);
    }
}

/* So much payload the machine walks first: there may be no more. */
#define PAYLOAD_WALKED 128

/* What a kernel has read in vain where payload ends should be no more than so many times what there
 * was of it, without what it has refused. */
#define SCAN_AHEAD 2

/* Up to where a kernel should go on. */
static const uint8_t *scan_end(const machine *m, const uint8_t *at, const uint8_t *end) {
    const uint64_t walked = machine_offset(m, at) - m->payload_start;
    if (walked < PAYLOAD_WALKED) {
        return at;
    }
    return walked < (uint64_t)(end - at) / SCAN_AHEAD ? at + SCAN_AHEAD * walked : end;
}

/* A kernel knows nothing of the envelope, nor of deep nesting. */
static bool is_for_kernel(const machine *m, const uint8_t *at) {
    return machine_in_payload(m) && at >= m->walk_until && m->depth < SCAN_DEPTH_MAX &&
           (between_tokens(m) || m->state == MACHINE_STRING);
}

/* Has the kernel go on. The envelope was told of the outermost payload alone. */
static const uint8_t *scan(machine *m, const uint8_t *at, const uint8_t *end) {
    const uint8_t *behind = m->kernel->scan(m, at, end);
    INVARIANT(behind > at || m->walk_until > at);
    INVARIANT(m->depth + 1 >= m->envelope->depth);
    if (m->depth < m->envelope->depth) {
        (void)envelope_close(m->envelope, machine_offset(m, behind));
        machine_end_value(m);
    }
    return behind;
}

/* A string of payload is walked in parts: a kernel may go on with it. */
static const uint8_t *walk_end(const machine *m, const uint8_t *at, const uint8_t *end) {
    const bool in_parts = m->state == MACHINE_STRING && machine_in_payload(m);
    return in_parts && end - at > WALK_BYTES ? at + WALK_BYTES : end;
}

/* ---- The engine ------------------------------------------------------------------------------*/

static size_t feed(void *engine, const uint8_t *bytes, size_t length, uint64_t offset) {
    machine *m = engine;
    const uint8_t *at = bytes;
    const uint8_t *end = bytes + length;
    m->piece = bytes;
    m->piece_offset = offset;
    m->walk_until = bytes;
    m->text_until = bytes;
    while (at < end && takes_more(m)) {
        const uint8_t *limit = is_for_kernel(m, at) ? scan_end(m, at, end) : at;
        if (limit - at >= SCAN_BYTES_MIN) {
            at = scan(m, at, limit);
        } else {
            const uint8_t *next = walk(m, at, walk_end(m, at, end));
            WORK_SCANNED(next - at);
            at = next;
        }
    }
    return (size_t)(at - bytes);
}

static void interrupt(void *engine, tce_violation violation, uint64_t offset) {
    machine *m = engine;
    if (m->state == MACHINE_BOM_2 || m->state == MACHINE_BOM_3) {
        machine_break(m, TCE_VIOLATION_JSON_SYNTAX, 0);
    } else if (takes_more(m)) {
        machine_break(m, violation, offset);
    }
}

/* A number at the root, where nothing but what follows shows that it has ended. */
static void end_before(void *engine, uint8_t next) {
    machine *m = engine;
    if (m->depth == 0 && m->state == MACHINE_NUMBER &&
        number_next(m->number, next) == NUMBER_ENDED) {
        end_scalar(m);
    }
}

static void finish(void *engine, uint64_t offset) {
    machine *m = engine;
    end_before(m, ' ');
    interrupt(m,
              m->state == MACHINE_START ? TCE_VIOLATION_JSON_EMPTY : TCE_VIOLATION_JSON_TRUNCATED,
              offset);
}

static void reset(void *engine) {
    machine *m = engine;
    m->state = MACHINE_START;
    m->depth = 0;
    m->kinds.objects[0] = 0;
}

static size_t size(const tce_options *options) {
    (void)options;
    return sizeof(machine);
}

static void init(void *engine, envelope *e) {
    machine *m = engine;
    m->envelope = e;
    m->kernel = kernel_find();
    reset(m);
}

static const char *instruction_set(void) {
    const kernel *k = kernel_find();
    return k != NULL ? k->instruction_set : NULL;
}

_Static_assert(sizeof(machine) <= SIMD_ENGINE_SIZE_MAX, "tce_validate has room for this engine");

const engine_ops simd_engine = {
    .size = size,
    .init = init,
    .reset = reset,
    .feed = feed,
    .end_before = end_before,
    .finish = finish,
    .interrupt = interrupt,
    .instruction_set = instruction_set,
};
