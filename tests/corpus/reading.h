/*
 * A second implementation of the contract, on RapidJSON's document tree, which keeps duplicate
 * members. It shares no code with the library, and only the names of its verdicts and violations.
 */
#ifndef TESTS_CORPUS_READING_H
#define TESTS_CORPUS_READING_H

#include "tcenvelope.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A text as a report holds it: absent, or its bytes. */
typedef struct reading_text {
    bool present;
    size_t length;
    char bytes[TCE_MAX_MESSAGE];
} reading_text;

/* What one document is. */
typedef struct reading {
    bool broken; /* not a JSON text; the members below are then not set */
    tce_verdict verdict;
    uint64_t violations; /* bits as in tce_report */
    reading_text request_id;
    reading_text error_code;
    reading_text error_message;
    bool message_truncated;
} reading;

/*
 * Differs from the contract in two points: it rejects a number beyond the range of double, and a
 * lone surrogate escape. Nesting has no limit.
 */
void reading_of(const char *json, size_t length, reading *out);

#ifdef __cplusplus
}
#endif

#endif
