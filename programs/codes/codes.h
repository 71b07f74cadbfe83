/* The command codes and its subcommands. */
#ifndef PROGRAMS_CODES_CODES_H
#define PROGRAMS_CODES_CODES_H

#include "codes/options.h"
#include "support/status.h"

/* Runs the subcommand named by the first word. */
exit_status codes_run(const codes_options *options);

/* The words of these options begin after the subcommand's name. */
exit_status codes_list(const codes_options *options);
exit_status codes_lookup(const codes_options *options);
exit_status codes_search(const codes_options *options);
exit_status codes_diff(const codes_options *options);
exit_status codes_compile(const codes_options *options);
exit_status codes_import(const codes_options *options);

#endif
