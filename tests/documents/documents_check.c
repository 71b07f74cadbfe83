/*
 * Compares the library's report and callbacks for a document with its row.
 */
#include <stdio.h>
#include <string.h>

#include "documents.h"

/* ---- A row, written out ----------------------------------------------------------------------*/

void document_write(const document *row, written_document *out) {
    out->row = row;
    out->length = parts_write(row->json, out->json);
    out->request_id_length = parts_write(row->request_id, out->request_id);
    out->error_code_length = parts_write(row->error_code, out->error_code);
    out->error_message_length = parts_write(row->error_message, out->error_message);
}

static bool present(const part *parts) {
    return parts->times != 0;
}

/* ---- What callbacks record
 * ---------------------------------------------------------------------*/

static bool record(recording *recorded, callback_event event) {
    const size_t number = recorded->count;
    if (number < EVENTS_MAX) {
        recorded->events[number] = event;
        recorded->count++;
    }
    return number != recorded->cancel_at;
}

/* A text longer than `out` keeps its full length, which then differs from the row's. */
static size_t keep(char *out, size_t room, tce_text text) {
    memcpy(out, text.bytes, text.length < room ? text.length : room);
    return text.length;
}

static bool record_request_id(void *user, tce_text text) {
    recording *recorded = user;
    recorded->request_id_length = keep(recorded->request_id, sizeof(recorded->request_id), text);
    return record(recorded, (callback_event){CALLED_REQUEST_ID, TCE_VIOLATION_NONE, 0});
}

static bool record_error_code(void *user, tce_text text, const tce_code_info *info) {
    recording *recorded = user;
    recorded->error_code_length = keep(recorded->error_code, sizeof(recorded->error_code), text);
    recorded->code_info = *info;
    return record(recorded, (callback_event){CALLED_ERROR_CODE, TCE_VIOLATION_NONE, 0});
}

static bool record_error_message(void *user, tce_text text, bool truncated) {
    recording *recorded = user;
    recorded->error_message_length =
        keep(recorded->error_message, sizeof(recorded->error_message), text);
    recorded->message_truncated = truncated;
    return record(recorded, (callback_event){CALLED_ERROR_MESSAGE, TCE_VIOLATION_NONE, 0});
}

static bool record_violation(void *user, tce_violation violation, uint64_t offset) {
    return record(user, (callback_event){CALLED_VIOLATION, violation, offset});
}

void recording_attach(recording *recorded, tce_options *options) {
    options->user = recorded;
    options->on_request_id = record_request_id;
    options->on_error_code = record_error_code;
    options->on_error_message = record_error_message;
    options->on_violation = record_violation;
}

void recording_clear(recording *recorded) {
    *recorded = (recording){.cancel_at = SIZE_MAX};
}

static size_t recording_count(const recording *recorded, callback_kind what) {
    size_t count = 0;
    for (size_t i = 0; i < recorded->count; i++) {
        count += recorded->events[i].what == what ? 1 : 0;
    }
    return count;
}

bool recording_has(const recording *recorded, callback_kind what) {
    return recording_count(recorded, what) != 0;
}

bool recording_has_json_violation(const recording *recorded) {
    for (size_t i = 0; i < recorded->count; i++) {
        if (is_json_violation(recorded->events[i].violation)) {
            return true;
        }
    }
    return false;
}

static bool same_event(const callback_event *a, const callback_event *b) {
    return a->what == b->what && a->violation == b->violation && a->offset == b->offset;
}

bool recording_equal(const recording *a, const recording *b) {
    if (a->count != b->count) {
        return false;
    }
    size_t i = 0;
    while (i < a->count && same_event(&a->events[i], &b->events[i])) {
        i++;
    }
    return i == a->count;
}

/* ---- Differences -----------------------------------------------------------------------------*/

static size_t expected_count(const document *row) {
    size_t count = 0;
    while (row->violations[count].violation != TCE_VIOLATION_NONE) {
        count++;
    }
    return count;
}

static uint64_t expected_set(const document *row) {
    uint64_t set = 0;
    for (const expected_violation *v = row->violations; v->violation != TCE_VIOLATION_NONE; v++) {
        set |= (uint64_t)1 << v->violation;
    }
    return set;
}

static bool same_order(const document *row, const tce_report *report) {
    const size_t count = expected_count(row);
    size_t i = 0;
    while (i < count && report->violation_order[i] == row->violations[i].violation) {
        i++;
    }
    return i == count;
}

