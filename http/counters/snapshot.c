#include "snapshot.h"

#include <string.h>

/* ---- Order -----------------------------------------------------------------------------------*/

typedef int compare_function(const code_count *a, const code_count *b);

static int by_code(const code_count *a, const code_count *b) {
    const size_t least = a->code.length < b->code.length ? a->code.length : b->code.length;
    const int order = memcmp(a->code.bytes, b->code.bytes, least);
    return order != 0 ? order
                      : (a->code.length > b->code.length) - (a->code.length < b->code.length);
}

static int by_count(const code_count *a, const code_count *b) {
    return a->count != b->count ? (a->count < b->count) - (a->count > b->count) : by_code(a, b);
}

static void swap(code_count *a, code_count *b) {
    const code_count c = *a;
    *a = *b;
    *b = c;
}

/* Moves a row down the heap, to below those that order after it. */
static void sink(code_count *rows, size_t row, size_t count, compare_function *compare) {
    for (size_t child = 2 * row + 1; child < count; row = child, child = 2 * row + 1) {
        if (child + 1 < count && compare(&rows[child], &rows[child + 1]) < 0) {
            child++;
        }
        if (compare(&rows[row], &rows[child]) >= 0) {
            return;
        }
        swap(&rows[row], &rows[child]);
    }
}

/* Heapsort: the C library's qsort may allocate. */
static void sort(code_count *rows, size_t count, compare_function *compare) {
    for (size_t i = count / 2; i > 0; i--) {
        sink(rows, i - 1, count, compare);
    }
    for (size_t end = count; end > 1; end--) {
        swap(&rows[0], &rows[end - 1]);
        sink(rows, 0, end - 1, compare);
    }
}

/* ---- Error codes -----------------------------------------------------------------------------*/

static void take_code(tce_http_snapshot *s, const code_slot *slot) {
    const uint32_t length = atomic_load_explicit(&slot->length, memory_order_acquire);
    const uint64_t count = atomic_load_explicit(&slot->count, memory_order_relaxed);
    if (count > 0 && length <= TCE_MAX_CODE) {
        const uint32_t code_class = atomic_load_explicit(&slot->code_class, memory_order_relaxed);
        s->codes[s->code_count++] = (code_count){
            count, {slot->bytes, length}, tce_code_class_name((tce_code_class)code_class)};
    }
}

/* Adds up the counts of a code with several slots; the rows are sorted by code. */
static void merge_codes(tce_http_snapshot *s) {
    size_t merged = 0;
    for (size_t i = 0; i < s->code_count; i++) {
        if (merged > 0 && by_code(&s->codes[merged - 1], &s->codes[i]) == 0) {
            s->codes[merged - 1].count += s->codes[i].count;
        } else {
            s->codes[merged++] = s->codes[i];
        }
    }
    s->code_count = merged;
}

/* Classes the codes that were counted without one. */
static void classify_codes(tce_http_snapshot *s) {
    for (size_t i = 0; i < s->code_count; i++) {
        code_count *row = &s->codes[i];
        if (row->class_name == NULL) {
            tce_code_info info;
            tce_code_lookup(row->code.bytes, row->code.length, &info);
            row->class_name = tce_code_class_name(info.code_class);
        }
    }
}

static void take_codes(tce_http_snapshot *s, const tce_http_counters *counters) {
    for (uint64_t i = 0; i < counters->slots; i++) {
        take_code(s, &counters->codes[i]);
    }
    sort(s->codes, s->code_count, by_code);
    merge_codes(s);
    sort(s->codes, s->code_count, by_count);
    classify_codes(s);
}

/* ---- All -------------------------------------------------------------------------------------*/

static uint64_t load(const _Atomic uint64_t *counter) {
    return atomic_load_explicit(counter, memory_order_relaxed);
}

static void take_counts(tce_http_snapshot *s, const tce_http_counters *counters) {
    for (size_t family = 0; family < TCE_HTTP_FAMILY_END; family++) {
        for (size_t i = 0; i < NUMBERS_MAX; i++) {
            s->counts[family][i] = load(&counters->counts[family][i]);
        }
    }
    for (size_t i = 0; i < NUMBERS_MAX; i++) {
        s->totals.responses += s->counts[TCE_HTTP_FAMILY_VERDICTS][i];
    }
}

size_t tce_http_snapshot_size(const tce_http_counters *counters) {
    return counters == NULL
               ? 0
               : sizeof(tce_http_snapshot) + (size_t)counters->slots * sizeof(code_count);
}

tce_http_snapshot *tce_http_snapshot_take(void *memory, size_t size,
                                          const tce_http_counters *counters, int64_t now) {
    if (memory == NULL || (uintptr_t)memory % TCE_STORAGE_ALIGNMENT != 0 || counters == NULL ||
        size < tce_http_snapshot_size(counters)) {
        return NULL;
    }
    tce_http_snapshot *s = memory;
    memset(s, 0, sizeof(*s));
    s->since = counters->since;
    s->time = now;
    take_counts(s, counters);
    s->totals.bytes = load(&counters->bytes);
    s->totals.decoded_bytes = load(&counters->decoded_bytes);
    s->totals.codes_other = load(&counters->codes_other);
    take_codes(s, counters);
    return s;
}

void tce_http_snapshot_totals(const tce_http_snapshot *snapshot, tce_http_totals *totals) {
    if (snapshot != NULL && totals != NULL) {
        *totals = snapshot->totals;
    }
}

uint64_t tce_http_snapshot_count(const tce_http_snapshot *snapshot, tce_http_family family,
                                 unsigned number) {
    return snapshot == NULL || (unsigned)family >= TCE_HTTP_FAMILY_END || number >= NUMBERS_MAX
               ? 0
               : snapshot->counts[family][number];
}

bool tce_http_snapshot_code(const tce_http_snapshot *snapshot, size_t index, tce_text *code,
                            uint64_t *count) {
    if (snapshot == NULL || index >= snapshot->code_count) {
        return false;
    }
    *code = snapshot->codes[index].code;
    *count = snapshot->codes[index].count;
    return true;
}
