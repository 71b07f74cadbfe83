/* What shows that a file has changed. */
#ifndef PROGRAMS_SHARDS_STAMP_H
#define PROGRAMS_SHARDS_STAMP_H

#include <stdbool.h>
#include <stdint.h>

typedef struct file_stamp {
    uint64_t size;
    uint64_t time; /* of the last change, in nanoseconds; only ever compared for equality */
} file_stamp;

/* Returns false with errno, which is 0 if it is not a regular file. */
bool file_stamp_of(const char *name, file_stamp *stamp);

bool file_stamp_equal(const file_stamp *a, const file_stamp *b);

#endif
