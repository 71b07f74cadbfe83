/* Counts of documents: by verdict, by violation, by size. */
#ifndef PROGRAMS_SUMMARY_TALLY_H
#define PROGRAMS_SUMMARY_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tcenvelope.h"

enum {
    VERDICT_END = TCE_VERDICT_INVALID + 1,
    SIZES = 65,
    VIOLATIONS = TCE_VIOLATION_COUNT_MAX + 1
};

typedef struct tally {
    uint64_t documents;
    uint64_t verdicts[VERDICT_END];
    uint64_t violations[VIOLATIONS]; /* documents that have it, by number */
    uint64_t sizes[SIZES];           /* [0]: no byte; [i]: from 1 << (i - 1), below 1 << i bytes */
} tally;

void tally_count(tally *t, const tce_report *report);

/* Returns false if a sum is too large; it is then not complete. */
bool tally_merge(tally *into, const tally *from);

/* Adds one count to another. Returns false, with nothing added, if the sum is too large. */
bool count_add(uint64_t *into, uint64_t from);

#endif
