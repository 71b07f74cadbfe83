/* The names of the constants, and what they mean to people. */
#include "tcenvelope_http.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define NAME_AT(table, number)                                                                     \
    ((unsigned)(number) < COUNT(table) ? (table)[(unsigned)(number)] : NULL)
#define WORDS_AT(table, number, member)                                                            \
    ((unsigned)(number) < COUNT(table) ? (table)[(unsigned)(number)].member : NULL)

typedef struct words {
    const char *name;
    const char *meaning;
} words;

static const char *const actions[] = {
    [TCE_HTTP_ACTION_MISUSE] = "misuse", [TCE_HTTP_ACTION_FORWARD] = "forward",
    [TCE_HTTP_ACTION_HOLD] = "hold",     [TCE_HTTP_ACTION_RELEASE] = "release",
    [TCE_HTTP_ACTION_REJECT] = "reject", [TCE_HTTP_ACTION_ABORT] = "abort",
};

static const char *const modes[] = {
    [TCE_HTTP_MODE_OFF] = "off",
    [TCE_HTTP_MODE_OBSERVE] = "observe",
    [TCE_HTTP_MODE_ABORT] = "abort",
    [TCE_HTTP_MODE_HOLD] = "hold",
};

static const char *const codings[] = {
    [TCE_HTTP_CODING_IDENTITY] = "identity",
    [TCE_HTTP_CODING_GZIP] = "gzip",
    [TCE_HTTP_CODING_DEFLATE] = "deflate",
    [TCE_HTTP_CODING_ZSTD] = "zstd",
};

static const words skips[TCE_HTTP_SKIP_END] = {
    [TCE_HTTP_SKIP_OFF] = {"off", "validation is off"},
    [TCE_HTTP_SKIP_NO_BODY] = {"no_body", "no body"},
    [TCE_HTTP_SKIP_STATUS] = {"status", "another status"},
    [TCE_HTTP_SKIP_PARTIAL] = {"partial", "partial content"},
    [TCE_HTTP_SKIP_TYPE] = {"type", "content of another type"},
    [TCE_HTTP_SKIP_CODING] = {"coding", "a content coding that is not decoded"},
    [TCE_HTTP_SKIP_CODINGS] = {"codings", "several content codings"},
};

static const words verdicts[TCE_HTTP_VERDICT_END] = {
    [TCE_HTTP_VERDICT_SUCCESS] = {"success", "sound; the call succeeded"},
    [TCE_HTTP_VERDICT_FAILURE] = {"failure", "sound; the call failed, with an error code"},
    [TCE_HTTP_VERDICT_INVALID] = {"invalid", "not JSON, not the envelope, or not its coding"},
    [TCE_HTTP_VERDICT_TRUNCATED] = {"truncated",
                                    "the body is complete; its JSON text or coding ends too early"},
    [TCE_HTTP_VERDICT_INCOMPLETE] = {"incomplete",
                                     "the upstream failed before the end of the body"},
    [TCE_HTTP_VERDICT_UNSEEN] = {"unseen", "the complete body was not seen"},
    [TCE_HTTP_VERDICT_SKIPPED] = {"skipped",
                                  "not validated: another status, type, method or coding"},
};

static const words dones[TCE_HTTP_DONE_END] = {
    [TCE_HTTP_DONE_PASSED] = {"passed", "sent to the client unchanged"},
    [TCE_HTTP_DONE_ABORTED] = {"aborted", "the connection to the client was closed"},
    [TCE_HTTP_DONE_RELEASED] = {"released", "held, found sound, then sent"},
    [TCE_HTTP_DONE_REJECTED] = {"rejected", "replaced by an error"},
    [TCE_HTTP_DONE_OVERFLOWED] = {"overflowed",
                                  "larger than the hold limit, so sent before its verdict"},
};

const char *tce_http_action_name(tce_http_action action) {
    return NAME_AT(actions, action);
}

const char *tce_http_mode_name(tce_http_mode mode) {
    return NAME_AT(modes, mode);
}

const char *tce_http_coding_name(tce_http_coding coding) {
    return NAME_AT(codings, coding);
}

const char *tce_http_skip_name(tce_http_skip skip) {
    return WORDS_AT(skips, skip, name);
}

const char *tce_http_skip_meaning(tce_http_skip skip) {
    return WORDS_AT(skips, skip, meaning);
}

const char *tce_http_verdict_name(tce_http_verdict verdict) {
    return WORDS_AT(verdicts, verdict, name);
}

const char *tce_http_verdict_meaning(tce_http_verdict verdict) {
    return WORDS_AT(verdicts, verdict, meaning);
}

const char *tce_http_done_name(tce_http_done done) {
    return WORDS_AT(dones, done, name);
}

const char *tce_http_done_meaning(tce_http_done done) {
    return WORDS_AT(dones, done, meaning);
}
