/* Numbers as people type them. */
#ifndef PROGRAMS_SUPPORT_NUMBERS_H
#define PROGRAMS_SUPPORT_NUMBERS_H

#include <stdbool.h>
#include <stdint.h>

/* A whole decimal number, nothing before or behind it. */
bool number_parse(const char *text, uint64_t *number);

/* A number of bytes: as above, or with k, m or g for 1024, 1024^2 or 1024^3 behind it. */
bool size_parse(const char *text, uint64_t *size);

#endif
