#include "summary/tally.h"

static size_t size_class(uint64_t bytes) {
    size_t index = 0;
    for (; bytes > 0; bytes >>= 1) {
        index++;
    }
    return index;
}

void tally_count(tally *t, const tce_report *report) {
    t->documents++;
    t->verdicts[report->verdict]++;
    t->sizes[size_class(report->length)]++;
    for (uint32_t i = 0; i < report->violation_count; i++) {
        t->violations[report->violation_order[i]]++;
    }
}

bool count_add(uint64_t *into, uint64_t from) {
    if (from > UINT64_MAX - *into) {
        return false;
    }
    *into += from;
    return true;
}

static bool add_all(uint64_t *into, const uint64_t *from, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!count_add(&into[i], from[i])) {
            return false;
        }
    }
    return true;
}

bool tally_merge(tally *into, const tally *from) {
    return count_add(&into->documents, from->documents) &&
           add_all(into->verdicts, from->verdicts, VERDICT_END) &&
           add_all(into->violations, from->violations, VIOLATIONS) &&
           add_all(into->sizes, from->sizes, SIZES);
}
