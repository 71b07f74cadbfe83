/*
 * A reader of RFC 8259 and RFC 3629, a byte at a time, which shares nothing with the library: it
 * says what can still become a valid text, and how.
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

/* What expected and got are, in a line on standard error; false. */
bool finding_complain(const char *what, finding expected, finding got);

/* The text that it was found in, likewise: what cannot be printed in hexadecimal. */
void finding_print_text(const char *text, size_t length);

/* What was read of a text. */
typedef struct reader {
    uint8_t place;                      /* what is waited for */
    uint32_t max_depth;                 /* of containers */
    uint32_t open;                      /* values and names, inside others, that have begun */
    uint8_t after[TCE_MAX_DEPTH_LIMIT]; /* each of them: the place to go to at its end */
} reader;

/* max_depth: as in tce_options, 0 for the default. */
void reader_start(reader *r, uint32_t max_depth);

/* The violation that this byte is, if any: then there is nothing more to read. */
tce_violation reader_take(reader *r, uint8_t byte);

/* The violation that the text's end is, here. */
tce_violation reader_end(const reader *r);

#define COMPLETION_MAX (TCE_MAX_DEPTH_LIMIT + 16)

/* Bytes that make what was read a valid text; returns how many. They are read in turn. */
size_t reader_complete(reader *r, char *out);

/* What the reader finds in a text. The limits are as in tce_options. */
finding reader_validate(const char *text, size_t length, uint32_t max_depth, uint64_t max_bytes);

#endif
