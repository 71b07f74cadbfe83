/* What the command lines of all commands have in common. */
#ifndef PROGRAMS_SUPPORT_ARGUMENTS_H
#define PROGRAMS_SUPPORT_ARGUMENTS_H

#include <getopt.h>
#include <stdbool.h>

/* Takes one option, whose value is optarg. False after a message. */
typedef bool argument_taker(void *user, int id);

typedef struct argument_grammar {
    const struct option
        *longs;          /* val is above every character, or the letter that means the same */
    const char *letters; /* as getopt wants them, behind a colon */
    argument_taker *take;
} argument_grammar;

/*
 * argv[0] is the command's name. What is no option comes to stand at its end, from optind on.
 * False after a message on standard error: the command line cannot be used.
 */
bool arguments_parse(int argc, char **argv, const argument_grammar *grammar, void *user);

#endif
