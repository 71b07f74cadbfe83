#include "check/report.h"

#include <string.h>

#include "support/escape.h"

static void key(buffer *b, const char *name) {
    buffer_literal(b, ",\"");
    buffer_text(b, name);
    buffer_literal(b, "\":");
}

static void number_member(buffer *b, const char *name, uint64_t value) {
    key(b, name);
    buffer_number(b, value);
}

/* Names from the library's tables need no escape. NULL becomes null. */
static void name_value(buffer *b, const char *value) {
    if (value == NULL) {
        buffer_literal(b, "null");
        return;
    }
    buffer_byte(b, '"');
    buffer_text(b, value);
    buffer_byte(b, '"');
}

static void name_member(buffer *b, const char *name, const char *value) {
    key(b, name);
    name_value(b, value);
}

static void text_member(buffer *b, const char *name, tce_text text) {
    key(b, name);
    if (text.bytes == NULL) {
        buffer_literal(b, "null");
    } else {
        escape_json(b, text.bytes, text.length);
    }
}

static void violation_members(buffer *b, const tce_report *report) {
    key(b, "violations");
    buffer_byte(b, '[');
    for (uint32_t i = 0; i < report->violation_count; i++) {
        if (i > 0) {
            buffer_byte(b, ',');
        }
        name_value(b, tce_violation_name((tce_violation)report->violation_order[i]));
    }
    buffer_byte(b, ']');
    name_member(b, "first_violation", tce_violation_name(report->first_violation));
    if (report->first_violation != TCE_VIOLATION_NONE) {
        number_member(b, "violation_offset", report->violation_offset);
    } else {
        name_member(b, "violation_offset", NULL);
    }
}

static void code_members(buffer *b, const tce_report *report) {
    const tce_code_info *info = &report->code_info;
    text_member(b, "code", report->error_code);
    name_member(b, "code_kind", tce_code_kind_name(info->kind));
    name_member(b, "category", info->category);
    name_member(b, "class", tce_code_class_name(info->code_class));
}

static void message_members(buffer *b, const tce_report *report) {
    text_member(b, "message", report->error_message);
    key(b, "message_truncated");
    buffer_text(b, report->message_truncated ? "true" : "false");
}

static void meaning_member(buffer *b, tce_text meaning) {
    key(b, "meaning");
    if (meaning.bytes == NULL) {
        buffer_literal(b, "null");
    } else {
        escape_json_any(b, meaning.bytes, meaning.length);
    }
}

void report_json_source(buffer *source, const char *name) {
    escape_json_any(source, name, strlen(name));
}

void report_json(buffer *lines, const document *d) {
    buffer_literal(lines, "{\"source\":");
    buffer_append(lines, d->source->bytes, d->source->length);
    number_member(lines, "index", d->index);
    number_member(lines, "offset", d->offset);
    number_member(lines, "length", d->report->length);
    name_member(lines, "verdict", tce_verdict_name(d->report->verdict));
    violation_members(lines, d->report);
    text_member(lines, "request_id", d->report->request_id);
    code_members(lines, d->report);
    message_members(lines, d->report);
    if (d->explain) {
        meaning_member(lines, d->meaning);
    }
    buffer_literal(lines, "}\n");
}
