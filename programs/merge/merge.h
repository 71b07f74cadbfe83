/* The command merge: adds the summaries of several runs up. */
#ifndef PROGRAMS_MERGE_MERGE_H
#define PROGRAMS_MERGE_MERGE_H

#include "merge/options.h"
#include "support/status.h"

exit_status merge_run(const merge_options *options);

#endif
