/* The command check, and its ways to read an input. */
#ifndef PROGRAMS_CHECK_CHECK_H
#define PROGRAMS_CHECK_CHECK_H

#include "check/input.h"
#include "check/options.h"
#include "check/reporter.h"
#include "check/session.h"
#include "support/status.h"

exit_status check_run(const check_options *options);

/* Each of these checks one open input to its end, and says itself what went wrong. */

/* As it comes in, in pieces, in this thread. */
void check_stream(session *s, input *in, reporter *r);

/* Length-prefixed documents, in the same way. */
void check_records(session *s, input *in, reporter *r);

/* Blocks of lines of a file, each by one of several threads. False when the input is not suited:
 * nothing has been done then. */
bool check_jobs(session *s, input *in, const buffer *source);

#endif
