#include <locale.h>
#include <signal.h>
#include <string.h>

#include "check/check.h"
#include "check/options.h"
#include "codes/codes.h"
#include "help.h"
#include "merge/merge.h"
#include "merge/options.h"
#include "plan/options.h"
#include "plan/plan.h"
#include "support/complain.h"
#include "support/status.h"

typedef exit_status command_runner(int argc, char **argv);

typedef struct command {
    const char *name;
    command_runner *run; /* argv[0] is the command's name */
} command;

static exit_status run_check(int argc, char **argv) {
    check_options options;
    if (!check_options_parse(argc, argv, &options)) {
        return STATUS_TROUBLE;
    }
    const exit_status status = options.help ? help_check() : check_run(&options);
    check_options_free(&options);
    return status;
}

static exit_status run_merge(int argc, char **argv) {
    merge_options options;
    if (!merge_options_parse(argc, argv, &options)) {
        return STATUS_TROUBLE;
    }
    return options.help ? help_merge() : merge_run(&options);
}

static exit_status run_plan(int argc, char **argv) {
    plan_options options;
    if (!plan_options_parse(argc, argv, &options)) {
        return STATUS_TROUBLE;
    }
    const exit_status status = options.help ? help_plan() : plan_run(&options);
    plan_options_free(&options);
    return status;
}

static exit_status run_codes(int argc, char **argv) {
    codes_options options;
    if (!codes_options_parse(argc, argv, &options)) {
        return STATUS_TROUBLE;
    }
    const exit_status status = options.help ? help_codes() : codes_run(&options);
    codes_options_free(&options);
    return status;
}

/* Whether there are no further arguments. Returns false after a message. */
static bool has_no_more(int argc, char **argv, int words) {
    if (argc > words) {
        complain(argv[words], "unexpected argument; try 'tcenvelope --help'");
    }
    return argc <= words;
}

static exit_status run_help(int argc, char **argv) {
    return has_no_more(argc, argv, 2) ? help_command(argc > 1 ? argv[1] : NULL) : STATUS_TROUBLE;
}

static exit_status run_help_option(int argc, char **argv) {
    return has_no_more(argc, argv, 1) ? help_general() : STATUS_TROUBLE;
}

static exit_status run_version(int argc, char **argv) {
    return has_no_more(argc, argv, 1) ? help_version() : STATUS_TROUBLE;
}

static const command commands[] = {
    {"check", run_check},       {"plan", run_plan}, {"merge", run_merge},
    {"codes", run_codes},       {"help", run_help}, {"--help", run_help_option},
    {"--version", run_version},
};

static const command *find_command(const char *name) {
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

/* A write to a closed pipe then fails with an error, which is reported. */
static void ignore_closed_pipes(void) {
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, NULL);
}

int main(int argc, char **argv) {
    (void)setlocale(LC_CTYPE, "");
    ignore_closed_pipes();
    if (argc < 2) {
        return (int)help_usage();
    }
    const command *found = find_command(argv[1]);
    if (found != NULL) {
        return (int)found->run(argc - 1, argv + 1);
    }
    complain(argv[1], "is not %s; try 'tcenvelope --help'",
             argv[1][0] == '-' ? "an option of tcenvelope" : "a command");
    return STATUS_TROUBLE;
}
