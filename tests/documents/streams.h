/*
 * The table of test streams: the bytes of each, and the documents that its framing finds in them.
 */
#ifndef TESTS_STREAMS_H
#define TESTS_STREAMS_H

#include "documents.h"

typedef struct framed {
    uint64_t offset; /* in the stream */
    uint64_t bytes;
    tce_verdict verdict;
    const char *request_id; /* NULL: absent */
    expected_violation violations[6];
} framed;

#define FRAMED_MAX 8

/* A stream and its documents, whose indexes are their places in the list. */
typedef struct stream_row {
    const char *name;
    part bytes[PARTS_MAX];
    framed documents[FRAMED_MAX];
    size_t count; /* of documents */
    uint64_t max_bytes;
    uint32_t max_depth;
} stream_row;

/* The documents of a row. */
/* clang-format off */
#define GOOD(offset, bytes, id)    {offset, bytes, TCE_VERDICT_SUCCESS, id, {{0}}}
#define FAILED_F(offset, bytes)    {offset, bytes, TCE_VERDICT_FAILURE, "f", {{0}}}
#define BAD(offset, bytes, ...)    {offset, bytes, TCE_VERDICT_INVALID, NULL, {__VA_ARGS__}}
#define BAD_A(offset, bytes, ...)  {offset, bytes, TCE_VERDICT_INVALID, "a", {__VA_ARGS__}}
/* clang-format on */

#define FROM(...) .bytes = {__VA_ARGS__}
#define GIVES(...)                                                                                 \
    .documents = {__VA_ARGS__}, .count = sizeof((framed[]){__VA_ARGS__}) / sizeof(framed)

/* A document that is no envelope, but is read to its end. */
#define VALUE(offset, bytes)  BAD(offset, bytes, AT(0, ROOT_NOT_OBJECT))
#define OBJECT(offset, bytes) BAD(offset, bytes, AT((bytes)-1, RESPONSE_MISSING))

/* The rows of one framing. */
const stream_row *stream_rows(tce_framing framing, size_t *count);

#endif
