/* Turns the reports of one input into output lines and counts. */
#ifndef PROGRAMS_CHECK_REPORTER_H
#define PROGRAMS_CHECK_REPORTER_H

#include <stdbool.h>
#include <stdint.h>

#include "check/options.h"
#include "summary/tally.h"
#include "support/buffer.h"
#include "tcenvelope.h"

typedef struct reporter reporter;

/* Takes the buffered lines and counts and empties the reporter. Returns false to stop. */
typedef bool reporter_drain(void *user, reporter *r);

struct reporter {
    const check_options *options;
    const buffer *source; /* the input's name, escaped for the report format */
    reporter_drain *drain;
    void *drain_user;
    uint64_t index_base; /* added to the library's values: where its stream begins in the input */
    uint64_t offset_base;
    bool colour;

    /* Not yet drained. */
    buffer lines;
    buffer codes; /* a log for the code_table */
    tally tally;
    uint64_t bytes;   /* fed */
    uint64_t encoded; /* bytes of the input read so far, before decoding; not reset */
    bool stopped;     /* --fail-fast: the last document taken is invalid */
};

/* Takes the report of one document and drains when the buffers are full. An on_report callback;
 * user is the reporter. Returns false to stop. */
bool reporter_take(void *user, const tce_report *report);

/* The library's options, with reporter_take as on_report. */
tce_options reporter_library_options(reporter *r);

/* Discards lines and counts after they were drained. */
void reporter_clear(reporter *r);
void reporter_free(reporter *r);

/* Appends the name, escaped for the format of the report. */
void reporter_source(buffer *source, const check_options *options, const char *name);

#endif
