/* Adds summaries up. The result does not depend on their order or grouping. */
#ifndef PROGRAMS_SUMMARY_MERGING_H
#define PROGRAMS_SUMMARY_MERGING_H

#include "summary/summary.h"

/* A summary and the file that it was read from. */
typedef struct named_summary {
    const char *name;
    summary summary;
} named_summary;

/* Adds more to into, whose counts, rows and codes grow. Returns false after a message, with into
 * not complete, if their options differ or a sum is too large. */
bool summary_merge(named_summary *into, const named_summary *more);

/* Joins adjacent ranges of a file. The summary is sorted then. Returns false after a message that
 * names the files if ranges overlap, a file has changed, or, unless partial, a part of a file is
 * missing. */
bool summary_join(summary *s, bool partial);

#endif
