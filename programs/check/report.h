/* One line of output for one document. */
#ifndef PROGRAMS_CHECK_REPORT_H
#define PROGRAMS_CHECK_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "support/buffer.h"
#include "tcenvelope.h"

/* A report and the document's place in its input. */
typedef struct document {
    const buffer *source; /* the input's name, escaped for the report format */
    const tce_report *report;
    uint64_t index;
    uint64_t offset;
    bool explain;     /* show the meaning */
    tce_text meaning; /* of the error code: any bytes; bytes is NULL: unknown */
} document;

/* Append the name, escaped for the format. It is escaped once for all documents of an input. */
void report_json_source(buffer *source, const char *name);
void report_text_source(buffer *source, const char *name);

void report_json(buffer *lines, const document *d);
void report_text(buffer *lines, const document *d, bool colour);

#endif
