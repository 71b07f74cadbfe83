/*
 * The state machine of the `simd` engine: the complete grammar (RFC 8259, RFC 3629) byte by byte,
 * as a pushdown automaton that can stop and continue at any byte. It walks the envelope and short
 * payloads, and finds the exact offset of every violation. A kernel (kernel.h) scans longer
 * payloads in blocks. It takes over, and hands back, between tokens or inside a string.
 *
 *   start         the byte EF: bom_2      anything else, after white space: as value
 *   value         {: first_name           [: first_value     a scalar: after, or ended at the root
 *   first_value   ]: after                else as value
 *   name          a string: colon
 *   first_name    }: after                else as name
 *   colon         ':': value
 *   after         ',': name in an object, value in an array  } or ]: after, or ended at the root
 *
 *   Inside tokens: string <--> utf8, escape, hex;  literal;  number
 */
#ifndef TCE_SIMD_MACHINE_H
#define TCE_SIMD_MACHINE_H

#include <stdalign.h>

#include "envelope.h"
#include "kernel.h"
#include "namespace.h"
#include "json/bytes.h"
#include "json/containers.h"
#include "json/number.h"
#include "json/utf8.h"

typedef enum machine_state {
    MACHINE_START,   /* before the document's first byte, or after nothing but white space */
    MACHINE_BOM_2,   /* after EF as the first byte: BB BF would complete a byte-order mark */
    MACHINE_BOM_3,   /* after EF BB */
    MACHINE_ENDED,   /* the root value has ended: takes no more bytes */
    MACHINE_STOPPED, /* the envelope has stopped: takes no more bytes */

    /* Between tokens: one range, in order. */
    MACHINE_VALUE,       /* at the root, after a colon or an array's comma: waits for a value */
    MACHINE_FIRST_VALUE, /* after [: waits for a value or ] */
    MACHINE_NAME,        /* after an object's comma: waits for a name */
    MACHINE_FIRST_NAME,  /* after {: waits for a name or } */
    MACHINE_COLON,       /* after a name: waits for a colon */
    MACHINE_AFTER,       /* after a value in a container: waits for a comma or closing bracket */

    /* Inside a token. */
    MACHINE_STRING,  /* waits for text, a quote or a backslash */
    MACHINE_UTF8,    /* waits for the next byte of machine.utf8 */
    MACHINE_ESCAPE,  /* after a backslash */
    MACHINE_HEX,     /* waits for machine.hex_left digits of \u */
    MACHINE_LITERAL, /* waits for the letter at machine.letters */
    MACHINE_NUMBER   /* waits as machine.number says */
} machine_state;

/* The machine captures this many bytes of a string: enough to detect that a string is too long, and
 * to cut a message between characters. */
#define CAPTURE_MAX ((size_t)TCE_MAX_MESSAGE + 8)

typedef struct machine {
    alignas(TCE_STORAGE_ALIGNMENT) machine_state state;
    uint32_t depth; /* open containers. The envelope does not count those inside payload */
    struct envelope *envelope; /* struct: the members hide the names from C++ */
    const struct kernel *kernel;
    size_t document_max;  /* longer documents are not read as complete ones, */
    size_t simple_max;    /* and of longer ones no simple members are taken (machine_documents.h) */
    const uint8_t *chunk; /* the bytes being fed, */
    uint64_t chunk_offset;     /* and their offset in the document */
    const uint8_t *walk_until; /* no kernel scans before this byte: one has read up to it and left a
                                  token open, or refused it */
    const uint8_t *text_until; /* no kernel skips before this byte: one has found something in it
                                  that is not text */

    uint64_t payload_start; /* offset of the outermost container of payload, or of the bytes that
                               follow those that a kernel refused */
    uint64_t token_start;   /* offset of the open token */
    const char *letters;    /* of a literal: those to come */
    number_state number;
    bool refused;     /* a kernel has read the chunk to come as a complete document, and refused it:
                         none reads it again */
    bool is_name;     /* of a string: it is a member's name */
    bool captured;    /* of a string: the envelope wants its text */
    uint8_t hex_left; /* of \uXXXX: digits to come, */
    uint16_t hex_value; /* and the value of those read */
    uint16_t high;      /* a high surrogate that a low one may follow; 0: none */
    utf8_sequence utf8; /* the open sequence */
    size_t capture_length;

    container_kinds kinds;
    char capture[CAPTURE_MAX]; /* the open string, unescaped */
} machine;

static inline uint64_t machine_offset(const machine *m, const uint8_t *p) {
    return m->chunk_offset + (uint64_t)(p - m->chunk);
}

/* Whether the innermost container is payload: the envelope ignores its members. */
static inline bool machine_in_payload(const machine *m) {
    return !envelope_wants_members(m->envelope);
}

/* A value has ended: the root's, or one in a container. */
static inline void machine_end_value(machine *m) {
    m->state = m->depth == 0 ? MACHINE_ENDED : MACHINE_AFTER;
}

/* A string has ended. */
static inline void machine_end_string(machine *m, bool is_name) {
    if (is_name) {
        m->state = MACHINE_COLON;
    } else {
        machine_end_value(m);
    }
}

/* A JSON violation: ends the analysis. */
static inline void machine_break(machine *m, tce_violation violation, uint64_t offset) {
    envelope_break(m->envelope, violation, offset);
    m->state = MACHINE_STOPPED;
}

/* A byte that the state does not allow: json_utf8 if it can begin no character, else json_syntax.
 */
static inline void machine_refuse(machine *m, const uint8_t *p) {
    machine_break(m, begins_no_character(*p) ? TCE_VIOLATION_JSON_UTF8 : TCE_VIOLATION_JSON_SYNTAX,
                  machine_offset(m, p));
}

#endif
