/*
 * A row of the table of streams, fed to a stream in chunks and compared with its reports.
 */
#ifndef TESTS_STREAM_RUN_H
#define TESTS_STREAM_RUN_H

#include "streams.h"

typedef struct stream_run {
    const stream_row *row;
    tce_framing framing;
    tce_engine engine;
    void *storage;
    tce_stream *stream;
    recording recorded;
    size_t reports;
    size_t cut;
    const char *difference; /* the first one found */
    size_t cancel_at;       /* the report of this number is answered with false */
    size_t length;
    char bytes[DOCUMENT_BYTES_MAX];
} stream_run;

/* Writes out the row and makes its stream. storage is to be freed. */
void run_open(stream_run *r);

/* Resets the stream; one of these before each way to feed the row. */
void run_begin(stream_run *r);

/* Feeds bytes of the row, and checks the status. */
void run_feed(stream_run *r, size_t from, size_t length);

/* Ends the stream. Returns whether everything was as in the row; prints the first difference. */
bool run_end(stream_run *r);

/* Feeds the row in chunks of this size, from its beginning to its end. */
bool feed_chunks(stream_run *r, size_t size);
bool feed_complete(stream_run *r);

#endif
