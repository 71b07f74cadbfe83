#include "summary/show_html.h"

#include <stdlib.h>
#include <string.h>

#include "summary/html.h"
#include "support/human.h"
#include "support/meaning.h"
#include "support/text.h"

enum { TOP_CODES = 15, TOP_INPUTS = 20, TITLE_MAX = 96 };

/* What a bar shows of a verdict, and what its name means. The worst first. */
typedef struct verdict_look {
    tce_verdict verdict;
    const char *colour;
    const char *meaning;
} verdict_look;

static const verdict_look looks[] = {
    {TCE_VERDICT_INVALID, "bad", "violates the envelope or JSON"},
    {TCE_VERDICT_FAILURE, "call", "valid; the call failed"},
    {TCE_VERDICT_SUCCESS, "good", "valid; the call succeeded"},
};

enum { LOOKS = sizeof looks / sizeof looks[0] };

static void verdict_bar(buffer *out, const char *name, const uint64_t *verdicts, uint64_t most) {
    html_part parts[LOOKS];
    for (size_t i = 0; i < LOOKS; i++) {
        parts[i] = (html_part){looks[i].colour, verdicts[looks[i].verdict]};
    }
    html_bar(out, name, parts, LOOKS, most);
}

/* ---- The head --------------------------------------------------------------------------------*/

static void show_facts(buffer *out, const summary *s) {
    const double seconds = (double)s->microseconds * 1e-6;
    buffer_literal(out, "<p>");
    html_number(out, s->row_count);
    buffer_text(out, s->row_count == 1 ? " input, " : " inputs, ");
    human_bytes(out, s->bytes);
    buffer_format(out, " in %.3f s", seconds);
    if (seconds > 0) {
        buffer_literal(out, " (");
        human_bytes(out, (uint64_t)((double)s->bytes / seconds));
        buffer_literal(out, "/s)");
    }
    buffer_literal(out, "</p><p>tcenvelope ");
    html_text(out, text_of(s->version));
    buffer_literal(out, "</p></header>\n");
}

static uint64_t incomplete_rows(const summary *s) {
    uint64_t count = 0;
    for (size_t i = 0; i < s->row_count; i++) {
        count += !s->rows[i].complete;
    }
    return count;
}

static void show_notice(buffer *out, const summary *s) {
    const uint64_t count = incomplete_rows(s);
    if (s->complete) {
        return;
    }
    buffer_literal(out, "<p class=\"notice\"><strong>Not complete.</strong> ");
    if (count > 0) {
        html_number(out, count);
        buffer_text(out, count == 1 ? " input was" : " inputs were");
        buffer_literal(out, " not read to the end: the counts are of what was read.</p>\n");
    } else {
        buffer_literal(out, "The run stopped, or a folder or list could not be read.</p>\n");
    }
}

static void show_head(buffer *out, const summary *s) {
    char title[TITLE_MAX] = "tcenvelope: ";
    buffer words = {0};
    buffer_format(&words, "%llu documents, %llu invalid", (unsigned long long)s->tally.documents,
                  (unsigned long long)s->tally.verdicts[TCE_VERDICT_INVALID]);
    buffer_byte(&words, '\0');
    strncat(title, words.bytes, sizeof title - strlen(title) - 1);
    html_begin(out, title, "Validated responses");
    buffer_free(&words);
    show_facts(out, s);
    show_notice(out, s);
}

static void show_tile(buffer *out, const char *colour, const char *name, uint64_t count,
                      const char *note) {
    buffer_format(out, "<div><dt class=\"%s\">%s</dt><dd class=\"count\">", colour, name);
    html_number(out, count);
    buffer_format(out, "</dd><dd>%s", note);
}

static void show_tiles(buffer *out, const tally *t) {
    buffer_literal(out, "<dl class=\"tiles\">\n");
    show_tile(out, "", "documents", t->documents, "in all inputs");
    buffer_literal(out, "</dd></div>\n");
    for (size_t i = 0; i < LOOKS; i++) {
        const uint64_t count = t->verdicts[looks[i].verdict];
        show_tile(out, looks[i].colour, tce_verdict_name(looks[i].verdict), count, "");
        html_share(out, count, t->documents);
        buffer_format(out, ", %s</dd></div>\n", looks[i].meaning);
    }
    buffer_literal(out, "</dl>\n");
    verdict_bar(out, "shares", t->verdicts, t->documents);
    buffer_byte(out, '\n');
}

