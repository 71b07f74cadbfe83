/*
 * A row of the table of documents, fed to a validator or a stream in chunks, with the bytes at a
 * place in memory of the test's choice, and compared with its report.
 */
#ifndef TESTS_DOCUMENT_RUN_H
#define TESTS_DOCUMENT_RUN_H

#include "documents.h"

/* Where the bytes of a chunk are while they are fed. */
typedef enum placement {
    IN_THE_DOCUMENT,     /* among the other bytes of the row */
    BEFORE_A_GUARD_PAGE, /* the byte after the last one cannot be read */
    AFTER_A_GUARD_PAGE,  /* the byte before the first one cannot be read */
    BEFORE_GARBAGE       /* the bytes after the last one would change the document */
} placement;

/* What takes the bytes. */
typedef enum subject { A_VALIDATOR, A_SINGLE_STREAM } subject;

typedef struct document_run {
    const char *runner; /* the test, for messages */
    subject subject;
    placement placement;
    tce_engine engine;
    char garbage;
    size_t cut; /* what the runner varies: the offset of a cut, or the chunk size */
    void *storage;
    tce_validator *validator;
    tce_stream *stream;
    written_document document;
    recording recorded;
    recording complete;         /* of the same row in one chunk; count 0: unknown */
    bool timed;                 /* moments holds those of this row */
    size_t moments[EVENTS_MAX]; /* after how many bytes each event must have been recorded */
    size_t reports;             /* calls of on_report */
    bool agreed;                /* what on_report found */
    bool wrong_status;          /* tce_feed returned another status than expected */
    bool wrong_moment;          /* a callback came in another chunk than its moment */
    size_t failures;            /* rows of this test that failed */
} document_run;

/* Fails the test unless the condition holds. */
void must(bool condition, const char *what);

/* Maps the guard pages of the placements that need them. */
void guard_open(void);

/* Writes out the row and makes its subject. To be closed. */
void run_open(document_run *r, const document *row);
void run_close(document_run *r);

/* Resets the subject; one of these before each way to feed the row. */
void run_begin(document_run *r);

/* Feeds bytes of the row at their placement, and checks status and moments. */
void run_feed(document_run *r, size_t from, size_t length);

/* Feeds any bytes, and checks nothing. */
tce_status subject_feed(document_run *r, const void *bytes, size_t length);

/* Returns whether the report is the row's; if not, prints what was fed. */
bool run_agrees(document_run *r, const tce_report *report);

/* Ends the document. Returns false when the report differs: other cuts of the row are then skipped.
 */
bool run_end(document_run *r);

/* From the beginning of the row to its end. */
bool feed_complete(document_run *r);
bool feed_in_two(document_run *r, size_t offset);
bool feed_chunks(document_run *r, size_t size);

/* feed_complete, and records the callbacks for the other ways to feed the row. */
bool run_complete(document_run *r);

typedef bool (*row_runner)(document_run *r);

/* Runs every row in every engine, and fails the test if a report differs. */
void run_table(const char *name, subject who, placement where, char garbage, row_runner runner);

#endif
