/* Reads a summary that was written as JSON. */
#ifndef PROGRAMS_SUMMARY_READ_JSON_H
#define PROGRAMS_SUMMARY_READ_JSON_H

#include "summary/summary.h"

/* Reads the summary in the file `name`, to which the rows then refer. Returns false after a
 * message; there is nothing to free then. */
bool summary_read(const char *name, summary *s);

#endif
