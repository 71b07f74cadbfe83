#include "families.h"

static const char *verdict_name(unsigned number) {
    return tce_http_verdict_name((tce_http_verdict)number);
}

static const char *verdict_meaning(unsigned number) {
    return tce_http_verdict_meaning((tce_http_verdict)number);
}

static const char *violation_name(unsigned number) {
    return tce_violation_name((tce_violation)number);
}

static const char *violation_meaning(unsigned number) {
    return tce_violation_meaning((tce_violation)number);
}

static const char *done_name(unsigned number) {
    return tce_http_done_name((tce_http_done)number);
}

static const char *done_meaning(unsigned number) {
    return tce_http_done_meaning((tce_http_done)number);
}

static const char *coding_name(unsigned number) {
    return tce_http_coding_name((tce_http_coding)number);
}

static const char *skip_name(unsigned number) {
    return tce_http_skip_name((tce_http_skip)number);
}

static const char *skip_meaning(unsigned number) {
    return tce_http_skip_meaning((tce_http_skip)number);
}

const family families[TCE_HTTP_FAMILY_END] = {
    [TCE_HTTP_FAMILY_VERDICTS] = {"verdicts", "verdict", "responses", "Responses by verdict.", 1,
                                  TCE_HTTP_VERDICT_END, verdict_name, verdict_meaning},
    [TCE_HTTP_FAMILY_VIOLATIONS] = {"violations", "violation", "violations",
                                    "Responses with this violation.", 1, TCE_VIOLATION_END,
                                    violation_name, violation_meaning},
    [TCE_HTTP_FAMILY_ACTIONS] = {"actions", "action", "actions", "Responses by action.", 1,
                                 TCE_HTTP_DONE_END, done_name, done_meaning},
    [TCE_HTTP_FAMILY_CODINGS] = {"codings", "coding", "codings",
                                 "Validated responses by content coding.", 0, TCE_HTTP_CODING_END,
                                 coding_name, NULL},
    [TCE_HTTP_FAMILY_SKIPS] = {"skips", "reason", "skips", "Skipped responses by reason.",
                               TCE_HTTP_SKIP_OFF + 1, TCE_HTTP_SKIP_END, skip_name, skip_meaning},
};
