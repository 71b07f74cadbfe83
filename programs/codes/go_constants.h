/* Reads string constants from Go source. */
#ifndef PROGRAMS_CODES_GO_CONSTANTS_H
#define PROGRAMS_CODES_GO_CONSTANTS_H

#include <stdbool.h>
#include <stddef.h>

#include "support/buffer.h"
#include "tcenvelope.h"

/* Comments that begin with two slashes, each on a line of its own, line after line. */
typedef struct go_comment {
    tce_text text;    /* from the first slash to the end of the last line; bytes is NULL: none */
    size_t last_line; /* its number */
} go_comment;

typedef struct go_source {
    const buffer *text;
    size_t offset;
    size_t line; /* from 1 */
    bool in_block;
    go_comment comment; /* the last one */
} go_source;

/* NAME = "value" in a const ( ... ) block. */
typedef struct go_constant {
    tce_text value; /* as written, between the quotes */
    size_t line;
    tce_text comment; /* that ends in the line before; as go_comment.text */
} go_constant;

go_source go_source_of(const buffer *text);

/* Reads the next constant. Returns false at the end. */
bool go_constants_next(go_source *source, go_constant *constant);

#endif
