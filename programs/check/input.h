/* Reads files and pipes, and decodes them. */
#ifndef PROGRAMS_CHECK_INPUT_H
#define PROGRAMS_CHECK_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/decoding.h"
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
    tce_framing framing;
    decoding *decoding; /* NULL: the bytes are as they are in the file */
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

/* The total size of the inputs in bytes; 0 if one of them is not a regular file. */
uint64_t input_total(char *const *names, size_t count);

/* The end of the range, if there is one, in a file of this size. */
uint64_t input_range_end(const check_options *options, uint64_t size);

#endif
