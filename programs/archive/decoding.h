/* Decodes an input in a thread of its own, so that decoding and validation overlap. */
#ifndef PROGRAMS_ARCHIVE_DECODING_H
#define PROGRAMS_ARCHIVE_DECODING_H

#include <stdint.h>
#include <sys/types.h>

#include "archive/coding.h"

/* Reads encoded bytes as read(2) does: blocks until there is at least one, returns 0 at the end, -1
 * with errno. Called in the thread of the decoding alone, which may be cancelled while it waits. */
typedef ssize_t decoding_source(void *user, void *bytes, size_t size);

typedef enum decoding_problem {
    DECODING_NO_PROBLEM = 0,
    DECODING_READ_FAILED, /* with an error */
    DECODING_CORRUPT,
    DECODING_TRUNCATED,
    DECODING_WINDOW,
    DECODING_SIZES, /* frames are not as large as the seek table says */
} decoding_problem;

/* How it ended. */
typedef struct decoding_end {
    decoding_problem problem;
    int error;       /* errno of a failed read */
    uint64_t offset; /* encoded bytes decoded without a problem */
} decoding_end;

typedef struct decoding decoding;

/* The coding's decoder must be built. Returns NULL with errno. */
decoding *decoding_start(coding c, decoding_source *read, void *user);

/* Returns the number of further decoded bytes, and sets *bytes to them: valid until the next call;
 * 0 after the last. *encoded: the encoded bytes read so far. */
size_t decoding_next(decoding *d, const char **bytes, uint64_t *encoded);

/* After decoding_next has returned 0. */
decoding_end decoding_end_of(const decoding *d);

/* Ends the thread, if it still runs, and releases everything. */
void decoding_stop(decoding *d);

#endif
