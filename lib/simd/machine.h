/*
 * The state machine of the `simd` engine: the whole grammar (RFC 8259, RFC 3629) byte by byte, as a
 * pushdown automaton that can stop and go on anywhere. It walks the envelope and short payloads,
 * and knows the exact place of every violation. Payload goes to a kernel in blocks (kernel.h) where
 * there is enough of it, from a state between tokens or inside a string and back to one.
 *
 *                  .------ first_name <-- name <------------.
 *                  v           |            |               |
 *   start --> value ------> (string) --> colon --> value    |
 *     |         |  ^                                 |      |
 *     v         |  '-- first_value                   v      |
 *   bom_2, 3    '------------------------------->  after ---'--> ended
 *
 *   (string) --> string <--> utf8, escape --> hex;  literal;  number: inside the tokens
 */
#ifndef TCE_SIMD_MACHINE_H
#define TCE_SIMD_MACHINE_H

#include "envelope.h"
#include "kernel.h"
#include "namespace.h"
#include "json/containers.h"
#include "json/number.h"
#include "json/utf8.h"

typedef enum machine_state {
    MACHINE_START,   /* waits for the document's first byte, or has seen white space alone */
    MACHINE_BOM_2,   /* EF was first: BB BF would be a byte-order mark */
    MACHINE_BOM_3,   /* EF BB were first */
    MACHINE_ENDED,   /* the root value has ended: takes nothing more */
    MACHINE_STOPPED, /* the envelope has stopped: takes nothing more */

    /* Between tokens, and where a kernel can go on: from here to MACHINE_STRING. */
    MACHINE_VALUE, /* at the root, behind a colon, behind an array's comma: waits for a value */
    MACHINE_FIRST_VALUE, /* behind [: waits for a value or ] */
    MACHINE_NAME,        /* behind an object's comma: waits for a name */
    MACHINE_FIRST_NAME,  /* behind {: waits for a name or } */
    MACHINE_COLON,       /* behind a name */
    MACHINE_AFTER,       /* behind a value in a container: waits for a comma or the bracket */

    /* Inside a token. */
    MACHINE_STRING,  /* waits for text, a quote or a backslash */
    MACHINE_UTF8,    /* waits for the next byte of machine.utf8 */
    MACHINE_ESCAPE,  /* waits for what follows a backslash */
    MACHINE_HEX,     /* waits for machine.hex_left digits of \u */
    MACHINE_LITERAL, /* waits for the letter at machine.letters */
    MACHINE_NUMBER   /* waits for what machine.number says */
} machine_state;

/* So many bytes of a captured string are kept: enough to tell that it is too long, or where the
 * message is cut. */
#define CAPTURE_MAX ((size_t)TCE_MAX_MESSAGE + 8)

typedef struct machine {
    _Alignas(TCE_STORAGE_ALIGNMENT) machine_state state;
    uint32_t depth; /* containers open. The envelope counts those that it was told of: payload
                       inside payload is not worth its while */
    envelope *envelope;
    const kernel *kernel;
    const uint8_t *piece; /* the bytes being fed, and where they lie in the document */
    uint64_t piece_offset;
    const uint8_t *walk_until; /* a kernel does not go on before here: something is open that it has
                                  read, or something stands there that it cannot judge */
    const uint8_t *text_until; /* before here a kernel found what is not text */

    uint64_t payload_start; /* offset of the outermost container of payload, or of what lies behind
                               bytes that a kernel has refused */
    uint64_t token_start;   /* offset of the open token */
    const char *letters;    /* of a literal: what must still come */
    number_state number;    /* of a number */
    bool is_name;           /* of a string: it is a member's name */
    bool captured;          /* of a string: its text may mean something to the envelope */
    uint8_t hex_left;       /* of \uXXXX: digits to come, */
    uint16_t hex_value;     /* and the value of those read */
    uint16_t high;          /* a high surrogate whose low one may follow; 0: none */
    utf8_sequence utf8;     /* the sequence that is open */
    size_t capture_length;

    container_kinds kinds;
    char capture[CAPTURE_MAX]; /* the open string, unescaped */
} machine;

static inline uint64_t machine_offset(const machine *m, const uint8_t *at) {
    return m->piece_offset + (uint64_t)(at - m->piece);
}

/* Whether the innermost container is payload, whose members cannot mean anything. */
static inline bool machine_in_payload(const machine *m) {
    return !envelope_wants_members(m->envelope);
}

/* A value has ended: the root's, or one in a container. */
static inline void machine_end_value(machine *m) {
    m->state = m->depth == 0 ? MACHINE_ENDED : MACHINE_AFTER;
}

/* A JSON violation: ends the analysis. */
void machine_break(machine *m, tce_violation violation, uint64_t offset);

/* A byte that may not stand where it does: json_syntax, or json_utf8 when it could stand nowhere.
 */
void machine_refuse(machine *m, const uint8_t *at);

/* Goes behind a string. */
static inline void machine_leave_string(machine *m, bool is_name) {
    if (is_name) {
        m->state = MACHINE_COLON;
    } else {
        machine_end_value(m);
    }
}

/* The same, where it may mean something to the envelope. text is unescaped. */
void machine_tell_string(machine *m, bool is_name, uint64_t start, const char *text, size_t length);

/* Begins a string that is not whole, or not plain, with the plain text behind its quote. */
void machine_open_string(machine *m, const uint8_t *text, size_t length);

/* Goes on with a string. Reads from at, before end, and returns where it stopped; machine.state
 * says why. */
const uint8_t *machine_read_string(machine *m, const uint8_t *at, const uint8_t *end);

#endif
