/* The options of plan, read from the command line. */
#ifndef PROGRAMS_PLAN_OPTIONS_H
#define PROGRAMS_PLAN_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "check/options.h"

#define SHARD_SIZE_DEFAULT (UINT64_C(256) << 20)

typedef struct plan_options {
    check_options inputs; /* which inputs, and their framing */
    uint64_t size;        /* of a shard, in bytes of files */
    const char *output;
    bool quiet;
    bool help;
} plan_options;

/* argv[0] is the command's name. Returns false after a message if the command line cannot be used.
 * Else free them. */
bool plan_options_parse(int argc, char **argv, plan_options *options);
void plan_options_free(plan_options *options);

#endif