static const char *violations_difference(const document *row, const tce_report *report) {
    if (report->violation_count != expected_count(row)) {
        return "the number of violations";
    }
    if (!same_order(row, report)) {
        return "the order of the violations";
    }
    if (report->violations != expected_set(row)) {
        return "the set of violations";
    }
    if (report->first_violation != row->violations[0].violation) {
        return "the first violation";
    }
    return report->violation_offset != row->violations[0].offset ? "the offset" : NULL;
}

/* A present text is NUL-terminated; an absent one is NULL with length 0. */
static bool same_text(bool expected, const char *bytes, size_t length, tce_text got) {
    if (!expected || got.bytes == NULL) {
        return !expected && got.bytes == NULL && got.length == 0;
    }
    return got.length == length && memcmp(got.bytes, bytes, length) == 0 &&
           got.bytes[length] == '\0';
}

static bool lies_in(const tce_report *report, tce_text text) {
    const char *begin = (const char *)report;
    return text.bytes == NULL ||
           (text.bytes >= begin && text.bytes + text.length < begin + sizeof(*report));
}

static const char *texts_difference(const written_document *d, const tce_report *report) {
    if (!same_text(present(d->row->request_id), d->request_id, d->request_id_length,
                   report->request_id)) {
        return "request_id";
    }
    if (!same_text(present(d->row->error_code), d->error_code, d->error_code_length,
                   report->error_code)) {
        return "error_code";
    }
    if (!same_text(present(d->row->error_message), d->error_message, d->error_message_length,
                   report->error_message)) {
        return "error_message";
    }
    return report->message_truncated != d->row->message_truncated ? "message_truncated" : NULL;
}

/* The code of a row without code_info is an unknown one. */
static tce_code_info expected_info(const document *row) {
    if (!present(row->error_code) || row->code_info.kind != TCE_KIND_NONE) {
        return row->code_info;
    }
    return (tce_code_info){
        .kind = TCE_KIND_UNKNOWN, .code_class = TCE_CLASS_OTHER, .category = "other"};
}

static bool same_info(tce_code_info a, tce_code_info b) {
    const bool same_category = a.category == NULL || b.category == NULL
                                   ? a.category == b.category
                                   : strcmp(a.category, b.category) == 0;
    return a.code == b.code && a.kind == b.kind && a.code_class == b.code_class && same_category;
}

static const char *report_difference(const written_document *d, const tce_report *report) {
    if (report->verdict != d->row->verdict) {
        return "the verdict";
    }
    const char *difference = violations_difference(d->row, report);
    if (difference == NULL) {
        difference = texts_difference(d, report);
    }
    if (difference == NULL && !same_info(report->code_info, expected_info(d->row))) {
        difference = "code_info";
    }
    if (difference == NULL && report->length != d->length) {
        difference = "bytes";
    }
    return difference;
}

/* Every violation with its offset, in order; each text once when it is there. */
static bool recorded_violations(const document *row, const recording *recorded) {
    const expected_violation *next = row->violations;
    for (size_t i = 0; i < recorded->count; i++) {
        if (recorded->events[i].what != CALLED_VIOLATION) {
            continue;
        }
        if (recorded->events[i].violation != next->violation ||
            recorded->events[i].offset != next->offset) {
            return false;
        }
        next++;
    }
    return next->violation == TCE_VIOLATION_NONE;
}

static bool recorded_text(const recording *recorded, callback_kind what, bool expected,
                          const char *bytes, size_t length, const char *got, size_t got_length) {
    return recording_count(recorded, what) == (expected ? 1 : 0) &&
           (!expected || (got_length == length && memcmp(got, bytes, length) == 0));
}

static const char *recorded_difference(const written_document *d, const recording *recorded) {
    if (!recorded_violations(d->row, recorded)) {
        return "the calls of on_violation";
    }
    if (!recorded_text(recorded, CALLED_REQUEST_ID, present(d->row->request_id), d->request_id,
                       d->request_id_length, recorded->request_id, recorded->request_id_length)) {
        return "the calls of on_request_id";
    }
    if (!recorded_text(recorded, CALLED_ERROR_CODE, present(d->row->error_code), d->error_code,
                       d->error_code_length, recorded->error_code, recorded->error_code_length) ||
        !same_info(recorded->code_info, expected_info(d->row))) {
        return "the calls of on_error_code";
    }
    if (!recorded_text(recorded, CALLED_ERROR_MESSAGE, present(d->row->error_message),
                       d->error_message, d->error_message_length, recorded->error_message,
                       recorded->error_message_length) ||
        recorded->message_truncated != d->row->message_truncated) {
        return "the calls of on_error_message";
    }
    return NULL;
}

