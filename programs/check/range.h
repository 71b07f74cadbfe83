/* A range of bytes of an NDJSON file, and the lines that begin in it. */
#ifndef PROGRAMS_CHECK_RANGE_H
#define PROGRAMS_CHECK_RANGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "archive/frame_lines.h"

/* The bytes from begin to below end. end 0: there is no range. */
typedef struct byte_range {
    uint64_t begin;
    uint64_t end; /* UINT64_MAX: the end of the file */
} byte_range;

/* The part of an input that is validated. */
typedef struct input_part {
    byte_range range; /* bytes of the file */
    bool has_frames;  /* they are zstd frames: */
    frame_range frames;
} input_part;

/* Where the range ends in a file of this size: there, if there is no range. */
uint64_t range_end(const byte_range *range, uint64_t size);

/* Takes START:END or START:, sizes each. Returns false after a message. */
bool range_parse(const char *value, byte_range *range);

/* Where the first line begins that begins at `offset` or past it: the size of the file if there is
 * none. Returns -1 with errno. */
off_t range_line(int fd, off_t size, off_t offset);

#endif
