/* One run of check over all its inputs: counts and errors. */
#ifndef PROGRAMS_CHECK_SESSION_H
#define PROGRAMS_CHECK_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "check/options.h"
#include "check/progress.h"
#include "check/reporter.h"
#include "summary/summary.h"
#include "support/output.h"
#include "support/status.h"

typedef struct session {
    const check_options *options;
    output output; /* standard output, unless set after session_init */
    progress progress;
    double begun;
    summary summary;
    input_row input;        /* the current one; its name is not owned */
    uint64_t input_encoded; /* bytes read of it, before decoding */
    uint64_t encoded;       /* bytes read of the inputs before it */
    bool colour;            /* reports are shown in colour */
    bool output_failed;     /* standard output failed */
    bool stopped;           /* nothing more is taken: the output failed, or --fail-fast */
    bool trouble;           /* an input could not be read to its end */
    bool skips;             /* the current input began after the stop */
} session;

/* total: bytes of all inputs; 0: unknown. options must outlive the session. */
void session_init(session *s, const check_options *options, uint64_t total);
void session_free(session *s);

/* A reporter_drain; user is the session. Writes the lines, adds the counts, shows progress; once
 * stopped, discards them. */
bool session_take(void *user, reporter *r);

/* Call around each input. Its counts are shown with --verbose. */
void session_begin_input(session *s, const input_row *row);
void session_end_input(session *s);

/* Call before a message about an input that could not be read. */
void session_trouble(session *s);

/* Ends the counts and writes the summaries. */
void session_summarise(session *s);

exit_status session_status(const session *s);

#endif
