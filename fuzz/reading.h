/*
 * Runs the tool's readers of archives in a target: reading.c takes the place of the tool's inputs,
 * lanes and reporters, so bytes in memory are the input and what is reported is recorded.
 */
#ifndef FUZZ_READING_H
#define FUZZ_READING_H

#include "check/check.h"
#include "support/buffer.h"
#include "target.h"

enum { DOCUMENTS_MAX = 8 };

/* check_http or check_har */
typedef void reader_of_archives(lane *l, input *in, reporter *r);

typedef struct reading {
    const uint8_t *bytes;
    size_t length;
    bool in_chunks; /* cut at random, else the bytes arrive at once */
    const control *control;
    /* What came of it. */
    record record;                  /* the reports, and the messages */
    size_t complaints;              /* messages */
    size_t documents;               /* reports */
    bool stopped;                   /* the reader wanted no more bytes */
    uint64_t begins[DOCUMENTS_MAX]; /* the places of the first documents in the input */
    uint8_t verdicts[DOCUMENTS_MAX];
} reading;

/* Allocations hold exactly the bytes that a reader is shown. */
void reading_run(reading *r, reader_of_archives *read);

/* The same in chunks; both must have recorded the same. */
reading reading_compare(const control *c, const uint8_t *bytes, size_t length,
                        reader_of_archives *read);

/* How an archive is written. */
typedef struct archive_form {
    const char *begin;
    /* Appends a document, and returns its place. */
    uint64_t (*document)(buffer *out, uint64_t *random, bool last, const uint8_t *bytes,
                         size_t length);
    const char *end;
} archive_form;

/* Cuts the bytes into documents, writes them as an archive and reads that: each must be found at
 * its place, with the verdict of its own. */
void reading_find_again(const control *c, const uint8_t *bytes, size_t length,
                        const archive_form *form, reader_of_archives *read);

#endif
