/* Numbers on the command line. */
#ifndef PROGRAMS_SUPPORT_NUMBERS_H
#define PROGRAMS_SUPPORT_NUMBERS_H

#include <stdbool.h>
#include <stdint.h>

/* Parses a decimal integer without sign or spaces. Returns false if text is anything else. */
bool number_parse(const char *text, uint64_t *number);

/* Parses a number of bytes: as above, or followed by k, m or g for 1024, 1024^2 or 1024^3. */
bool size_parse(const char *text, uint64_t *size);

#endif
