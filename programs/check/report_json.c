#include "check/report.h"

#include <string.h>

#include "support/escape.h"

/* `,"name":`, at a length that the compiler knows. */
#define KEY(b, name) buffer_literal((b), ",\"" name "\":")

/* Names from the library's tables need no escape. NULL becomes null. */
static void append_name(buffer *b, const char *name) {
    if (name == NULL) {
        buffer_literal(b, "null");
        return;
    }
    buffer_byte(b, '"');
    buffer_text(b, name);
    buffer_byte(b, '"');
}

static void append_text(buffer *b, tce_text text) {
    if (text.bytes == NULL) {
        buffer_literal(b, "null");
    } else {
        escape_json(b, text.bytes, text.length);
    }
}

static void violation_members(buffer *b, const tce_report *report) {
    KEY(b, "violations");
    buffer_byte(b, '[');
    for (uint32_t i = 0; i < report->violation_count; i++) {
        if (i > 0) {
            buffer_byte(b, ',');
        }
        append_name(b, tce_violation_name((tce_violation)report->violation_order[i]));
    }
    buffer_literal(b, "],\"first_violation\":");
    append_name(b, tce_violation_name(report->first_violation));
    KEY(b, "violation_offset");
    if (report->first_violation != TCE_VIOLATION_NONE) {
        buffer_number(b, report->violation_offset);
    } else {
        buffer_literal(b, "null");
    }
}

static void code_members(buffer *b, const tce_report *report) {
    const tce_code_info *info = &report->code_info;
    KEY(b, "code");
    append_text(b, report->error_code);
    KEY(b, "code_kind");
    append_name(b, tce_code_kind_name(info->kind));
    KEY(b, "category");
    append_name(b, info->category);
    KEY(b, "class");
    append_name(b, tce_code_class_name(info->code_class));
}

static void message_members(buffer *b, const tce_report *report) {
    KEY(b, "message");
    append_text(b, report->error_message);
    KEY(b, "message_truncated");
    buffer_text(b, report->message_truncated ? "true" : "false");
}

static void meaning_member(buffer *b, tce_text meaning) {
    KEY(b, "meaning");
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
    KEY(lines, "index");
    buffer_number(lines, d->index);
    KEY(lines, "offset");
    buffer_number(lines, d->offset);
    KEY(lines, "length");
    buffer_number(lines, d->report->length);
    KEY(lines, "verdict");
    append_name(lines, tce_verdict_name(d->report->verdict));
    violation_members(lines, d->report);
    KEY(lines, "request_id");
    append_text(lines, d->report->request_id);
    code_members(lines, d->report);
    message_members(lines, d->report);
    if (d->explain) {
        meaning_member(lines, d->meaning);
    }
    buffer_literal(lines, "}\n");
}
