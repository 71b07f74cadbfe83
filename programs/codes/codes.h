/* The command codes, and its own commands. */
#ifndef PROGRAMS_CODES_CODES_H
#define PROGRAMS_CODES_CODES_H

#include "codes/options.h"
#include "support/status.h"

/* Does what the first word says. */
exit_status codes_run(const codes_options *options);

/* For each of these the words begin behind the command's own one. */
exit_status codes_list(const codes_options *options);
exit_status codes_lookup(const codes_options *options);
exit_status codes_compile(const codes_options *options);
exit_status codes_import(const codes_options *options);

#endif
