/*
 * The names of the constants, as reports print them.
 */
#include "tcenvelope.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define NAME_AT(table, number)                                                                     \
    ((unsigned)(number) < COUNT(table) ? (table)[(unsigned)(number)] : NULL)

typedef struct violation_words {
    const char *name;
    const char *meaning;
} violation_words;

static const violation_words violations[] = {
#define TCE_VIOLATION(constant, name, meaning, example)                                            \
    [TCE_VIOLATION_##constant] = {name, meaning},
#include "tcenvelope/violations.def"
#undef TCE_VIOLATION
};

_Static_assert(TCE_VIOLATION_END - 1 <= TCE_VIOLATION_COUNT_MAX, "a report has space for each");
_Static_assert(TCE_MAX_REQUEST_ID == 128 && TCE_MAX_CODE == 128, "as the meanings say");

static const char *const verdicts[] = {
    [TCE_VERDICT_SUCCESS] = "success",
    [TCE_VERDICT_FAILURE] = "failure",
    [TCE_VERDICT_INVALID] = "invalid",
};

static const char *const code_kinds[] = {
    [TCE_KIND_COMMON] = "common",
    [TCE_KIND_CATALOGUE] = "catalogue",
    [TCE_KIND_DERIVED] = "derived",
    [TCE_KIND_UNKNOWN] = "unknown",
};

static const char *const classes[] = {
    [TCE_CLASS_AUTH] = "auth",         [TCE_CLASS_REQUEST] = "request",
    [TCE_CLASS_QUOTA] = "quota",       [TCE_CLASS_THROTTLE] = "throttle",
    [TCE_CLASS_RESOURCE] = "resource", [TCE_CLASS_SERVER] = "server",
    [TCE_CLASS_DRY_RUN] = "dry_run",   [TCE_CLASS_OTHER] = "other",
};

static const char *const engines[] = {
    [TCE_ENGINE_AUTO] = "auto",
    [TCE_ENGINE_YAJL] = "yajl",
    [TCE_ENGINE_SIMD] = "simd",
};

static const char *const framings[] = {
    [TCE_FRAMING_SINGLE] = "single",
    [TCE_FRAMING_NDJSON] = "ndjson",
    [TCE_FRAMING_CONCATENATED] = "concatenated",
};

static const char *const statuses[] = {
    [TCE_OK] = "ok",
    [TCE_REJECTED] = "rejected",
    [TCE_UNFRAMABLE] = "unframable",
    [TCE_CANCELLED] = "cancelled",
    [TCE_MISUSE] = "misuse",
};

const char *tce_violation_name(tce_violation violation) {
    return (unsigned)violation < TCE_VIOLATION_END ? violations[violation].name : NULL;
}

const char *tce_violation_meaning(tce_violation violation) {
    return (unsigned)violation < TCE_VIOLATION_END ? violations[violation].meaning : NULL;
}

const char *tce_verdict_name(tce_verdict verdict) {
    return NAME_AT(verdicts, verdict);
}

const char *tce_code_kind_name(tce_code_kind kind) {
    return NAME_AT(code_kinds, kind);
}

const char *tce_code_class_name(tce_code_class code_class) {
    return NAME_AT(classes, code_class);
}

const char *tce_engine_name(tce_engine engine) {
    return NAME_AT(engines, engine);
}

const char *tce_framing_name(tce_framing framing) {
    return NAME_AT(framings, framing);
}

const char *tce_status_name(tce_status status) {
    return NAME_AT(statuses, status);
}