/* ---- Tables of counts ------------------------------------------------------------------------*/

typedef struct row {
    tce_text label; /* any bytes */
    tce_text kind;  /* a word before the meaning; may be empty */
    tce_text meaning;
    uint64_t count;
} row;

typedef struct table {
    const char *title;
    const char *head; /* of the first column */
    const char *colour;
    const char *nothing; /* in place of no rows */
    const row *rows;
    size_t count;
    uint64_t most; /* the value of a full bar */
    uint64_t all;  /* the value of 100 % */
    uint64_t rest; /* of further rows */
} table;

static void show_small(buffer *out, const row *r) {
    if (r->kind.length + r->meaning.length == 0) {
        return;
    }
    buffer_literal(out, "<small>");
    html_text(out, r->kind);
    buffer_text(out, r->kind.length > 0 && r->meaning.length > 0 ? ": " : "");
    html_text(out, r->meaning);
    buffer_literal(out, "</small>");
}

static void show_figures(buffer *out, uint64_t count, uint64_t all) {
    buffer_literal(out, "<td>");
    html_number(out, count);
    buffer_literal(out, "</td><td class=\"quiet\">");
    html_share(out, count, all);
    buffer_literal(out, "</td></tr>\n");
}

static void show_row(buffer *out, const table *t, const row *r) {
    const html_part part = {t->colour, r->count};
    buffer_literal(out, "<tr><th scope=\"row\">");
    html_text(out, r->label);
    show_small(out, r);
    html_bar(out, "bar", &part, 1, t->most);
    buffer_literal(out, "</th>");
    show_figures(out, r->count, t->all);
}

static void show_rest(buffer *out, const table *t) {
    if (t->rest > 0) {
        buffer_literal(out, "<tr class=\"rest\"><th scope=\"row\">others</th>");
        show_figures(out, t->rest, t->all);
    }
}

static void show_table(buffer *out, const table *t) {
    buffer_format(out, "<section><h2>%s</h2>\n", t->title);
    if (t->count == 0) {
        buffer_format(out, "<p class=\"nothing\">%s</p></section>\n", t->nothing);
        return;
    }
    buffer_format(out,
                  "<table><thead><tr><th>%s</th><th>documents</th><th>share</th></tr></thead>"
                  "<tbody>\n",
                  t->head);
    for (size_t i = 0; i < t->count; i++) {
        show_row(out, t, &t->rows[i]);
    }
    show_rest(out, t);
    buffer_literal(out, "</tbody></table></section>\n");
}

static int by_count(const void *left, const void *right) {
    const row *a = left;
    const row *b = right;
    if (a->count != b->count) {
        return a->count < b->count ? 1 : -1;
    }
    return text_compare(a->label, b->label);
}

static void show_violations(buffer *out, const tally *t) {
    row rows[TCE_VIOLATION_COUNT_MAX];
    size_t count = 0;
    for (int i = TCE_VIOLATION_NONE + 1; i < TCE_VIOLATION_END; i++) {
        if (t->violations[i] > 0) {
            rows[count++] = (row){
                .label = text_of(tce_violation_name((tce_violation)i)),
                .meaning = text_of(tce_violation_meaning((tce_violation)i)),
                .count = t->violations[i],
            };
        }
    }
    if (count > 0) {
        qsort(rows, count, sizeof rows[0], by_count);
    }
    const table violations = {
        .title = "Violations",
        .head = "a document counts once for each",
        .colour = "bad",
        .nothing = "Every document is valid.",
        .rows = rows,
        .count = count,
        .most = count > 0 ? rows[0].count : 0,
        .all = t->documents,
    };
    show_table(out, &violations);
}

/* ---- Error codes -----------------------------------------------------------------------------*/

