/*
 * A reader of RFC 8259 and RFC 3629, one byte at a time, that shares no code with the library. It
 * shows whether a text can still become valid, and how.
 */
#ifndef TESTS_READER_H
#define TESTS_READER_H

#include "tcenvelope.h"

/* The JSON violation of a text. */
typedef struct finding {
    tce_violation violation; /* TCE_VIOLATION_NONE: none; then offset is 0 */
    uint64_t offset;
} finding;

static inline bool same_finding(finding a, finding b) {
    return a.violation == b.violation && a.offset == b.offset;
}

/* Prints both findings on standard error; returns false. */
bool finding_complain(const char *what, finding expected, finding got);

/* Prints the text on standard error, unprintable bytes in hexadecimal. */
void finding_print_text(const char *text, size_t length);

/* The state after some bytes of a text. */
typedef struct reader {
    uint8_t place;                      /* what may follow */
    uint32_t max_depth;                 /* of containers */
    uint32_t open;                      /* values and names, inside others, that have begun */
    uint8_t after[TCE_MAX_DEPTH_LIMIT]; /* each of them: the place to go to at its end */
} reader;

/* max_depth: as in tce_options, 0 for the default. */
void reader_start(reader *r, uint32_t max_depth);

/* Returns the violation at this byte, if any; the reader takes no more bytes after one. */
tce_violation reader_take(reader *r, uint8_t byte);

/* Returns the violation if the text ends here. */
tce_violation reader_end(const reader *r);

#define COMPLETION_MAX (TCE_MAX_DEPTH_LIMIT + 16)

/* Writes bytes that make the text valid, takes them too, and returns how many. */
size_t reader_complete(reader *r, char *out);

/* Validates a text. The limits are as in tce_options. */
finding reader_validate(const char *text, size_t length, uint32_t max_depth, uint64_t max_bytes);

#endif
