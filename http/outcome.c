#include "outcome.h"

#define SET_OF(violation) (UINT64_C(1) << (violation))

/* What a validator finds at the end of its input, which says nothing of a body that was cut short
 * or whose coding is broken. */
#define OF_THE_END (SET_OF(TCE_VIOLATION_JSON_TRUNCATED) | SET_OF(TCE_VIOLATION_JSON_EMPTY))

/* ---- Report ----------------------------------------------------------------------------------*/

static void report_add(tce_report *report, tce_violation violation, uint64_t offset) {
    if (report->violation_count == 0) {
        report->first_violation = violation;
        report->violation_offset = offset;
    }
    report->violation_order[report->violation_count++] = (uint8_t)violation;
    report->violations |= SET_OF(violation);
    report->verdict = TCE_VERDICT_INVALID;
}

/* The end's violations are the last of a report, and there is one at most. */
static void report_forget_end(tce_report *report) {
    if ((report->violations & OF_THE_END) == 0) {
        return;
    }
    report->violations &= ~OF_THE_END;
    report->violation_count--;
    report->violation_order[report->violation_count] = 0;
    if (report->violation_count == 0) {
        report->first_violation = TCE_VIOLATION_NONE;
        report->violation_offset = 0;
        report->verdict = TCE_VERDICT_NONE;
    }
}

/* Whether the text was found not to be JSON: nothing after that can be trusted, its coding neither.
 */
static bool report_is_broken(const tce_report *report) {
    bool found = false;
    for (int v = TCE_VIOLATION_JSON_EMPTY; v <= TCE_VIOLATION_JSON_SIZE; v++) {
        found = found || tce_report_has(report, (tce_violation)v);
    }
    return found;
}

/* The validator's report, corrected for what the validator does not know. */
static const tce_report *report_of(tce_http *h, bool is_complete) {
    const tce_report *report = tce_finish(h->validator);
    if (report == NULL || (is_complete && h->decode.violation == TCE_VIOLATION_NONE)) {
        return report;
    }
    tce_report_copy(&h->report, report);
    report_forget_end(&h->report);
    if (h->decode.violation != TCE_VIOLATION_NONE && !report_is_broken(&h->report)) {
        report_add(&h->report, h->decode.violation, h->decode.offset);
    }
    return &h->report;
}

/* ---- Verdict ---------------------------------------------------------------------------------*/

static bool is_truncated(const tce_report *report) {
    return tce_report_has(report, TCE_VIOLATION_JSON_TRUNCATED) ||
           tce_report_has(report, TCE_VIOLATION_CODING_TRUNCATED);
}

static tce_http_verdict verdict_of(const tce_http *h, const tce_report *report,
                                   tce_http_ending ending) {
    if (h->is_unseen || report == NULL) {
        return TCE_HTTP_VERDICT_UNSEEN;
    }
    if (report->verdict == TCE_VERDICT_INVALID) {
        return is_truncated(report) ? TCE_HTTP_VERDICT_TRUNCATED : TCE_HTTP_VERDICT_INVALID;
    }
    if (ending == TCE_HTTP_END_UPSTREAM_FAILED && h->status == TCE_OK) {
        return TCE_HTTP_VERDICT_INCOMPLETE;
    }
    if (ending != TCE_HTTP_END_COMPLETE || report->verdict == TCE_VERDICT_NONE) {
        return TCE_HTTP_VERDICT_UNSEEN;
    }
    return report->verdict == TCE_VERDICT_SUCCESS ? TCE_HTTP_VERDICT_SUCCESS
                                                  : TCE_HTTP_VERDICT_FAILURE;
}

static void take_report(tce_http_outcome *o, const tce_report *report) {
    o->report = report;
    o->request_id = report->request_id;
    o->error_code = report->error_code;
    o->code_class = report->code_info.code_class;
    if (o->verdict == TCE_HTTP_VERDICT_INVALID || o->verdict == TCE_HTTP_VERDICT_TRUNCATED) {
        o->violation = report->first_violation;
        o->offset = report->violation_offset;
        o->violations = report->violations;
    }
}

void outcome_settle(tce_http *h, tce_http_ending ending) {
    tce_http_outcome *o = &h->outcome;
    if (o->verdict != TCE_HTTP_VERDICT_NONE) {
        return;
    }
    const bool is_complete = ending == TCE_HTTP_END_COMPLETE;
    if (is_complete) {
        decode_finish(&h->decode);
    }
    const tce_report *report = report_of(h, is_complete);
    o->verdict = verdict_of(h, report, ending);
    o->decoded_bytes = h->decode.decoder == NULL ? o->bytes : h->decode.decoded;
    if (report != NULL) {
        take_report(o, report);
    }
}

bool outcome_is_sound(const tce_http_outcome *outcome) {
    return outcome->verdict == TCE_HTTP_VERDICT_SUCCESS ||
           outcome->verdict == TCE_HTTP_VERDICT_FAILURE;
}

const tce_http_outcome *tce_http_outcome_of(const tce_http *h) {
    return h == NULL || h->outcome.verdict == TCE_HTTP_VERDICT_NONE ? NULL : &h->outcome;
}
