/* The options of codes, read from the command line. */
#ifndef PROGRAMS_CODES_OPTIONS_H
#define PROGRAMS_CODES_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "support/report_format.h"

typedef struct codes_options {
    report_format report;
    const char *codes;     /* catalogue file; NULL: none */
    const char *output;    /* file to write; NULL: none */
    const char *classes;   /* file of classes; NULL: none */
    const char **services; /* services to select, from argv; none: all */
    size_t service_count;
    bool quiet;
    bool help;
    unsigned given;     /* options present: bits 1 << codes_option */
    char *const *words; /* operands */
    size_t word_count;
} codes_options;

typedef enum codes_option {
    CODES_REPORT,
    CODES_CODES,
    CODES_OUTPUT,
    CODES_SERVICE,
    CODES_CLASSES,
    CODES_QUIET,
    CODES_HELP
} codes_option;

/*
 * argv[0] is the command's name. The order of argv may change; the options point into it.
 * Returns false after a message if the command line cannot be used.
 */
bool codes_options_parse(int argc, char **argv, codes_options *options);
void codes_options_free(codes_options *options);

/* Whether only allowed options are present. Returns false after a message, which calls the command
 * `what`. */
bool codes_options_within(const codes_options *options, unsigned allowed, const char *what);

#endif
