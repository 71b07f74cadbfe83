/* A copy of the counters at one moment. */
#ifndef TCE_HTTP_SNAPSHOT_H
#define TCE_HTTP_SNAPSHOT_H

#include "counters.h"

/* An error code and its count. */
typedef struct code_count {
    uint64_t count;
    tce_text code; /* UTF-8 from the network, with any characters */
    const char *class_name;
} code_count;

struct tce_http_snapshot {
    int64_t since; /* seconds since 1970 */
    int64_t time;
    tce_http_totals totals;
    uint64_t counts[TCE_HTTP_FAMILY_END][NUMBERS_MAX];
    size_t code_count;
    code_count codes[]; /* most frequent first */
};

#endif
