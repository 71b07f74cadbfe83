/*
 * A complete document, validated in every way that takes it in one call, by every engine and
 * kernel, with its bytes flush against protected pages. Each way must report what the `yajl` engine
 * reports.
 */
#ifndef TESTS_COMPLETE_RUN_H
#define TESTS_COMPLETE_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tcenvelope.h"

#define COMPLETE_BYTES_MAX 16384 /* no document is longer */

typedef struct complete_limits {
    uint32_t max_depth; /* as in tce_options */
    uint64_t max_bytes;
    size_t cancel_at; /* the callback of this number returns false; SIZE_MAX: none */
} complete_limits;

/* Maps the protected pages. Before the first comparison. */
void complete_open(void);

/* Fails the test, and prints the document and the difference, when a way reports something else.
 * Returns the verdict. */
tce_verdict complete_compare(const char *json, size_t length, const complete_limits *limits);

#endif
