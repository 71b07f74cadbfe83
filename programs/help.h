/* Help texts and version. */
#ifndef PROGRAMS_HELP_H
#define PROGRAMS_HELP_H

#include "support/status.h"

exit_status help_general(void);
exit_status help_check(void);
exit_status help_plan(void);
exit_status help_merge(void);
exit_status help_codes(void);
exit_status help_version(void);

/* Prints the help of a command; NULL: the general help. */
exit_status help_command(const char *command);

/* Prints the usage on standard error, for a command line without arguments. */
exit_status help_usage(void);

#endif
