#include "merge/options.h"

#include <getopt.h>

#include "support/arguments.h"
#include "support/complain.h"

/* What getopt_long returns; above every character. */
typedef enum option_id {
    OPTION_SUMMARY = 256,
    OPTION_PLAN,
    OPTION_OUT,
    OPTION_REPORTS,
    OPTION_PARTIAL,
    OPTION_EXIT_ZERO,
    OPTION_HELP
} option_id;

static const struct option merge_long[] = {
    {"summary", required_argument, NULL, OPTION_SUMMARY},
    {"plan", required_argument, NULL, OPTION_PLAN},
    {"out", required_argument, NULL, OPTION_OUT},
    {"reports", no_argument, NULL, OPTION_REPORTS},
    {"partial", no_argument, NULL, OPTION_PARTIAL},
    {"exit-zero", no_argument, NULL, OPTION_EXIT_ZERO},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

static bool take_option(void *user, int id) {
    merge_options *options = user;
    switch (id) {
    case OPTION_SUMMARY:
        return summary_outputs_parse(&options->summaries, optarg);
    case OPTION_PLAN:
        options->plan = optarg;
        return true;
    case OPTION_OUT:
        options->out = optarg;
        return true;
    case OPTION_REPORTS:
        options->reports = true;
        return true;
    case OPTION_PARTIAL:
        options->partial = true;
        return true;
    case OPTION_EXIT_ZERO:
        options->exit_zero = true;
        return true;
    default:
        options->help = true;
        return true;
    }
}

static const argument_grammar merge_grammar = {merge_long, ":", take_option};

/* Returns false after a message. */
static bool check_plan(const merge_options *options) {
    if ((options->plan == NULL) != (options->out == NULL)) {
        complain(options->plan == NULL ? "--out" : "--plan", "needs %s; give both",
                 options->plan == NULL ? "--plan" : "--out");
        return false;
    }
    if (options->plan != NULL && options->input_count > 0) {
        complain("--plan", "says which summaries are merged; leave the others out");
        return false;
    }
    if (options->reports && (options->plan == NULL || options->partial)) {
        complain("--reports", "needs all shards of a plan; give --plan and --out, not --partial");
        return false;
    }
    return true;
}

bool merge_options_parse(int argc, char **argv, merge_options *options) {
    *options = (merge_options){0};
    if (!arguments_parse(argc, argv, &merge_grammar, options)) {
        return false;
    }
    options->inputs = argv + optind;
    options->input_count = (size_t)(argc - optind);
    if (!summary_outputs_any(&options->summaries)) {
        options->summaries.wanted[SUMMARY_TEXT] = true;
    }
    if (options->help) {
        return true;
    }
    if (!check_plan(options)) {
        return false;
    }
    if (options->input_count == 0 && options->plan == NULL) {
        complain("merge", "no summary; give files that 'check --summary=json:FILE' wrote");
        return false;
    }
    return true;
}
