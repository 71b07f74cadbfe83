/* What a run of check, or several runs together, found. */
#ifndef PROGRAMS_SUMMARY_SUMMARY_H
#define PROGRAMS_SUMMARY_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/coding.h"
#include "summary/code_table.h"
#include "summary/tally.h"

/* How an input was divided into documents, and how the option says it. */
typedef enum division {
    DIVISION_SINGLE = 0, /* as the tce_framing */
    DIVISION_NDJSON,
    DIVISION_CONCATENATED,
    DIVISION_RECORDS,
    DIVISION_HTTP,
    DIVISION_HAR,
    DIVISION_UNKNOWN, /* it could not be opened */
    DIVISION_AUTO,    /* of the option alone */
    DIVISION_END
} division;

const char *division_name(division d);

/* The options on which verdicts depend. */
typedef struct verdict_options {
    division division;
    uint32_t max_depth;
    uint64_t max_bytes;
    uint64_t catalogue; /* a hash of its image; 0: none */
} verdict_options;

/* One input, or a range of one. */
typedef struct input_row {
    char *name; /* owned */
    division division;
    coding coding;
    bool has_size;  /* the input is a file with a size */
    bool complete;  /* it was read to its end, or to the end of its range */
    uint64_t size;  /* of the file */
    uint64_t begin; /* of the range in the file */
    uint64_t end;
    uint64_t bytes; /* validated: decoded bytes */
    uint64_t documents;
    uint64_t verdicts[VERDICT_END];
    const char
        *origin; /* the summary that it comes from, for messages; not owned; NULL: this run */
} input_row;

typedef struct summary {
    verdict_options options;
    const tce_catalogue *catalogue; /* explains the codes; NULL: none */
    char *version;                  /* of the tool, owned */
    bool complete;                  /* every input was read to its end */
    tally tally;
    code_table codes;
    uint64_t bytes; /* of all inputs, decoded */
    uint64_t microseconds;
    uint64_t divisions[DIVISION_END]; /* inputs by division */
    uint64_t codings[CODING_END];     /* and by coding */
    input_row *rows;                  /* owned; only if they were asked for */
    size_t row_count;
    size_t row_capacity;
} summary;

/* Of no input. */
void summary_init(summary *s, size_t codes_limit);
void summary_free(summary *s);

/* Adds a copy of the row. */
void summary_add_row(summary *s, const input_row *row);

/* Sorts rows and codes by their bytes, so that the order of inputs leaves no trace. */
void summary_sort(summary *s);

#endif
