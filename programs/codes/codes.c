#include "codes/codes.h"

#include <string.h>

#include "support/complain.h"

#define OPTION(option) (1u << CODES_##option)

#define SUBCOMMANDS "list, lookup, search, diff, compile or import"

typedef exit_status codes_runner(const codes_options *options);

typedef struct codes_command {
    const char *name;
    const char *full_name;
    unsigned allowed; /* options: bits 1 << codes_option */
    codes_runner *run;
} codes_command;

static const codes_command commands[] = {
    {"list", "codes list", OPTION(REPORT) | OPTION(CODES), codes_list},
    {"lookup", "codes lookup", OPTION(REPORT) | OPTION(CODES) | OPTION(SERVICE), codes_lookup},
    {"search", "codes search", OPTION(REPORT) | OPTION(CODES) | OPTION(SERVICE), codes_search},
    {"diff", "codes diff", OPTION(REPORT), codes_diff},
    {"compile", "codes compile", OPTION(OUTPUT) | OPTION(SERVICE) | OPTION(CLASSES) | OPTION(QUIET),
     codes_compile},
    {"import", "codes import", OPTION(OUTPUT), codes_import},
};

static exit_status run(const codes_command *command, const codes_options *options) {
    if (!codes_options_within(options, command->allowed, command->full_name)) {
        return STATUS_TROUBLE;
    }
    codes_options rest = *options;
    rest.words++;
    rest.word_count--;
    return command->run(&rest);
}

exit_status codes_run(const codes_options *options) {
    if (options->word_count == 0) {
        complain("codes", "no subcommand; give " SUBCOMMANDS);
        return STATUS_TROUBLE;
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(commands[i].name, options->words[0]) == 0) {
            return run(&commands[i], options);
        }
    }
    complain(options->words[0], "is not a subcommand of codes; give " SUBCOMMANDS);
    return STATUS_TROUBLE;
}
