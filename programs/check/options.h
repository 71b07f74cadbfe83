/* The options of check, read from the command line. */
#ifndef PROGRAMS_CHECK_OPTIONS_H
#define PROGRAMS_CHECK_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/report_form.h"
#include "tcenvelope.h"

#define CHUNK_DEFAULT 65536u
#define CHUNK_MAX     (UINT64_C(1) << 30)
#define JOBS_MAX      256u

typedef struct check_options {
    tce_framing framing;
    tce_engine engine;
    uint32_t max_depth;
    uint64_t max_bytes; /* 0: no limit */
    size_t chunk;
    unsigned jobs;
    report_form report;
    const char *codes;              /* the file of a catalogue; NULL: none */
    const tce_catalogue *catalogue; /* codes, once it is open */
    unsigned only;                  /* the verdicts to print: a set of bits 1 << tce_verdict */
    bool records;
    bool quiet;
    bool help;
    char *const *inputs; /* file names in argv; "-" is standard input */
    size_t input_count;
} check_options;

/* What the library is to do, without callbacks. */
tce_options check_options_library(const check_options *options);

/*
 * argv[0] is the command's name. The order of argv may change; the options point into it.
 * False after a message on standard error: the command line cannot be used.
 */
bool check_options_parse(int argc, char **argv, check_options *options);

#endif
