#include "summary/show_text.h"

#include <stdlib.h>
#include <string.h>

#include "support/bar.h"
#include "support/escape.h"
#include "support/meaning.h"
#include "support/text.h"

enum { TOP_CODES = 10, LABEL_WIDTH = 42, BAR_WIDTH = 24 };

/* One row: "  label      count  bar", and where there is a meaning a line with it. */
typedef struct row {
    const char *label; /* not terminated; any bytes */
    size_t label_length;
    uint64_t count;
    bool is_rest;     /* "(others)": not comparable with one row, so it has no bar */
    tce_text meaning; /* any bytes */
} row;

typedef struct table {
    const char *title;
    const row *rows;
    size_t count;
    uint64_t most; /* the value of a full bar */
} table;

static row make_row(const char *label, uint64_t count) {
    return (row){.label = label, .label_length = strlen(label), .count = count};
}

/* The width of UTF-8 text, approximated by its number of characters. */
static size_t columns(const buffer *text) {
    size_t count = 0;
    for (size_t i = 0; i < text->length; i++) {
        count += ((uint8_t)text->bytes[i] & 0xC0) != 0x80;
    }
    return count;
}

static void append_label(buffer *out, const row *r) {
    buffer label = {0};
    escape_terminal(&label, r->label, r->label_length);
    buffer_append(out, label.bytes, label.length);
    for (size_t i = columns(&label); i < LABEL_WIDTH; i++) {
        buffer_byte(out, ' ');
    }
    buffer_free(&label);
}

static void append_bar(buffer *out, const table *t, const row *r, bool blocks) {
    if (r->count == 0 || r->is_rest) {
        return;
    }
    buffer_literal(out, "  ");
    bar_append(out, r->count, t->most, BAR_WIDTH, blocks);
}

static void append_meaning(buffer *out, const row *r) {
    if (r->meaning.length > 0) {
        buffer_literal(out, "    ");
        escape_terminal(out, r->meaning.bytes, r->meaning.length);
        buffer_byte(out, '\n');
    }
}

static void append_table(buffer *out, const table *t, bool blocks) {
    buffer_format(out, "%s\n", t->title);
    for (size_t i = 0; i < t->count; i++) {
        buffer_literal(out, "  ");
        append_label(out, &t->rows[i]);
        buffer_format(out, " %10llu", (unsigned long long)t->rows[i].count);
        append_bar(out, t, &t->rows[i], blocks);
        buffer_byte(out, '\n');
        append_meaning(out, &t->rows[i]);
    }
}

static int by_count(const void *left, const void *right) {
    const row *a = left;
    const row *b = right;
    if (a->count != b->count) {
        return a->count < b->count ? 1 : -1;
    }
    return text_compare((tce_text){a->label, a->label_length},
                        (tce_text){b->label, b->label_length});
}

static void append_verdicts(buffer *out, const tally *t, bool blocks) {
    const row rows[] = {
        make_row("success", t->verdicts[TCE_VERDICT_SUCCESS]),
        make_row("failure", t->verdicts[TCE_VERDICT_FAILURE]),
        make_row("invalid", t->verdicts[TCE_VERDICT_INVALID]),
    };
    const table verdicts = {"verdicts", rows, sizeof rows / sizeof rows[0], t->documents};
    append_table(out, &verdicts, blocks);
}

static void append_violations(buffer *out, const tally *t, bool blocks) {
    row rows[TCE_VIOLATION_COUNT_MAX];
    size_t count = 0;
    for (int i = TCE_VIOLATION_NONE + 1; i < TCE_VIOLATION_END; i++) {
        if (t->violations[i] > 0) {
            rows[count++] = make_row(tce_violation_name((tce_violation)i), t->violations[i]);
        }
    }
    if (count == 0) {
        return;
    }
    qsort(rows, count, sizeof rows[0], by_count);
    const table violations = {"violations", rows, count, rows[0].count};
    append_table(out, &violations, blocks);
}

/* Occurrences of codes without their own row. */
static uint64_t beyond_top(const code_table *codes, const row *rows, size_t shown) {
    uint64_t sum = codes->others;
    for (size_t i = shown; i < codes->distinct; i++) {
        sum += rows[i].count;
    }
    return sum;
}

static row code_row(const code_count *c) {
    return (row){.label = c->code, .label_length = c->length, .count = c->count};
}

/* With a catalogue, codes are explained. */
static void explain_rows(row *rows, size_t count, const tce_catalogue *catalogue) {
    static const service_filter all = {NULL, NULL};
    for (size_t i = 0; i < count && catalogue != NULL; i++) {
        tce_code_info info;
        tce_catalogue_lookup(catalogue, rows[i].label, rows[i].label_length, &info);
        rows[i].meaning = meaning_of(catalogue, &info, &all);
    }
}

static void append_codes(buffer *out, const summary *s, bool blocks) {
    const code_table *codes = &s->codes;
    if (codes->distinct == 0) {
        return;
    }
    row *rows = allocate(codes->distinct + 1, sizeof *rows); /* only the first ones are shown */
    for (size_t i = 0; i < codes->distinct; i++) {
        rows[i] = code_row(&codes->counts[i]);
    }
    qsort(rows, codes->distinct, sizeof *rows, by_count);
    size_t shown = codes->distinct < TOP_CODES ? codes->distinct : TOP_CODES;
    explain_rows(rows, shown, s->catalogue);
    const uint64_t beyond = beyond_top(codes, rows, shown);
    if (beyond > 0) {
        rows[shown] = make_row("(others)", beyond);
        rows[shown++].is_rest = true;
    }
    const table top = {"error codes", rows, shown, rows[0].count};
    append_table(out, &top, blocks);
    free(rows);
}

/* ", 3 ndjson": nothing for 0. */
static void append_share(buffer *out, bool *first, uint64_t count, const char *name) {
    if (count > 0) {
        buffer_format(out, "%s%llu %s", *first ? "" : ", ", (unsigned long long)count, name);
        *first = false;
    }
}

/* What the inputs were: "inputs: 2 single, 3 ndjson; 1 gzip". */
static void append_inputs(buffer *out, const summary *s) {
    bool first = true;
    buffer_literal(out, "inputs: ");
    for (int i = 0; i < DIVISION_END; i++) {
        append_share(out, &first, s->divisions[i], division_name((division)i));
    }
    bool first_coding = true;
    for (int i = CODING_NONE + 1; i < CODING_END; i++) {
        buffer_text(out, first_coding && s->codings[i] > 0 ? "; " : "");
        append_share(out, &first_coding, s->codings[i], coding_name((coding)i));
    }
    buffer_text(out, first ? "none\n" : "\n");
}

static void append_total(buffer *out, const summary *s) {
    const double seconds = (double)s->microseconds * 1e-6;
    buffer_format(out, "%llu documents, %llu bytes in %.3f s (%.3f GB/s)\n",
                  (unsigned long long)s->tally.documents, (unsigned long long)s->bytes, seconds,
                  seconds > 0 ? (double)s->bytes / seconds * 1e-9 : 0.0);
}

void summary_show_text(buffer *out, const summary *s) {
    const bool blocks = bar_has_blocks();
    append_verdicts(out, &s->tally, blocks);
    append_violations(out, &s->tally, blocks);
    append_codes(out, s, blocks);
    append_inputs(out, s);
    append_total(out, s);
}
