/*
 * The lines that belong to a range of zstd frames. A line belongs to the range that has the newline
 * before it; the first line of the file to the first range. So each line belongs to exactly one of
 * several adjacent ranges, and the frame before a range need not be decoded to know whether a line
 * begins with it.
 */
#ifndef PROGRAMS_ARCHIVE_FRAME_LINES_H
#define PROGRAMS_ARCHIVE_FRAME_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include "archive/decoding.h"

/* Both count bytes: of the file, and decoded. */
typedef struct frame_range {
    uint64_t begin;
    uint64_t end;
    uint64_t decoded_begin;
    uint64_t decoded_end;
} frame_range;

typedef struct frame_lines frame_lines;

/* zstd must be built. Reads fd, which nothing else may read meanwhile, up to the first line.
 * Returns NULL with errno. */
frame_lines *frame_lines_start(int fd, const frame_range *range);

/* The decoded offset of the first line. */
uint64_t frame_lines_offset(const frame_lines *l);

/* As decoding_next, decoding_end_of and decoding_stop. *encoded counts from the range's begin. */
size_t frame_lines_next(frame_lines *l, const char **bytes, uint64_t *encoded);
decoding_end frame_lines_end_of(const frame_lines *l);
void frame_lines_stop(frame_lines *l);

#endif
