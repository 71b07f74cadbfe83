/*
 * The names of the constants, as reports print them.
 */
#include <assert.h>

#include "tcenvelope.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define NAME_AT(table, number)                                                                     \
    ((unsigned)(number) < COUNT(table) ? (table)[(unsigned)(number)] : NULL)

typedef struct violation_words {
    const char *name;
    const char *meaning;
} violation_words;

/* Each table is in the order of its numbers, from 0 on. */

static const violation_words violations[] = {
    {NULL, NULL},
#define TCE_VIOLATION(constant, name, meaning, example) {name, meaning},
#include "tcenvelope/violations.def"
#undef TCE_VIOLATION
};

static_assert(COUNT(violations) == TCE_VIOLATION_END, "each has a name");
static_assert(TCE_VIOLATION_END - 1 <= TCE_VIOLATION_COUNT_MAX, "a report has space for each");
static_assert(TCE_MAX_REQUEST_ID == 128 && TCE_MAX_CODE == 128, "as the meanings say");

static const char *const verdicts[] = {NULL, "success", "failure", "invalid"};
static_assert(COUNT(verdicts) == TCE_VERDICT_INVALID + 1, "each has a name");

static const char *const code_kinds[] = {NULL, "common", "catalogue", "derived", "unknown"};
static_assert(COUNT(code_kinds) == TCE_KIND_UNKNOWN + 1, "each has a name");

static const char *const classes[] = {
    NULL, "auth", "request", "quota", "throttle", "resource", "server", "dry_run", "other",
};
static_assert(COUNT(classes) == TCE_CLASS_OTHER + 1, "each has a name");

static const char *const engines[] = {"auto", "yajl", "simd"};
static_assert(COUNT(engines) == TCE_ENGINE_SIMD + 1, "each has a name");

static const char *const framings[] = {"single", "ndjson", "concatenated"};
static_assert(COUNT(framings) == TCE_FRAMING_CONCATENATED + 1, "each has a name");

static const char *const statuses[] = {"ok", "rejected", "unframable", "cancelled", "misuse"};
static_assert(COUNT(statuses) == TCE_MISUSE + 1, "each has a name");

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
