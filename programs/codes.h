/* The command codes. */
#ifndef PROGRAMS_CODES_H
#define PROGRAMS_CODES_H

#include "options.h"
#include "status.h"

/* Does what the first word says: "list" or "lookup". */
exit_status codes_run(const codes_options *options);

#endif
