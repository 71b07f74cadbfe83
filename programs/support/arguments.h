/* Command-line parsing that all commands share. */
#ifndef PROGRAMS_SUPPORT_ARGUMENTS_H
#define PROGRAMS_SUPPORT_ARGUMENTS_H

#include <getopt.h>
#include <stdbool.h>

/* Takes one option; its value is optarg. Returns false after a message. */
typedef bool argument_taker(void *user, int id);

typedef struct argument_grammar {
    const struct option *longs; /* val: above every character, or the letter of the same option */
    const char *letters;        /* for getopt, with a leading colon */
    argument_taker *take;
} argument_grammar;

/*
 * argv[0] is the command's name. The operands move to the end of argv and begin at argv[optind].
 * Returns false after a message if the command line cannot be used.
 */
bool arguments_parse(int argc, char **argv, const argument_grammar *grammar, void *user);

#endif
