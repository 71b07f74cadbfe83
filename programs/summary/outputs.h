/* The value of --summary, and where summaries are written. */
#ifndef PROGRAMS_SUMMARY_OUTPUTS_H
#define PROGRAMS_SUMMARY_OUTPUTS_H

#include "summary/summary.h"

typedef enum summary_format {
    SUMMARY_TEXT = 0,
    SUMMARY_JSON,
    SUMMARY_HTML,
    SUMMARY_FORMATS
} summary_format;

/* What to write: each format at most once. */
typedef struct summary_outputs {
    bool wanted[SUMMARY_FORMATS];
    const char *files[SUMMARY_FORMATS]; /* NULL: the stream */
} summary_outputs;

/* Takes FORMAT or FORMAT:FILE. Returns false after a message. */
bool summary_outputs_parse(summary_outputs *outputs, const char *value);

bool summary_outputs_any(const summary_outputs *outputs);

/* Whether one of them lists the inputs. */
bool summary_outputs_need_rows(const summary_outputs *outputs);

/* Writes a stream's summary. Returns false after a message. */
typedef bool summary_writer(buffer *text);

/* Writes each one that is wanted: sorted, to its file, or through write (NULL: files only). Returns
 * false after a message. */
bool summary_outputs_write(const summary_outputs *outputs, summary *s, summary_writer *write);

#endif
