/*
 * The names of the vocabulary, as reports print them.
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
    [TCE_VIOLATION_JSON_EMPTY] = {"json_empty", "the document holds no value"},
    [TCE_VIOLATION_JSON_BOM] = {"json_bom", "the document begins with a byte-order mark"},
    [TCE_VIOLATION_JSON_UTF8] = {"json_utf8", "ill-formed UTF-8"},
    [TCE_VIOLATION_JSON_SYNTAX] = {"json_syntax", "a byte that no JSON text could have there"},
    [TCE_VIOLATION_JSON_TRUNCATED] = {"json_truncated", "the input ended inside the value"},
    [TCE_VIOLATION_JSON_TRAILING] = {"json_trailing",
                                     "more than white space stands after the value"},
    [TCE_VIOLATION_JSON_DEPTH] = {"json_depth", "the nesting is deeper than the limit"},
    [TCE_VIOLATION_JSON_SIZE] = {"json_size", "the document is larger than the limit"},
    [TCE_VIOLATION_ROOT_NOT_OBJECT] = {"root_not_object", "the root value is not an object"},
    [TCE_VIOLATION_RESPONSE_MISSING] = {"response_missing", "the root object has no Response"},
    [TCE_VIOLATION_RESPONSE_NOT_OBJECT] = {"response_not_object", "Response is not an object"},
    [TCE_VIOLATION_RESPONSE_DUPLICATE] = {"response_duplicate",
                                          "Response stands there more than once"},
    [TCE_VIOLATION_REQUEST_ID_MISSING] = {"request_id_missing", "Response has no RequestId"},
    [TCE_VIOLATION_REQUEST_ID_NOT_STRING] = {"request_id_not_string", "RequestId is not a string"},
    [TCE_VIOLATION_REQUEST_ID_EMPTY] = {"request_id_empty", "RequestId is empty"},
    [TCE_VIOLATION_REQUEST_ID_TOO_LONG] = {"request_id_too_long",
                                           "RequestId is longer than 128 bytes"},
    [TCE_VIOLATION_REQUEST_ID_DUPLICATE] = {"request_id_duplicate",
                                            "RequestId stands there more than once"},
    [TCE_VIOLATION_ERROR_NOT_OBJECT] = {"error_not_object", "Error is not an object"},
    [TCE_VIOLATION_ERROR_DUPLICATE] = {"error_duplicate", "Error stands there more than once"},
    [TCE_VIOLATION_CODE_MISSING] = {"code_missing", "Error has no Code"},
    [TCE_VIOLATION_CODE_NOT_STRING] = {"code_not_string", "Code is not a string"},
    [TCE_VIOLATION_CODE_EMPTY] = {"code_empty", "Code is empty"},
    [TCE_VIOLATION_CODE_TOO_LONG] = {"code_too_long", "Code is longer than 128 bytes"},
    [TCE_VIOLATION_CODE_DUPLICATE] = {"code_duplicate", "Code stands there more than once"},
    [TCE_VIOLATION_MESSAGE_MISSING] = {"message_missing", "Error has no Message"},
    [TCE_VIOLATION_MESSAGE_NOT_STRING] = {"message_not_string", "Message is not a string"},
    [TCE_VIOLATION_MESSAGE_DUPLICATE] = {"message_duplicate",
                                         "Message stands there more than once"},
};

_Static_assert(COUNT(violations) == TCE_VIOLATION_END, "every violation has its words");
_Static_assert(TCE_VIOLATION_END <= TCE_VIOLATION_COUNT_MAX, "a report has room for each");
_Static_assert(TCE_MAX_REQUEST_ID == 128 && TCE_MAX_CODE == 128, "as the meanings say");

static const char *const verdicts[] = {
    [TCE_VERDICT_SUCCESS] = "success",
    [TCE_VERDICT_FAILURE] = "failure",
    [TCE_VERDICT_INVALID] = "invalid",
};

static const char *const code_kinds[] = {
    [TCE_CODE_KIND_COMMON] = "common",
    [TCE_CODE_KIND_CATALOGUE] = "catalogue",
    [TCE_CODE_KIND_DERIVED] = "derived",
    [TCE_CODE_KIND_UNKNOWN] = "unknown",
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