const char *document_difference(const written_document *d, const tce_report *report,
                                const recording *recorded) {
    if (report == NULL) {
        return "there is no report";
    }
    const char *difference = report_difference(d, report);
    if (difference == NULL &&
        !(lies_in(report, report->request_id) && lies_in(report, report->error_code) &&
          lies_in(report, report->error_message))) {
        difference = "a text lies outside the report";
    }
    if (difference == NULL && recorded != NULL) {
        difference = recorded_difference(d, recorded);
    }
    return difference;
}

/* ---- Printing --------------------------------------------------------------------------------*/

#define SHOWN_MAX 100 /* bytes of a text that are printed */

static void print_text(const char *what, bool there, const char *bytes, size_t length) {
    fprintf(stderr, "%s ", what);
    if (!there) {
        fprintf(stderr, "absent; ");
        return;
    }
    fprintf(stderr, "%zu:\"", length);
    for (size_t i = 0; i < length && i < SHOWN_MAX; i++) {
        const unsigned char byte = (unsigned char)bytes[i];
        fprintf(stderr, byte >= 0x20 && byte < 0x7F ? "%c" : "<%02X>", byte);
    }
    fprintf(stderr, "%s\"; ", length > SHOWN_MAX ? "..." : "");
}

static const char *word(const char *name) {
    return name != NULL ? name : "none";
}

static void print_row(const written_document *d) {
    fprintf(stderr, "  expected: %s; ", word(tce_verdict_name(d->row->verdict)));
    for (const expected_violation *v = d->row->violations; v->violation != TCE_VIOLATION_NONE;
         v++) {
        fprintf(stderr, "%s@%llu ", word(tce_violation_name(v->violation)),
                (unsigned long long)v->offset);
    }
    print_text("id", present(d->row->request_id), d->request_id, d->request_id_length);
    print_text("code", present(d->row->error_code), d->error_code, d->error_code_length);
    print_text("message", present(d->row->error_message), d->error_message,
               d->error_message_length);
    fprintf(stderr, "%s%zu bytes\n", d->row->message_truncated ? "truncated; " : "", d->length);
}

static void print_report(const tce_report *report) {
    fprintf(stderr, "  got:      %s; ", word(tce_verdict_name(report->verdict)));
    for (size_t i = 0; i < report->violation_count && i < TCE_VIOLATION_COUNT_MAX; i++) {
        fprintf(stderr, "%s", word(tce_violation_name(report->violation_order[i])));
        if (i == 0) {
            fprintf(stderr, "@%llu", (unsigned long long)report->violation_offset);
        }
        fprintf(stderr, " ");
    }
    print_text("id", report->request_id.bytes != NULL, report->request_id.bytes,
               report->request_id.length);
    print_text("code", report->error_code.bytes != NULL, report->error_code.bytes,
               report->error_code.length);
    print_text("message", report->error_message.bytes != NULL, report->error_message.bytes,
               report->error_message.length);
    fprintf(stderr, "%s%llu bytes\n", report->message_truncated ? "truncated; " : "",
            (unsigned long long)report->length);
}

static void print_recorded(const recording *recorded) {
    static const char *const words[] = {"", "request_id", "error_code", "error_message"};
    fprintf(stderr, "  called:   ");
    for (size_t i = 0; i < recorded->count; i++) {
        const callback_event *event = &recorded->events[i];
        if (event->what == CALLED_VIOLATION) {
            fprintf(stderr, "%s@%llu ", word(tce_violation_name(event->violation)),
                    (unsigned long long)event->offset);
        } else {
            fprintf(stderr, "%s ", words[event->what]);
        }
    }
    fprintf(stderr, "\n");
}

void document_explain(const written_document *d, const tce_report *report,
                      const recording *recorded) {
    print_text("  bytes:   ", true, d->json, d->length);
    fprintf(stderr, "\n");
    print_row(d);
    if (report != NULL) {
        print_report(report);
    }
    if (recorded != NULL) {
        print_recorded(recorded);
    }
}
