/* The options of codes, read from the command line. */
#ifndef PROGRAMS_CODES_OPTIONS_H
#define PROGRAMS_CODES_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "support/report_form.h"

typedef struct codes_options {
    report_form report;
    const char *codes;     /* the file of a catalogue; NULL: none */
    const char *output;    /* the file to write; NULL: none */
    const char **services; /* whose rows are kept, argv's own; none: all rows are */
    size_t service_count;
    bool quiet;
    bool help;
    unsigned given;     /* the options that came: a set of bits 1 << codes_option */
    char *const *words; /* what is no option */
    size_t word_count;
} codes_options;

typedef enum codes_option {
    CODES_REPORT,
    CODES_CODES,
    CODES_OUTPUT,
    CODES_SERVICE,
    CODES_QUIET,
    CODES_HELP
} codes_option;

/*
 * argv[0] is the command's name. The order of argv may change; the options point into it.
 * False after a message on standard error: the command line cannot be used.
 */
bool codes_options_parse(int argc, char **argv, codes_options *options);
void codes_options_free(codes_options *options);

/* Whether no option came but those in this set. False after a message. what: "codes list". */
bool codes_options_within(const codes_options *options, unsigned allowed, const char *what);

#endif
