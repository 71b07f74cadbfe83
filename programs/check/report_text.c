#include "check/report.h"

#include <string.h>

#include "support/escape.h"

#define COLOUR_END "\033[0m"

static const char *colour_of(tce_verdict verdict) {
    switch (verdict) {
    case TCE_VERDICT_SUCCESS:
        return "\033[32m";
    case TCE_VERDICT_FAILURE:
        return "\033[33m";
    default:
        return "\033[31m";
    }
}

static void show_verdict(buffer *b, tce_verdict verdict, bool colour) {
    if (colour) {
        buffer_text(b, colour_of(verdict));
    }
    buffer_text(b, tce_verdict_name(verdict));
    if (colour) {
        buffer_literal(b, COLOUR_END);
    }
}

/* "request_id_missing at byte 57, message_missing": the offset belongs to the first. */
static void show_violations(buffer *b, const tce_report *report) {
    for (uint32_t i = 0; i < report->violation_count; i++) {
        buffer_text(b, i == 0 ? "  " : ", ");
        buffer_text(b, tce_violation_name((tce_violation)report->violation_order[i]));
        if (i == 0) {
            buffer_literal(b, " at byte ");
        }
        if (i == 0) {
            buffer_number(b, report->violation_offset);
        }
    }
}

static void show_code(buffer *b, const tce_report *report) {
    if (report->error_code.bytes == NULL) {
        return;
    }
    buffer_literal(b, "  ");
    escape_terminal(b, report->error_code.bytes, report->error_code.length);
    buffer_literal(b, " (");
    buffer_text(b, tce_code_kind_name(report->code_info.kind));
    buffer_literal(b, ", ");
    buffer_text(b, tce_code_class_name(report->code_info.code_class));
    buffer_byte(b, ')');
}

static void show_message(buffer *b, const tce_report *report) {
    if (report->error_message.bytes == NULL) {
        return;
    }
    buffer_literal(b, "  ");
    escape_terminal_quoted(b, report->error_message.bytes, report->error_message.length);
    if (report->message_truncated) {
        buffer_literal(b, "...");
    }
}

static void show_request_id(buffer *b, const tce_report *report) {
    if (report->request_id.bytes == NULL) {
        return;
    }
    buffer_literal(b, "  RequestId ");
    escape_terminal(b, report->request_id.bytes, report->request_id.length);
}

void report_text_source(buffer *source, const char *name) {
    escape_terminal(source, name, strlen(name));
}

void report_text(buffer *lines, const document *d, bool colour) {
    buffer_append(lines, d->source->bytes, d->source->length);
    buffer_byte(lines, ':');
    buffer_number(lines, d->index);
    buffer_literal(lines, ": ");
    show_verdict(lines, d->report->verdict, colour);
    show_violations(lines, d->report);
    show_code(lines, d->report);
    show_message(lines, d->report);
    show_request_id(lines, d->report);
    buffer_byte(lines, '\n');
}
