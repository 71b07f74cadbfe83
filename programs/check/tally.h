/* Counts of documents by verdict and by violation. */
#ifndef PROGRAMS_CHECK_TALLY_H
#define PROGRAMS_CHECK_TALLY_H

#include <stdint.h>

#include "tcenvelope.h"

enum { VERDICT_END = TCE_VERDICT_INVALID + 1 };

typedef struct tally {
    uint64_t documents;
    uint64_t verdicts[VERDICT_END];
    uint64_t violations[TCE_VIOLATION_COUNT_MAX + 1]; /* documents that have it, by number */
} tally;

void tally_count(tally *t, const tce_report *report);
void tally_merge(tally *into, const tally *from);

#endif
