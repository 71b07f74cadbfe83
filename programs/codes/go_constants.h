/* String constants in Go source, as far as lists of error codes need them. */
#ifndef PROGRAMS_CODES_GO_CONSTANTS_H
#define PROGRAMS_CODES_GO_CONSTANTS_H

#include <stdbool.h>
#include <stddef.h>

#include "support/buffer.h"
#include "tcenvelope.h"

typedef struct go_source {
    const buffer *text;
    size_t at;
    size_t line; /* from 1 */
    bool in_block;
} go_source;

/* NAME = "value" in a block const ( ... ). */
typedef struct go_constant {
    tce_text value; /* as written, between the quotes */
    size_t line;
} go_constant;

go_source go_source_of(const buffer *text);

/* The next one. False at the end. */
bool go_constants_next(go_source *source, go_constant *constant);

#endif
