/* The command check and its ways to read an input. */
#ifndef PROGRAMS_CHECK_CHECK_H
#define PROGRAMS_CHECK_CHECK_H

#include "check/input.h"
#include "check/inputs.h"
#include "check/lane.h"
#include "check/options.h"
#include "check/reporter.h"
#include "check/session.h"
#include "support/status.h"

exit_status check_run(const check_options *options);

/* Validates one shard of a plan into its folder. */
exit_status check_shard(const check_options *options);

/* The total size of the inputs in bytes; 0 if one of them is not a regular file. */
uint64_t inputs_size(const check_options *options, const input_list *list);

/* Validates all inputs and writes the summaries. */
void check_session(session *s, const input_list *list);

/* Validates all inputs, several at once. */
void check_files(session *s, const input_list *list);

/* Opens and validates the input that the lane has begun. */
void check_input(lane *l);

/* Each of these validates one open input to its end and reports its own errors. */

/* Validates documents in this thread as they arrive. */
void check_stream(lane *l, input *in, reporter *r);

/* The same for documents with a length prefix. */
void check_records(lane *l, input *in, reporter *r);

/* The same for the bodies of HTTP responses, and of those in a HAR file. */
void check_http(lane *l, input *in, reporter *r);
void check_har(lane *l, input *in, reporter *r);

/* Validates blocks of lines of a file in several threads. Returns false, without reading, if the
 * input is not suitable. */
bool check_jobs(lane *l, input *in, const buffer *source);

#endif
