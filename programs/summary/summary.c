#include "summary/summary.h"

#include <stdlib.h>
#include <string.h>

#include "support/text.h"

const char *division_name(division d) {
    static const char *const names[DIVISION_END] = {"single", "ndjson", "concatenated", "records",
                                                    "http",   "har",    "unknown",      "auto"};
    return names[d];
}

void summary_init(summary *s, size_t codes_limit) {
    *s = (summary){.version = text_copy(tce_version()), .complete = true};
    code_table_init(&s->codes, codes_limit);
}

void summary_free(summary *s) {
    for (size_t i = 0; i < s->row_count; i++) {
        free(s->rows[i].name);
    }
    free(s->rows);
    free(s->version);
    code_table_free(&s->codes);
    *s = (summary){0};
}

void summary_add_row(summary *s, const input_row *row) {
    if (s->row_count == s->row_capacity) {
        s->rows = array_grow(s->rows, &s->row_capacity, sizeof *s->rows);
    }
    input_row *added = &s->rows[s->row_count++];
    *added = *row;
    added->name = text_copy(row->name);
}

static int compare(uint64_t a, uint64_t b) {
    return (a > b) - (a < b);
}

/* Rows of pipes can have the same name and range. */
static int by_place(const void *left, const void *right) {
    const input_row *a = left;
    const input_row *b = right;
    const uint64_t keys[][2] = {
        {a->begin, b->begin},
        {a->end, b->end},
        {a->documents, b->documents},
        {a->bytes, b->bytes},
        {a->verdicts[TCE_VERDICT_INVALID], b->verdicts[TCE_VERDICT_INVALID]},
        {a->verdicts[TCE_VERDICT_FAILURE], b->verdicts[TCE_VERDICT_FAILURE]},
        {a->coding, b->coding},
        {a->division, b->division},
        {a->complete, b->complete},
    };
    int order = strcmp(a->name, b->name);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0] && order == 0; i++) {
        order = compare(keys[i][0], keys[i][1]);
    }
    return order;
}

void summary_sort(summary *s) {
    code_table_sort(&s->codes);
    if (s->row_count > 0) {
        qsort(s->rows, s->row_count, sizeof *s->rows, by_place);
    }
}
