#include "check/tally.h"

void tally_count(tally *t, const tce_report *report) {
    t->documents++;
    t->verdicts[report->verdict]++;
    for (uint32_t i = 0; i < report->violation_count; i++) {
        t->violations[report->violation_order[i]]++;
    }
}

void tally_merge(tally *into, const tally *from) {
    into->documents += from->documents;
    for (unsigned i = 0; i < VERDICT_END; i++) {
        into->verdicts[i] += from->verdicts[i];
    }
    for (unsigned i = 0; i <= TCE_VIOLATION_COUNT_MAX; i++) {
        into->violations[i] += from->violations[i];
    }
}