static row code_row(const code_count *c) {
    return (row){
        .label = {c->code, c->length},
        .kind = text_of(tce_code_class_name((tce_code_class)c->code_class)),
        .count = c->count,
    };
}

static void explain(row *rows, size_t count, const tce_catalogue *catalogue) {
    static const service_filter all = {NULL, NULL};
    for (size_t i = 0; i < count; i++) {
        tce_code_info info;
        if (catalogue != NULL) {
            tce_catalogue_lookup(catalogue, rows[i].label.bytes, rows[i].label.length, &info);
        } else {
            tce_code_lookup(rows[i].label.bytes, rows[i].label.length, &info);
        }
        rows[i].meaning = meaning_of(catalogue, &info, &all);
    }
}

static void show_codes(buffer *out, const summary *s) {
    const code_table *codes = &s->codes;
    row *rows = allocate(codes->distinct + 1, sizeof *rows);
    uint64_t rest = codes->others;
    for (size_t i = 0; i < codes->distinct; i++) {
        rows[i] = code_row(&codes->counts[i]);
    }
    qsort(rows, codes->distinct, sizeof *rows, by_count);
    const size_t shown = codes->distinct < TOP_CODES ? codes->distinct : TOP_CODES;
    for (size_t i = shown; i < codes->distinct; i++) {
        rest += rows[i].count;
    }
    explain(rows, shown, s->catalogue);
    const table top = {
        .title = "Error codes",
        .head = "the most frequent ones",
        .colour = "call",
        .nothing = "No document has an error code.",
        .rows = rows,
        .count = shown,
        .most = rows[0].count,
        .all = s->tally.documents,
        .rest = rest,
    };
    show_table(out, &top);
    free(rows);
}

/* ---- Sizes -----------------------------------------------------------------------------------*/

/* "64 KiB": the smallest size of the class. */
static void show_least(buffer *out, size_t class) {
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    const size_t power = class == 0 ? 0 : class - 1;
    buffer_format(out, "%u %s", class == 0 ? 0 : 1u << power % 10, units[power / 10]);
}

static void show_size(buffer *out, const tally *t, size_t class, uint64_t most) {
    const html_part part = {"size", t->sizes[class]};
    buffer_literal(out, "<tr><th scope=\"row\">");
    show_least(out, class);
    buffer_literal(out, "</th><td class=\"wide\">");
    html_bar(out, "bar", &part, 1, most);
    buffer_literal(out, "</td>");
    show_figures(out, t->sizes[class], t->documents);
}

static void show_sizes(buffer *out, const tally *t) {
    size_t first = SIZES;
    size_t last = 0;
    uint64_t most = 0;
    for (size_t i = 0; i < SIZES; i++) {
        if (t->sizes[i] > 0) {
            first = first == SIZES ? i : first;
            last = i;
            most = t->sizes[i] > most ? t->sizes[i] : most;
        }
    }
    buffer_literal(out, "<section><h2>Documents by size</h2>\n<table class=\"sizes\"><thead><tr>"
                        "<th>at least</th><th></th><th>documents</th><th>share</th></tr></thead>"
                        "<tbody>\n");
    for (size_t i = first; i <= last && first < SIZES; i++) {
        show_size(out, t, i, most);
    }
    buffer_literal(out, "</tbody></table></section>\n");
}

/* ---- Inputs ----------------------------------------------------------------------------------*/

static uint64_t invalid_of(const input_row *r) {
    return r->verdicts[TCE_VERDICT_INVALID];
}

static bool is_bad(const input_row *r) {
    return invalid_of(r) > 0 || !r->complete;
}

typedef struct place {
    const input_row *row;
} place;

/* Those that were not read to their end first, then by invalid documents. */
static int by_badness(const void *left, const void *right) {
    const input_row *a = ((const place *)left)->row;
    const input_row *b = ((const place *)right)->row;
    if (a->complete != b->complete) {
        return a->complete ? 1 : -1;
    }
    if (invalid_of(a) != invalid_of(b)) {
        return invalid_of(a) < invalid_of(b) ? 1 : -1;
    }
    return (a > b) - (a < b); /* the rows are sorted */
}

static bool is_part(const input_row *r) {
    return r->has_size && (r->begin > 0 || r->end < r->size);
}

