/*
 * The tokenizer: reads the document's bytes, each once, and puts complete tokens into the parser.
 *
 * It makes libyajl strict (UTF-8 by RFC 3629, no form feed or vertical tab as white space, no lone
 * surrogate unescaped to something else), bounded (libyajl gets at most TOKEN_MAX bytes of a token)
 * and linear (libyajl never gets a part of a token). The document gets shorter on the way: white
 * space is left out, a number becomes 0, and a string that cannot be the envelope's becomes "".
 *
 * The other engine has a lexer of its own (simd/machine.c) over the same tables (json/): that one
 * knows the grammar and runs only where the kernels stop, this one leaves the grammar to libyajl
 * and copies what libyajl must see. Neither could use the other's states.
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
#ifndef TCE_YAJL_TOKENIZER_STATE_H
#define TCE_YAJL_TOKENIZER_STATE_H

#include <stdalign.h>

#include "namespace.h"
#include "parser.h"
#include "json/number.h"
#include "json/utf8.h"

typedef enum tokenizer_state {
    TOKENIZER_START,   /* waits for the document's first byte, or has seen white space alone */
    TOKENIZER_BOM_2,   /* EF was first: BB BF would be a byte-order mark */
    TOKENIZER_BOM_3,   /* EF BB were first */
    TOKENIZER_BETWEEN, /* waits for white space or a token's first byte */
    TOKENIZER_ENDED,   /* the root value has ended: takes nothing more */
    TOKENIZER_STOPPED, /* the envelope has stopped: takes nothing more */

    /* Inside a token, from here on. */
    TOKENIZER_LITERAL,       /* waits for the letter at tokenizer.letters */
    TOKENIZER_STRING,        /* waits for plain text, a quote or a backslash */
    TOKENIZER_STRING_UTF8,   /* waits for the next byte of tokenizer.utf8 */
    TOKENIZER_STRING_ESCAPE, /* waits for the byte after a backslash */
    TOKENIZER_STRING_HEX,    /* waits for tokenizer.hex_left digits of \u */
    TOKENIZER_STRING_HIGH,   /* after a high surrogate: a backslash may begin the low one */
    TOKENIZER_NUMBER         /* waits for what tokenizer.number says */
} tokenizer_state;

typedef struct tokenizer {
    alignas(TCE_STORAGE_ALIGNMENT) tokenizer_state state;
    uint32_t depth;       /* containers open, counted by their brackets alone */
    bool wanted;          /* the last string may be a name of the envelope's, so that the next one
                             may be its value */
    const uint8_t *chunk; /* the bytes being fed, and their offset in the document */
    uint64_t chunk_offset;
    uint64_t token_start; /* offset of the open token */

    const char *letters; /* of a literal: those still to come */

    number_state number; /* of a number */

    bool held;           /* of a string: its text goes to libyajl */
    uint16_t held_bytes; /* how much of it has gone there */
    utf8_sequence utf8;  /* the open sequence */
    uint8_t hex_left;    /* of \uXXXX: digits to come, */
    uint16_t hex_value;  /* and the value of those read */
    uint16_t high;       /* a high surrogate whose low one may follow; 0: none */

    parser parser;
} tokenizer;

static inline uint64_t tokenizer_offset(const tokenizer *t, const uint8_t *p) {
    return t->chunk_offset + (uint64_t)(p - t->chunk);
}

/* After a flush: whether a token is open that may not begin where it does. */
bool tokenizer_is_misplaced(const tokenizer *t);

/* The document breaks off at offset: reports the violation, or json_syntax at the start of an open
 * token that may not begin where it does. */
void tokenizer_interrupt(tokenizer *t, tce_violation violation, uint64_t offset);

/* The byte at p is not allowed there: json_syntax, or json_utf8 when it is allowed nowhere. */
void tokenizer_refuse(tokenizer *t, const uint8_t *p);

/* Ends the token of a value or name that began at offset start. Goes to TOKENIZER_BETWEEN,
 * TOKENIZER_ENDED or TOKENIZER_STOPPED. */
static inline void tokenizer_end_value(tokenizer *t, uint64_t start) {
    t->state = TOKENIZER_BETWEEN;
    if (!parser_end_token(&t->parser, start)) {
        t->state = TOKENIZER_STOPPED;
    } else if (t->depth == 0) {
        t->state = parser_flush(&t->parser) ? TOKENIZER_ENDED : TOKENIZER_STOPPED;
    }
}

#endif
