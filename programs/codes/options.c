#include "codes/options.h"

#include <stdlib.h>

#include "support/arguments.h"
#include "support/buffer.h"
#include "support/choices.h"
#include "support/complain.h"

enum { FIRST_ID = 256 }; /* above every character */

static const struct option codes_long[] = {
    {"report", required_argument, NULL, FIRST_ID + CODES_REPORT},
    {"codes", required_argument, NULL, FIRST_ID + CODES_CODES},
    {"output", required_argument, NULL, 'o'},
    {"service", required_argument, NULL, FIRST_ID + CODES_SERVICE},
    {"classes", required_argument, NULL, FIRST_ID + CODES_CLASSES},
    {"quiet", no_argument, NULL, FIRST_ID + CODES_QUIET},
    {"help", no_argument, NULL, FIRST_ID + CODES_HELP},
    {NULL, 0, NULL, 0},
};

/* In the order of codes_option. */
static const char *const spellings[] = {"--report",  "--codes", "--output", "--service",
                                        "--classes", "--quiet", "--help"};

static codes_option option_of(int id) {
    return id == 'o' ? CODES_OUTPUT : (codes_option)(id - FIRST_ID);
}

static bool parse_report(codes_options *options) {
    int value;
    if (!choice_parse(&codes_report_choices, "--report", optarg, &value)) {
        return false;
    }
    options->report = (report_format)value;
    return true;
}

static bool parse_output(codes_options *options) {
    if (optarg[0] == '\0') {
        complain("--output", "the name is empty; give a file name");
        return false;
    }
    options->output = optarg;
    return true;
}

static bool take_option(void *user, int id) {
    codes_options *options = user;
    const codes_option option = option_of(id);
    options->given |= 1u << option;
    switch (option) {
    case CODES_REPORT:
        return parse_report(options);
    case CODES_CODES:
        options->codes = optarg;
        return true;
    case CODES_OUTPUT:
        return parse_output(options);
    case CODES_SERVICE:
        options->services[options->service_count++] = optarg;
        return true;
    case CODES_CLASSES:
        options->classes = optarg;
        return true;
    case CODES_QUIET:
        options->quiet = true;
        return true;
    default:
        options->help = true;
        return true;
    }
}

static const argument_grammar codes_grammar = {codes_long, ":o:", take_option};

bool codes_options_parse(int argc, char **argv, codes_options *options) {
    *options = (codes_options){.services = allocate((size_t)argc, sizeof *options->services)};
    if (!arguments_parse(argc, argv, &codes_grammar, options)) {
        codes_options_free(options);
        return false;
    }
    options->words = argv + optind;
    options->word_count = (size_t)(argc - optind);
    return true;
}

void codes_options_free(codes_options *options) {
    free(options->services);
    options->services = NULL;
}

bool codes_options_within(const codes_options *options, unsigned allowed, const char *what) {
    for (unsigned i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        if ((options->given & ~allowed & 1u << i) != 0) {
            complain(spellings[i], "is not an option of %s; try 'tcenvelope --help'", what);
            return false;
        }
    }
    return true;
}
