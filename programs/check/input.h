/* Reads files and pipes, and decodes them. */
#ifndef PROGRAMS_CHECK_INPUT_H
#define PROGRAMS_CHECK_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/decoding.h"
#include "archive/frame_lines.h"
#include "check/lane.h"
#include "check/reporter.h"
#include "support/file.h"

/* An open input. "-" is standard input, which input_close leaves open. */
typedef struct input {
    const char *name;
    file_reader reader; /* the decoding's, once it has started */
    off_t begin;        /* where the first read is in the file */
    off_t base;         /* added to offsets: 0, or where the first line of a range is */
    off_t size;         /* of a regular file at that time; 0: unknown */
    off_t extent;       /* where reading ends, as far as known; 0: unknown */
    coding coding;
    division division;
    decoding *decoding; /* NULL: the bytes are as they are in the file, or */
    frame_lines *lines; /* of a range of frames; NULL: none */
    buffer raw;         /* encoded bytes read ahead */
    size_t raw_taken;
    buffer head; /* decoded bytes read ahead, to find the framing */
    size_t head_taken;
    uint64_t encoded; /* bytes of the file taken so far */
    bool ended;       /* nothing follows the head */
    decoding_end end; /* why */
} input;

/* Opens it, and reads as much of its beginning as shows its coding and framing. Returns false after
 * a message. A beginning that cannot be read is reported by the first read. */
bool input_open(lane *l, const char *name, input *in);
void input_close(input *in);

/* Takes the bytes of one read. Returns false to stop. */
typedef bool input_taker(void *user, const char *bytes, size_t length);

/* Passes each read to take as soon as it returns. Returns true at the end of the input; false if
 * take stopped, or after a message about a failed read. */
bool input_read(lane *l, input *in, reporter *r, input_taker *take, void *user);

/* Reads at most size bytes of an input that is not encoded, and blocks until there is at least one.
 * Returns 0 at the end, and -1 after a failure; in->end says why. */
ssize_t input_fill(input *in, char *bytes, size_t size);

/* Reports why the input ended. Call when a read has failed. */
void input_complain(lane *l, const input *in);

/* The size of this part of the file in bytes. Returns false if it is not a regular file. */
bool input_size(const char *name, const input_part *part, uint64_t *size);

#endif