/* "ndjson, gzip, 12.3 MB, bytes 0 to 1000; not read to its end" */
static void show_kind(buffer *out, const input_row *r) {
    buffer_format(out, "<small>%s, ", division_name(r->division));
    if (r->coding != CODING_NONE) {
        buffer_format(out, "%s, ", coding_name(r->coding));
    }
    human_bytes(out, r->bytes);
    if (is_part(r)) {
        buffer_format(out, ", bytes %llu to %llu", (unsigned long long)r->begin,
                      (unsigned long long)r->end);
    }
    buffer_text(out, r->complete ? "</small>" : "; <b>not read to its end</b></small>");
}

static void show_input(buffer *out, const input_row *r) {
    buffer_literal(out, "<tr><th scope=\"row\">");
    html_text(out, text_of(r->name));
    show_kind(out, r);
    verdict_bar(out, "bar", r->verdicts, r->documents);
    buffer_literal(out, "</th><td>");
    html_number(out, r->documents);
    buffer_literal(out, "</td>");
    show_figures(out, invalid_of(r), r->documents);
}

/* The bad rows, sorted. Returns how many there are. */
static size_t worst_of(const summary *s, place *worst) {
    size_t count = 0;
    for (size_t i = 0; i < s->row_count; i++) {
        if (is_bad(&s->rows[i])) {
            worst[count++].row = &s->rows[i];
        }
    }
    if (count > 0) {
        qsort(worst, count, sizeof *worst, by_badness);
    }
    return count;
}

static void show_other_inputs(buffer *out, const place *rows, size_t count) {
    uint64_t documents = 0;
    uint64_t invalid = 0;
    for (size_t i = 0; i < count; i++) {
        documents += rows[i].row->documents;
        invalid += invalid_of(rows[i].row);
    }
    if (count > 0) {
        buffer_literal(out, "<tr class=\"rest\"><th scope=\"row\">");
        html_number(out, count);
        buffer_literal(out, " more inputs</th><td>");
        html_number(out, documents);
        buffer_literal(out, "</td>");
        show_figures(out, invalid, documents);
    }
}

static void show_inputs(buffer *out, const summary *s) {
    place *worst = allocate(s->row_count + 1, sizeof *worst);
    const size_t count = worst_of(s, worst);
    const size_t shown = count < TOP_INPUTS ? count : TOP_INPUTS;
    buffer_literal(out, "<section><h2>Worst inputs</h2>\n");
    if (count == 0) {
        buffer_literal(out, "<p class=\"nothing\">No input has an invalid document.</p>");
    } else {
        buffer_literal(out, "<table><thead><tr><th>input</th><th>documents</th><th>invalid</th>"
                            "<th>share</th></tr></thead><tbody>\n");
        for (size_t i = 0; i < shown; i++) {
            show_input(out, worst[i].row);
        }
        show_other_inputs(out, worst + shown, count - shown);
        buffer_literal(out, "</tbody></table>");
    }
    buffer_literal(out, "</section>\n");
    free(worst);
}

/* ---- The page --------------------------------------------------------------------------------*/

static void show_options(buffer *out, const verdict_options *o) {
    buffer_format(out, "<footer><p>framing %s, nesting up to %u", division_name(o->division),
                  o->max_depth);
    if (o->max_bytes > 0) {
        buffer_literal(out, ", documents up to ");
        html_number(out, o->max_bytes);
        buffer_literal(out, " bytes");
    }
    buffer_text(out, o->catalogue != 0 ? ", with a catalogue of codes" : "");
    buffer_literal(out, "</p></footer>\n");
}

void summary_show_html(buffer *out, const summary *s) {
    show_head(out, s);
    show_tiles(out, &s->tally);
    buffer_literal(out, "<div class=\"columns\"><div class=\"column\">\n");
    show_violations(out, &s->tally);
    show_sizes(out, &s->tally);
    buffer_literal(out, "</div><div class=\"column\">\n");
    show_codes(out, s);
    buffer_literal(out, "</div></div>\n");
    show_inputs(out, s);
    show_options(out, &s->options);
    html_end(out);
}
