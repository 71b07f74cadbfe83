/* Turns the reports of one input into output lines and counts, for whoever drains them. */
#ifndef PROGRAMS_CHECK_REPORTER_H
#define PROGRAMS_CHECK_REPORTER_H

#include <stdbool.h>
#include <stdint.h>

#include "check/options.h"
#include "check/tally.h"
#include "support/buffer.h"
#include "tcenvelope.h"

typedef struct reporter reporter;

/* Takes what has come together, and empties it. False: stop, nothing more can be written. */
typedef bool reporter_drain(void *user, reporter *r);

struct reporter {
    const check_options *options;
    const buffer *source; /* the input's name, escaped for the form of the report */
    reporter_drain *drain;
    void *drain_user;
    uint64_t index_base; /* added to what the library says: where its stream begins in the input */
    uint64_t offset_base;
    bool colour;

    /* Not drained yet. */
    buffer lines;
    buffer codes; /* a log for the code_table */
    tally tally;
    uint64_t bytes; /* fed */
};

/* Takes one document's report; drains when much has come together. user is the reporter: this is
 * an on_report callback too. */
bool reporter_take(void *user, const tce_report *report);

/* The library's options, with reporter_take as callback. */
tce_options reporter_library_options(reporter *r);

/* Forgets what was drained. */
void reporter_clear(reporter *r);
void reporter_free(reporter *r);

/* The name as the report's form wants it, appended to source. */
void reporter_source(buffer *source, const check_options *options, const char *name);

#endif
