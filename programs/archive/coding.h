/* Which compression a file or pipe has. */
#ifndef PROGRAMS_ARCHIVE_CODING_H
#define PROGRAMS_ARCHIVE_CODING_H

#include <stdbool.h>
#include <stddef.h>

typedef enum coding { CODING_NONE = 0, CODING_GZIP, CODING_ZSTD, CODING_END } coding;

/* Recognises the coding by its first bytes, none of which begins a JSON text. Returns false if more
 * bytes are needed. */
bool coding_of(const char *bytes, size_t length, coding *found);

/* "none", "gzip", "zstd" */
const char *coding_name(coding c);

#endif
