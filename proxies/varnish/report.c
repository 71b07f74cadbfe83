#include "report.h"

#include "counters.h"

_Static_assert(TCE_MAX_REQUEST_ID <= TCE_MAX_CODE, "a buffer for a code holds a RequestId too");

/* ---- Texts -----------------------------------------------------------------------------------*/

const char *report_text(tce_text text, char buffer[REPORT_TEXT_MAX]) {
    const size_t length = text.length < REPORT_TEXT_MAX ? text.length : REPORT_TEXT_MAX - 1;
    for (size_t i = 0; i < length; i++) {
        const char c = text.bytes[i];
        buffer[i] = c;
        if ((unsigned char)c < 0x20 || c == 0x7f) {
            buffer[i] = '?';
        }
    }
    buffer[length] = '\0';
    return buffer;
}

/* ---- Log -------------------------------------------------------------------------------------*/

/* A record as std.log() writes it, which varnishncsa shows for %{VCL_Log:tcenvelope_...}x. What
 * there is not has no record. */
static void log_name(struct vsl_log *log, const char *key, const char *name) {
    if (name != NULL) {
        VSLb(log, SLT_VCL_Log, "tcenvelope_%s: %s", key, name);
    }
}

static void log_number(struct vsl_log *log, const char *key, uint64_t number) {
    VSLb(log, SLT_VCL_Log, "tcenvelope_%s: %ju", key, (uintmax_t)number);
}

static void log_text(struct vsl_log *log, const char *key, tce_text text) {
    char buffer[REPORT_TEXT_MAX];
    if (text.length > 0) {
        log_name(log, key, report_text(text, buffer));
    }
}

static void log_violation(struct vsl_log *log, const tce_http_outcome *o) {
    if (o->violation != TCE_VIOLATION_NONE) {
        log_name(log, "violation", tce_violation_name(o->violation));
        log_number(log, "offset", o->offset);
    }
}

static void log_body(struct vsl_log *log, const tce_http_outcome *o) {
    log_number(log, "bytes", o->bytes);
    log_name(log, "coding", tce_http_coding_name(o->coding));
    log_text(log, "request_id", o->request_id);
    if (o->error_code.length > 0) {
        log_text(log, "error_code", o->error_code);
        log_name(log, "error_class", tce_code_class_name(o->code_class));
    }
}

static bool is_sound(const tce_http_outcome *o) {
    return o->verdict == TCE_HTTP_VERDICT_SUCCESS || o->verdict == TCE_HTTP_VERDICT_FAILURE;
}

/* A client that leaves is not an error of the response. */
static void log_line(struct vsl_log *log, const tce_http_outcome *o) {
    char line[TCE_HTTP_LINE_MAX];
    const bool is_of_client = o->verdict == TCE_HTTP_VERDICT_UNSEEN && o->reason == NULL;
    const bool is_passed_over =
        o->verdict == TCE_HTTP_VERDICT_SKIPPED && o->done != TCE_HTTP_DONE_REJECTED;
    if (!is_sound(o) && !is_of_client && !is_passed_over) {
        (void)tce_http_describe(o, line, sizeof(line));
        VSLb(log, SLT_Notice, "vmod_tcenvelope: %s", line);
    }
}

static void log_outcome(struct vsl_log *log, const tce_http_outcome *o) {
    log_name(log, "verdict", tce_http_verdict_name(o->verdict));
    log_violation(log, o);
    if (o->verdict != TCE_HTTP_VERDICT_SKIPPED) {
        log_body(log, o);
    }
    log_name(log, "skip", tce_http_skip_name(o->skip));
    log_name(log, "action", tce_http_done_name(o->done));
    log_line(log, o);
}

/* ---- Outcome ---------------------------------------------------------------------------------*/

void report_outcome(struct vsl_log *log, const tce_http_outcome *outcome) {
    if (outcome != NULL) {
        log_outcome(log, outcome);
        counters_count(outcome);
    }
}

void report_exhausted(struct vsl_log *log, bool is_refused) {
    const tce_http_outcome outcome = {.verdict = TCE_HTTP_VERDICT_UNSEEN,
                                      .done = is_refused ? TCE_HTTP_DONE_REJECTED
                                                         : TCE_HTTP_DONE_PASSED,
                                      .reason = "workspace_backend is too small"};
    report_outcome(log, &outcome);
}
