/* Reads string constants from Go source. */
#ifndef PROGRAMS_CODES_GO_CONSTANTS_H
#define PROGRAMS_CODES_GO_CONSTANTS_H

#include <stdbool.h>
#include <stddef.h>

#include "support/buffer.h"
#include "tcenvelope.h"

typedef struct go_source {
    const buffer *text;
    size_t offset;
    size_t line; /* from 1 */
    bool in_block;
} go_source;

/* NAME = "value" in a const ( ... ) block. */
typedef struct go_constant {
    tce_text value; /* as written, between the quotes */
    size_t line;
} go_constant;

go_source go_source_of(const buffer *text);

/* Reads the next constant. Returns false at the end. */
bool go_constants_next(go_source *source, go_constant *constant);

#endif
