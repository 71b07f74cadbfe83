/*
 * A complete, valid document, as an engine finds it without a state machine: where it is, and the
 * strings that reports give back.
 */
#ifndef TCE_DOCUMENT_H
#define TCE_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The text of a string, unescaped, without its quotes. bytes is NULL where the document has no such
 * string. */
typedef struct document_text {
    const uint8_t *bytes;
    size_t length;
} document_text;

static inline document_text document_text_of(const uint8_t *bytes, size_t length) {
    const document_text text = {bytes, length};
    return text;
}

typedef struct document {
    const uint8_t *begin; /* its first byte */
    const uint8_t *end;   /* past its last byte */
    document_text request_id;
    document_text code, message; /* of Error: both, or neither */
    bool is_code_last;           /* Code comes after Message */
} document;

#endif
