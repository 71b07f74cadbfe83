/* The options of merge, read from the command line. */
#ifndef PROGRAMS_MERGE_OPTIONS_H
#define PROGRAMS_MERGE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "summary/outputs.h"

typedef struct merge_options {
    summary_outputs summaries; /* text, unless others are given */
    const char *plan;          /* whose shards are merged; NULL: the inputs are */
    const char *out;           /* the folder of its shards */
    bool reports;              /* of the shards, too */
    bool partial;              /* parts of files may be missing */
    bool exit_zero;
    bool help;
    char *const *inputs; /* names of summaries in argv; "-" is standard input */
    size_t input_count;  /* at least 1, unless help or plan */
} merge_options;

/* argv[0] is the command's name. Returns false after a message if the command line cannot be used.
 */
bool merge_options_parse(int argc, char **argv, merge_options *options);

#endif
