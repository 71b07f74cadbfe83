/* Copies reports, with the indexes that the documents have in their file. */
#ifndef PROGRAMS_MERGE_REPORTS_H
#define PROGRAMS_MERGE_REPORTS_H

#include <stdbool.h>
#include <stdint.h>

#include "support/report_format.h"

/* Copies the file `name` to standard output. base: added to each index; unless it is 0, all reports
 * are of this source. size: that the file must have. Returns false after a message. */
bool reports_write(const char *name, report_format format, const char *source, uint64_t base,
                   uint64_t size);

#endif
