#include "plan/options.h"

#include <getopt.h>

#include "support/arguments.h"
#include "support/buffer.h"
#include "support/complain.h"
#include "support/numbers.h"

/* What getopt_long returns; above every character. */
typedef enum option_id {
    OPTION_SIZE = 256,
    OPTION_OUTPUT,
    OPTION_FRAMING,
    OPTION_RECORDS,
    OPTION_RECURSIVE,
    OPTION_INCLUDE,
    OPTION_FILES0_FROM,
    OPTION_QUIET,
    OPTION_HELP
} option_id;

static const struct option plan_long[] = {
    {"size", required_argument, NULL, OPTION_SIZE},
    {"output", required_argument, NULL, OPTION_OUTPUT},
    {"framing", required_argument, NULL, OPTION_FRAMING},
    {"records", no_argument, NULL, OPTION_RECORDS},
    {"recursive", no_argument, NULL, OPTION_RECURSIVE},
    {"include", required_argument, NULL, OPTION_INCLUDE},
    {"files0-from", required_argument, NULL, OPTION_FILES0_FROM},
    {"quiet", no_argument, NULL, OPTION_QUIET},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

static bool parse_size(plan_options *options) {
    if (size_parse(optarg, &options->size) && options->size > 0) {
        return true;
    }
    complain("--size",
             "'%s' is not the size of a shard; give a number of bytes, such as 256m or 16g",
             optarg);
    return false;
}

static bool set(bool *flag) {
    *flag = true;
    return true;
}

static bool take_option(void *user, int id) {
    plan_options *options = user;
    check_options *inputs = &options->inputs;
    switch (id) {
    case OPTION_SIZE:
        return parse_size(options);
    case OPTION_OUTPUT:
    case 'o':
        options->output = optarg;
        return true;
    case OPTION_FRAMING:
        return check_options_framing(inputs, optarg);
    case OPTION_RECORDS:
        return set(&inputs->records);
    case OPTION_RECURSIVE:
    case 'r':
        return set(&inputs->recursive);
    case OPTION_INCLUDE:
        inputs->includes[inputs->include_count++] = optarg;
        return true;
    case OPTION_FILES0_FROM:
        inputs->files0_from = optarg;
        return true;
    case OPTION_QUIET:
    case 'q':
        return set(&options->quiet);
    default:
        return set(&options->help);
    }
}

static const argument_grammar plan_grammar = {plan_long, ":qro:", take_option};

static bool parse(int argc, char **argv, plan_options *options) {
    check_options *inputs = &options->inputs;
    if (!arguments_parse(argc, argv, &plan_grammar, options)) {
        return false;
    }
    inputs->inputs = argv + optind;
    inputs->input_count = (size_t)(argc - optind);
    inputs->quiet = true;
    if (options->help) {
        return true;
    }
    if (options->output == NULL) {
        complain("plan", "no output; give the name of the plan with -o FILE");
        return false;
    }
    return check_options_together(inputs);
}

bool plan_options_parse(int argc, char **argv, plan_options *options) {
    *options = (plan_options){.inputs = check_options_defaults(), .size = SHARD_SIZE_DEFAULT};
    options->inputs.includes = allocate((size_t)argc + 1, sizeof *options->inputs.includes);
    const bool parsed = parse(argc, argv, options);
    if (!parsed) {
        plan_options_free(options);
    }
    return parsed;
}

void plan_options_free(plan_options *options) {
    check_options_free(&options->inputs);
}
