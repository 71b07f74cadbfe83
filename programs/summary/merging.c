#include "summary/merging.h"

#include <stdlib.h>
#include <string.h>

#include "support/complain.h"

/* ---- Options ---------------------------------------------------------------------------------*/

static bool differ(const named_summary *a, const named_summary *b, const char *option) {
    complain(b->name, "was validated with another %s than %s; validate both with the same options",
             option, a->name);
    return false;
}

static bool have_same_options(const named_summary *a, const named_summary *b) {
    const verdict_options *left = &a->summary.options;
    const verdict_options *right = &b->summary.options;
    if (left->division != right->division) {
        return differ(a, b, "--framing or --records");
    }
    if (left->max_depth != right->max_depth) {
        return differ(a, b, "--max-depth");
    }
    if (left->max_bytes != right->max_bytes) {
        return differ(a, b, "--max-bytes");
    }
    return left->catalogue == right->catalogue || differ(a, b, "catalogue in --codes");
}

/* ---- Sums ------------------------------------------------------------------------------------*/

static bool add_codes(code_table *into, const code_table *from) {
    for (size_t i = 0; i < from->distinct; i++) {
        const code_count *c = &from->counts[i];
        if (!code_table_add(into, (tce_text){c->code, c->length}, (tce_code_class)c->code_class,
                            c->count)) {
            return false;
        }
    }
    return count_add(&into->others, from->others);
}

static bool add_counts(summary *into, const summary *more) {
    return tally_merge(&into->tally, &more->tally) && count_add(&into->bytes, more->bytes) &&
           count_add(&into->microseconds, more->microseconds) &&
           add_codes(&into->codes, &more->codes);
}

bool summary_merge(named_summary *into, const named_summary *more) {
    if (!have_same_options(into, more)) {
        return false;
    }
    if (!add_counts(&into->summary, &more->summary)) {
        complain(more->name, "its counts are too large to add; check what wrote it");
        return false;
    }
    into->summary.complete = into->summary.complete && more->summary.complete;
    for (size_t i = 0; i < more->summary.row_count; i++) {
        summary_add_row(&into->summary, &more->summary.rows[i]);
    }
    return true;
}

/* ---- Ranges ----------------------------------------------------------------------------------*/

static bool is_of_same_file(const input_row *a, const input_row *b) {
    return a->has_size && b->has_size && strcmp(a->name, b->name) == 0;
}

/* What must be the same in all ranges of a file. Returns false after a message. */
static bool fit(const input_row *a, const input_row *b) {
    if (a->size != b->size || a->coding != b->coding) {
        complain(a->name, "has changed between %s and %s; validate it again", a->origin, b->origin);
        return false;
    }
    if (b->begin < a->end || a->begin == b->begin) {
        complain(a->name, "bytes %llu to %llu are in %s and in %s; leave one of them out",
                 (unsigned long long)b->begin,
                 (unsigned long long)(a->end < b->end ? a->end : b->end), a->origin, b->origin);
        return false;
    }
    if (a->division != b->division) {
        complain(a->name, "is %s in %s and %s in %s; validate it again with --framing",
                 division_name(a->division), a->origin, division_name(b->division), b->origin);
        return false;
    }
    return true;
}

/* The counts were added without overflow in the totals, of which these are parts. */
static void extend(input_row *a, const input_row *b) {
    a->end = b->end;
    a->complete = a->complete && b->complete;
    a->bytes += b->bytes;
    a->documents += b->documents;
    for (size_t i = 0; i < VERDICT_END; i++) {
        a->verdicts[i] += b->verdicts[i];
    }
}

static bool complain_of_gap(const input_row *row, uint64_t begin, uint64_t end) {
    complain(row->name,
             "bytes %llu to %llu are in no summary, unlike those in %s; add it, or give --partial",
             (unsigned long long)begin, (unsigned long long)end, row->origin);
    return false;
}

/* Whether the rows, joined, have every byte of their files. Returns false after a message. */
static bool cover(const summary *s) {
    for (size_t i = 0; i < s->row_count; i++) {
        const input_row *row = &s->rows[i];
        const bool follows = i > 0 && is_of_same_file(&s->rows[i - 1], row);
        const uint64_t before = follows ? s->rows[i - 1].end : 0;
        const bool last = i + 1 == s->row_count || !is_of_same_file(row, &s->rows[i + 1]);
        if (row->has_size && row->begin > before) {
            return complain_of_gap(row, before, row->begin);
        }
        if (row->has_size && last && row->end < row->size) {
            return complain_of_gap(row, row->end, row->size);
        }
    }
    return true;
}

static void count_rows(summary *s) {
    memset(s->divisions, 0, sizeof s->divisions);
    memset(s->codings, 0, sizeof s->codings);
    for (size_t i = 0; i < s->row_count; i++) {
        s->divisions[s->rows[i].division]++;
        s->codings[s->rows[i].coding]++;
    }
}

/* Joins the sorted rows in place. Returns false after a message. */
static bool join_rows(summary *s) {
    size_t joined = 0;
    for (size_t i = 0; i < s->row_count; i++) {
        input_row *row = &s->rows[i];
        input_row *last = joined > 0 ? &s->rows[joined - 1] : NULL;
        const bool same = last != NULL && is_of_same_file(last, row);
        if (same && !fit(last, row)) {
            return false;
        }
        if (same && last->end == row->begin) {
            extend(last, row);
            continue;
        }
        const input_row moved = *row;
        *row = s->rows[joined];
        s->rows[joined++] = moved;
    }
    for (size_t i = joined; i < s->row_count; i++) {
        free(s->rows[i].name);
    }
    s->row_count = joined;
    return true;
}

bool summary_join(summary *s, bool partial) {
    summary_sort(s);
    if (!join_rows(s)) {
        return false;
    }
    count_rows(s);
    return partial || cover(s);
}
