/* Help and version, for people. */
#ifndef PROGRAMS_HELP_H
#define PROGRAMS_HELP_H

#include "support/status.h"

exit_status help_general(void);
exit_status help_check(void);
exit_status help_codes(void);
exit_status help_version(void);

/* The help for a command; NULL: the general one. */
exit_status help_command(const char *command);

/* To standard error, for a command line that asks for nothing. */
exit_status help_usage(void);

#endif
