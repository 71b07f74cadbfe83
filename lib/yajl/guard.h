/*
 * The guard: reads the document's bytes, each once, and puts whole tokens into the parser.
 *
 * It makes libyajl strict (UTF-8 by RFC 3629, no form feed or vertical tab as white space, no lone
 * surrogate unescaped to something else), bounded (what libyajl is given of a token never exceeds
 * TOKEN_MAX) and linear (never a piece of a token). On the way the document gets shorter: white
 * space is left out, a number becomes 0, a string that cannot be the envelope's becomes "".
 *
 *                        .------------- string_plain <-----> string_utf8
 *                        |                  |    ^
 *   start --> between <--+                  v    |
 *     |          |       |          string_escape --> string_hex --> string_high
 *     v          |       '-- literal
 *   bom_2        |       '-- number
 *   bom_3        v
 *              ended, stopped
 */
#ifndef TCE_YAJL_GUARD_H
#define TCE_YAJL_GUARD_H

#include "namespace.h"
#include "parser.h"
#include "json/number.h"
#include "json/utf8.h"

typedef enum guard_state {
    GUARD_START,   /* waits for the document's first byte, or has seen white space alone */
    GUARD_BOM_2,   /* EF was first: BB BF would be a byte-order mark */
    GUARD_BOM_3,   /* EF BB were first */
    GUARD_BETWEEN, /* between tokens: waits for white space or a token's first byte */
    GUARD_ENDED,   /* the root value has ended: takes nothing more */
    GUARD_STOPPED, /* the envelope has stopped: takes nothing more */

    /* Inside a token, from here on. */
    GUARD_LITERAL,       /* waits for the letter at guard.letters */
    GUARD_STRING,        /* waits for plain text, a quote or a backslash */
    GUARD_STRING_UTF8,   /* waits for the next byte of guard.utf8 */
    GUARD_STRING_ESCAPE, /* waits for what follows a backslash */
    GUARD_STRING_HEX,    /* waits for guard.hex_left digits of \u */
    GUARD_STRING_HIGH,   /* after a high surrogate: a backslash may begin the low one */
    GUARD_NUMBER         /* waits for what guard.number says */
} guard_state;

typedef struct guard {
    _Alignas(TCE_STORAGE_ALIGNMENT) guard_state state;
    uint32_t depth;       /* containers open, as far as the brackets tell */
    bool heeded;          /* the last string may be a name of the envelope's, so that the next one
                             may be its value */
    const uint8_t *piece; /* the bytes being fed, and where they lie in the document */
    uint64_t piece_offset;
    uint64_t token_start; /* offset of the open token */

    const char *letters; /* of a literal: what must still come */

    number_state number; /* of a number */

    bool kept;           /* of a string: its text goes to libyajl */
    uint16_t kept_bytes; /* so many of it have gone */
    utf8_sequence utf8;  /* the sequence that is open */
    uint8_t hex_left;    /* of \uXXXX: digits to come, */
    uint16_t hex_value;  /* and the value of those read */
    uint16_t high;       /* a high surrogate whose low one may follow; 0: none */

    parser parser;
} guard;

static inline uint64_t guard_offset(const guard *g, const uint8_t *at) {
    return g->piece_offset + (uint64_t)(at - g->piece);
}

/* A document that breaks off at offset: reports the violation, or, when a token is open that
 * could not stand where it began, that one. */
void guard_interrupt(guard *g, tce_violation violation, uint64_t offset);

/* A byte that may not stand where it does: json_syntax, or json_utf8 when it could stand nowhere.
 */
void guard_refuse(guard *g, const uint8_t *at);

/* Ends the token of a value or name that began at offset start. Goes to GUARD_BETWEEN, GUARD_ENDED
 * or GUARD_STOPPED. */
void guard_end_value(guard *g, uint64_t start);

/* Begins a string that is not whole, or not plain, with the plain text behind its quote. */
void guard_begin_string(guard *g, const uint8_t *text, size_t length);

/* Goes on with a string. Reads from at, before end, and returns where it stopped: at end, behind
 * the string, or at a byte that something else must be done about. */
const uint8_t *guard_read_string(guard *g, const uint8_t *at, const uint8_t *end);

#endif
