#include "summary/show_json.h"

#include <string.h>

#include "support/escape.h"

static void key(buffer *out, const char *name) {
    buffer_literal(out, ",\n\"");
    buffer_text(out, name);
    buffer_literal(out, "\":");
}

static void member(buffer *out, const char *name, uint64_t value) {
    buffer_literal(out, ",\"");
    buffer_text(out, name);
    buffer_literal(out, "\":");
    buffer_number(out, value);
}

static void show_options(buffer *out, const verdict_options *o) {
    key(out, "options");
    buffer_format(out, "{\"framing\":\"%s\"", division_name(o->division));
    member(out, "max_depth", o->max_depth);
    member(out, "max_bytes", o->max_bytes);
    buffer_format(out, ",\"catalogue\":\"%016llx\"}", (unsigned long long)o->catalogue);
}

static void show_total(buffer *out, const summary *s) {
    key(out, "complete");
    buffer_text(out, s->complete ? "true" : "false");
    key(out, "documents");
    buffer_number(out, s->tally.documents);
    key(out, "bytes");
    buffer_number(out, s->bytes);
    key(out, "microseconds");
    buffer_number(out, s->microseconds);
}

/* {"name":count,...} of what occurred, in the order of the numbers. */
typedef struct counted {
    const char *key;
    const uint64_t *counts;
    size_t count;
    const char *(*name_of)(size_t index, buffer *space);
} counted;

static const char *verdict_of(size_t index, buffer *space) {
    (void)space;
    return tce_verdict_name((tce_verdict)index);
}

static const char *violation_of(size_t index, buffer *space) {
    (void)space;
    return tce_violation_name((tce_violation)index);
}

/* The smallest size of the class. */
static const char *size_of(size_t index, buffer *space) {
    buffer_clear(space);
    buffer_number(space, index == 0 ? 0 : UINT64_C(1) << (index - 1));
    buffer_byte(space, '\0');
    return space->bytes;
}

static void show_counted(buffer *out, const counted *c) {
    buffer space = {0};
    bool first = true;
    key(out, c->key);
    buffer_byte(out, '{');
    for (size_t i = 0; i < c->count; i++) {
        if (c->counts[i] > 0) {
            buffer_format(out, "%s\"%s\":", first ? "" : ",", c->name_of(i, &space));
            buffer_number(out, c->counts[i]);
            first = false;
        }
    }
    buffer_byte(out, '}');
    buffer_free(&space);
}

static void show_codes(buffer *out, const code_table *codes) {
    key(out, "codes");
    buffer_byte(out, '[');
    for (size_t i = 0; i < codes->distinct; i++) {
        const code_count *c = &codes->counts[i];
        buffer_text(out, i == 0 ? "\n{\"code\":" : ",\n{\"code\":");
        escape_json(out, c->code, c->length);
        buffer_format(out, ",\"class\":\"%s\"", tce_code_class_name((tce_code_class)c->code_class));
        member(out, "count", c->count);
        buffer_byte(out, '}');
    }
    buffer_byte(out, ']');
    key(out, "other_codes");
    buffer_number(out, codes->others);
}

static void show_range(buffer *out, const input_row *row) {
    if (!row->has_size) {
        buffer_literal(out, ",\"size\":null");
        return;
    }
    member(out, "size", row->size);
    member(out, "begin", row->begin);
    member(out, "end", row->end);
}

static void show_row(buffer *out, const input_row *row) {
    buffer_literal(out, "{\"name\":");
    escape_json_any(out, row->name, strlen(row->name));
    buffer_format(out, ",\"framing\":\"%s\",\"coding\":\"%s\"", division_name(row->division),
                  coding_name(row->coding));
    buffer_format(out, ",\"complete\":%s", row->complete ? "true" : "false");
    show_range(out, row);
    member(out, "bytes", row->bytes);
    member(out, "documents", row->documents);
    member(out, "success", row->verdicts[TCE_VERDICT_SUCCESS]);
    member(out, "failure", row->verdicts[TCE_VERDICT_FAILURE]);
    member(out, "invalid", row->verdicts[TCE_VERDICT_INVALID]);
    buffer_byte(out, '}');
}

static void show_rows(buffer *out, const summary *s) {
    key(out, "inputs");
    buffer_byte(out, '[');
    for (size_t i = 0; i < s->row_count; i++) {
        buffer_text(out, i == 0 ? "\n" : ",\n");
        show_row(out, &s->rows[i]);
    }
    buffer_literal(out, "]}\n");
}

void summary_show_json(buffer *out, const summary *s) {
    const counted parts[] = {
        {"verdicts", s->tally.verdicts, VERDICT_END, verdict_of},
        {"violations", s->tally.violations, TCE_VIOLATION_END, violation_of},
        {"sizes", s->tally.sizes, SIZES, size_of},
    };
    buffer_format(out, "{\"tcenvelope_summary\":%d", SUMMARY_VERSION);
    key(out, "version");
    buffer_format(out, "\"%s\"", s->version);
    show_options(out, &s->options);
    show_total(out, s);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        show_counted(out, &parts[i]);
    }
    show_codes(out, &s->codes);
    show_rows(out, s);
}
