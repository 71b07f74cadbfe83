/*
 * One response: what is validated, what each mode does, and that every call may come in any order.
 */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exchange.h"

#define SOUND "{\"Response\":{\"RequestId\":\"a\",\"Data\":1}}"
#define FAILED                                                                                     \
    "{\"Response\":{\"RequestId\":\"a\",\"Error\":{\"Code\":\"AuthFailure\",\"Message\":\"\"}}}"
#define BROKEN  "{\"Response\":{\"RequestId\":\"a\",,\"Data\":1}}" /* at byte 29 */
#define CUT_OFF "{\"Response\":{\"RequestId\":\"a\""

static tce_text text_of(const char *words) {
    return words == NULL ? (tce_text){NULL, 0} : (tce_text){words, strlen(words)};
}

static result run_text(const exchange *e, const char *body) {
    return exchange_run(e, body, strlen(body));
}

/* ---- Policy ----------------------------------------------------------------------------------*/

static void expect_problem(const tce_http_policy *policy, const char *member) {
    const char *problem = tce_http_policy_problem(policy);
    uint64_t storage[4096];
    assert_non_null(problem);
    assert_non_null(strstr(problem, member));
    assert_int_equal(tce_http_storage_size(policy), 0);
    assert_null(tce_http_init(storage, sizeof(storage), policy));
}

static void the_default_policy_can_be_used(void **state) {
    (void)state;
    const tce_http_policy policy = TCE_HTTP_POLICY_INIT;
    assert_null(tce_http_policy_problem(&policy));
    assert_null(tce_http_policy_problem(NULL));
    assert_int_equal(tce_http_storage_size(NULL), tce_http_storage_size(&policy));
}

static void a_policy_that_cannot_be_used_names_the_member(void **state) {
    (void)state;
    const tce_http_policy usable = TCE_HTTP_POLICY_INIT;
    tce_options options = TCE_OPTIONS_INIT;
    options.max_depth = TCE_MAX_DEPTH_LIMIT + 1;
    char long_code[TCE_MAX_CODE + 2];
    memset(long_code, 'x', sizeof(long_code) - 1);
    long_code[sizeof(long_code) - 1] = '\0';
    static const uint16_t statuses[] = {0, 199, 201, 302, 399, 600};
    static const uint32_t windows[] = {0, 1023, (1U << 27) + 1};
    const char *const codes[] = {"", "a b", "caf\xc3\xa9", long_code};
    tce_http_policy p = usable;
    p.size = 3;
    expect_problem(&p, "size");
    p.size = SIZE_MAX;
    expect_problem(&p, "size");
    p = usable;
    p.mode = (tce_http_mode)4;
    expect_problem(&p, "mode");
    p = usable;
    p.on_overflow = (tce_http_else)2;
    expect_problem(&p, "on_overflow");
    p = usable;
    p.on_skip = (tce_http_else)-1;
    expect_problem(&p, "on_skip");
    p = usable;
    p.options = &options;
    expect_problem(&p, "options");
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        p = usable;
        p.reject_status = statuses[i];
        expect_problem(&p, "reject_status");
    }
    for (size_t i = 0; i < sizeof(windows) / sizeof(windows[0]); i++) {
        p = usable;
        p.zstd_window = windows[i];
        expect_problem(&p, "zstd_window");
    }
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        p = usable;
        p.reject_code = codes[i];
        expect_problem(&p, "reject_code");
    }
}

static void a_newer_program_has_members_that_must_be_0(void **state) {
    (void)state;
    struct {
        tce_http_policy policy;
        uint64_t more;
    } newer = {TCE_HTTP_POLICY_INIT, 7};
    newer.policy.size = sizeof(newer);
    expect_problem(&newer.policy, "does not know");
    newer.more = 0;
    assert_null(tce_http_policy_problem(&newer.policy));
}

static void storage_that_does_not_fit_is_refused(void **state) {
    (void)state;
    const size_t size = tce_http_storage_size(NULL);
    const size_t most = tce_engine_auto() == TCE_ENGINE_SIMD ? 4096 : 32768;
    assert_true(size > 0 && size < most);
    char *storage = malloc(size + 1);
    assert_null(tce_http_init(NULL, size, NULL));
    assert_null(tce_http_init(storage, size - 1, NULL));
    assert_null(tce_http_init(storage + 1, size, NULL));
    assert_non_null(tce_http_init(storage, size, NULL));
    free(storage);
}

/* ---- Heads -----------------------------------------------------------------------------------*/

typedef struct head_row {
    const char *method;
    unsigned status;
    const char *type;
    const char *encoding;
    tce_http_skip skip;
} head_row;

static const head_row heads[] = {
    {NULL, 200, "application/json", NULL, TCE_HTTP_SKIP_NONE},
    {"GET", 200, "text/plain", "", TCE_HTTP_SKIP_NONE},
    {"POST", 200, "Application/JSON", "identity", TCE_HTTP_SKIP_NONE},
    {"POST", 200, " application/json ;charset=utf-8", "Identity, ", TCE_HTTP_SKIP_NONE},
    {"POST", 200, "application/json;q=\"a;b, c\"", NULL, TCE_HTTP_SKIP_NONE},
    {"GET", 200, NULL, NULL, TCE_HTTP_SKIP_TYPE},
    {"GET", 200, "", NULL, TCE_HTTP_SKIP_TYPE},
    {"GET", 200, ";charset=utf-8", NULL, TCE_HTTP_SKIP_TYPE},
    {"GET", 200, "\"application/json\"", NULL, TCE_HTTP_SKIP_TYPE},
    {"GET", 200, "application/json, text/html", NULL, TCE_HTTP_SKIP_TYPE},
    {"GET", 200, "application/jsonp", NULL, TCE_HTTP_SKIP_TYPE},
    {"GET", 200, "application/jso", NULL, TCE_HTTP_SKIP_TYPE},
    {"GET", 200, "text/html", NULL, TCE_HTTP_SKIP_TYPE},
    {"HEAD", 200, "application/json", NULL, TCE_HTTP_SKIP_NO_BODY},
    {"CONNECT", 200, "application/json", NULL, TCE_HTTP_SKIP_NO_BODY},
    {"CONNECT", 502, "application/json", NULL, TCE_HTTP_SKIP_STATUS},
    {"GET", 101, "application/json", NULL, TCE_HTTP_SKIP_NO_BODY},
    {"GET", 204, "application/json", NULL, TCE_HTTP_SKIP_NO_BODY},
    {"GET", 304, "application/json", NULL, TCE_HTTP_SKIP_NO_BODY},
    {"GET", 206, "application/json", NULL, TCE_HTTP_SKIP_PARTIAL},
    {"GET", 502, "application/json", NULL, TCE_HTTP_SKIP_STATUS},
    {"GET", 0, "application/json", NULL, TCE_HTTP_SKIP_STATUS},
    {"GET", 200, "application/json", "br", TCE_HTTP_SKIP_CODING},
    {"GET", 200, "application/json", "gzip, gzip", TCE_HTTP_SKIP_CODINGS},
    {"GET", 200, "text/html", "br", TCE_HTTP_SKIP_TYPE},
};

static tce_http_head head_of(const head_row *row) {
    tce_http_head head = TCE_HTTP_HEAD_INIT;
    head.method = text_of(row->method);
    head.status = (uint16_t)row->status;
    head.content_type = text_of(row->type);
    head.content_encoding = text_of(row->encoding);
    return head;
}

static void a_head_says_whether_its_response_is_validated(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        const tce_http_head head = head_of(&heads[i]);
        const tce_http_skip skip = tce_http_skip_of(NULL, &head);
        if (skip != heads[i].skip) {
            fail_msg("row %zu: %s, not %s", i, tce_http_skip_name(skip),
                     tce_http_skip_name(heads[i].skip));
        }
    }
}

static void a_partial_response_is_skipped_whatever_its_status(void **state) {
    (void)state;
    tce_http_head head = head_of(&heads[0]);
    head.is_partial = true;
    assert_int_equal(tce_http_skip_of(NULL, &head), TCE_HTTP_SKIP_PARTIAL);
}

static void the_policy_selects_types_and_statuses(void **state) {
    (void)state;
    static const tce_text all[] = {{"*", 1}}, html[] = {{"Text/HTML", 9}};
    static const uint16_t statuses[] = {418, 502};
    tce_http_policy policy = TCE_HTTP_POLICY_INIT;
    tce_http_head head = head_of(&heads[0]);
    policy.types = html;
    policy.type_count = 1;
    assert_int_equal(tce_http_skip_of(&policy, &head), TCE_HTTP_SKIP_TYPE);
    head.content_type = text_of("text/html; x=y");
    assert_int_equal(tce_http_skip_of(&policy, &head), TCE_HTTP_SKIP_NONE);
    policy.types = all;
    head.content_type = text_of(NULL);
    assert_int_equal(tce_http_skip_of(&policy, &head), TCE_HTTP_SKIP_NONE);
    policy.statuses = statuses;
    policy.status_count = 2;
    assert_int_equal(tce_http_skip_of(&policy, &head), TCE_HTTP_SKIP_STATUS);
    head.status = 502;
    assert_int_equal(tce_http_skip_of(&policy, &head), TCE_HTTP_SKIP_NONE);
    policy.mode = TCE_HTTP_MODE_OFF;
    assert_int_equal(tce_http_skip_of(&policy, &head), TCE_HTTP_SKIP_OFF);
    policy.size = 1;
    assert_int_equal(tce_http_skip_of(&policy, &head), TCE_HTTP_SKIP_OFF);
    assert_int_equal(tce_http_skip_of(NULL, NULL), TCE_HTTP_SKIP_OFF);
}

static void hold_rejects_what_it_cannot_validate_on_request(void **state) {
    (void)state;
    exchange e = exchange_of(TCE_HTTP_MODE_HOLD, "br");
    const result passed = run_text(&e, BROKEN);
    assert_int_equal(passed.begin, TCE_HTTP_ACTION_FORWARD);
    assert_int_equal(passed.sent, strlen(BROKEN));
    assert_int_equal(passed.outcome.verdict, TCE_HTTP_VERDICT_SKIPPED);
    assert_int_equal(passed.outcome.done, TCE_HTTP_DONE_NONE);
    e.policy.on_skip = TCE_HTTP_ELSE_REJECT;
    const result rejected = run_text(&e, BROKEN);
    assert_int_equal(rejected.begin, TCE_HTTP_ACTION_REJECT);
    assert_int_equal(rejected.last, TCE_HTTP_ACTION_REJECT);
    assert_int_equal(rejected.outcome.verdict, TCE_HTTP_VERDICT_SKIPPED);
    assert_int_equal(rejected.outcome.skip, TCE_HTTP_SKIP_CODING);
    assert_int_equal(rejected.outcome.done, TCE_HTTP_DONE_REJECTED);
    e.head.status = 404; /* out of scope */
    assert_int_equal(run_text(&e, BROKEN).begin, TCE_HTTP_ACTION_FORWARD);
    e.head.status = 200;
    e.policy.mode = TCE_HTTP_MODE_ABORT;
    assert_int_equal(run_text(&e, BROKEN).begin, TCE_HTTP_ACTION_FORWARD);
}

/* ---- Modes -----------------------------------------------------------------------------------*/

typedef struct mode_row {
    const char *body;
    tce_http_ending ending;
    tce_http_verdict verdict;
    tce_violation violation;
    uint64_t offset;
    tce_http_action last[3]; /* in observe, abort and hold */
    tce_http_done done[3];
} mode_row;

#define FORWARD TCE_HTTP_ACTION_FORWARD
#define RELEASE TCE_HTTP_ACTION_RELEASE
#define REJECT  TCE_HTTP_ACTION_REJECT
#define ABORT   TCE_HTTP_ACTION_ABORT
#define DONE(observe, abort, hold)                                                                 \
    { TCE_HTTP_DONE_##observe, TCE_HTTP_DONE_##abort, TCE_HTTP_DONE_##hold }

static const mode_row modes[] = {
    {SOUND,
     TCE_HTTP_END_COMPLETE,
     TCE_HTTP_VERDICT_SUCCESS,
     TCE_VIOLATION_NONE,
     0,
     {FORWARD, FORWARD, RELEASE},
     DONE(PASSED, PASSED, RELEASED)},
    {FAILED,
     TCE_HTTP_END_COMPLETE,
     TCE_HTTP_VERDICT_FAILURE,
     TCE_VIOLATION_NONE,
     0,
     {FORWARD, FORWARD, RELEASE},
     DONE(PASSED, PASSED, RELEASED)},
    {BROKEN,
     TCE_HTTP_END_COMPLETE,
     TCE_HTTP_VERDICT_INVALID,
     TCE_VIOLATION_JSON_SYNTAX,
     29,
     {FORWARD, ABORT, REJECT},
     DONE(PASSED, ABORTED, REJECTED)},
    {BROKEN,
     TCE_HTTP_END_UPSTREAM_FAILED,
     TCE_HTTP_VERDICT_INVALID,
     TCE_VIOLATION_JSON_SYNTAX,
     29,
     {FORWARD, ABORT, REJECT},
     DONE(PASSED, ABORTED, REJECTED)},
    {BROKEN,
     TCE_HTTP_END_CLIENT_GONE,
     TCE_HTTP_VERDICT_INVALID,
     TCE_VIOLATION_JSON_SYNTAX,
     29,
     {FORWARD, ABORT, REJECT},
     DONE(PASSED, ABORTED, REJECTED)},
    {CUT_OFF,
     TCE_HTTP_END_COMPLETE,
     TCE_HTTP_VERDICT_TRUNCATED,
     TCE_VIOLATION_JSON_TRUNCATED,
     28,
     {FORWARD, ABORT, REJECT},
     DONE(PASSED, ABORTED, REJECTED)},
    {"",
     TCE_HTTP_END_COMPLETE,
     TCE_HTTP_VERDICT_INVALID,
     TCE_VIOLATION_JSON_EMPTY,
     0,
     {FORWARD, ABORT, REJECT},
     DONE(PASSED, ABORTED, REJECTED)},
    {CUT_OFF,
     TCE_HTTP_END_UPSTREAM_FAILED,
     TCE_HTTP_VERDICT_INCOMPLETE,
     TCE_VIOLATION_NONE,
     0,
     {FORWARD, ABORT, REJECT},
     DONE(PASSED, ABORTED, REJECTED)},
    {SOUND,
     TCE_HTTP_END_UPSTREAM_FAILED,
     TCE_HTTP_VERDICT_INCOMPLETE,
     TCE_VIOLATION_NONE,
     0,
     {FORWARD, ABORT, REJECT},
     DONE(PASSED, ABORTED, REJECTED)},
    {CUT_OFF,
     TCE_HTTP_END_CLIENT_GONE,
     TCE_HTTP_VERDICT_UNSEEN,
     TCE_VIOLATION_NONE,
     0,
     {FORWARD, FORWARD, REJECT},
     DONE(PASSED, PASSED, NONE)},
    {CUT_OFF,
     TCE_HTTP_END_NOT_SEEN,
     TCE_HTTP_VERDICT_UNSEEN,
     TCE_VIOLATION_NONE,
     0,
     {FORWARD, ABORT, REJECT},
     DONE(PASSED, ABORTED, REJECTED)},
};

static void expect_mode(const mode_row *row, size_t mode, size_t chunk) {
    exchange e = exchange_of((tce_http_mode)(TCE_HTTP_MODE_OBSERVE + mode), NULL);
    e.ending = row->ending;
    e.chunk = chunk;
    const result r = run_text(&e, row->body);
    result_expect(row->body, &r, row->verdict, row->violation, row->offset);
    assert_int_equal(r.last, row->last[mode]);
    assert_int_equal(r.outcome.done, row->done[mode]);
    const bool is_sent = row->last[mode] == FORWARD || row->last[mode] == RELEASE;
    if (is_sent) {
        assert_int_equal(r.sent, strlen(row->body));
    } else if (mode == 2) {
        assert_int_equal(r.sent, 0);
    }
}

static void each_mode_does_with_each_ending_what_it_says(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        for (size_t mode = 0; mode < 3; mode++) {
            expect_mode(&modes[i], mode, 0);
            expect_mode(&modes[i], mode, 1);
            expect_mode(&modes[i], mode, 5);
        }
    }
}

/* No byte after the violation, and not the one that makes it. */
static void abort_sends_nothing_from_the_violation_on(void **state) {
    (void)state;
    exchange e = exchange_of(TCE_HTTP_MODE_ABORT, NULL);
    e.chunk = 1;
    assert_int_equal(run_text(&e, BROKEN).sent, 29);
}

static void with_a_known_length_the_last_byte_is_withheld(void **state) {
    (void)state;
    exchange e = exchange_of(TCE_HTTP_MODE_ABORT, NULL);
    e.chunk = 1;
    e.head.content_length = strlen(CUT_OFF);
    const result aborted = run_text(&e, CUT_OFF);
    assert_int_equal(aborted.sent, strlen(CUT_OFF) - 1);
    result_expect("abort", &aborted, TCE_HTTP_VERDICT_TRUNCATED, TCE_VIOLATION_JSON_TRUNCATED, 28);
    e.policy.mode = TCE_HTTP_MODE_HOLD;
    e.head.content_length = strlen(SOUND);
    e.ending = TCE_HTTP_END_CLIENT_GONE; /* too late to matter */
    const result released = run_text(&e, SOUND);
    assert_int_equal(released.sent, strlen(SOUND));
    assert_int_equal(released.outcome.done, TCE_HTTP_DONE_RELEASED);
}

static void a_body_shorter_than_its_length_is_incomplete(void **state) {
    (void)state;
    for (size_t mode = 0; mode < 3; mode++) {
        exchange e = exchange_of((tce_http_mode)(TCE_HTTP_MODE_OBSERVE + mode), NULL);
        e.head.content_length = strlen(SOUND) + 1;
        const result r = run_text(&e, SOUND);
        result_expect("short", &r, TCE_HTTP_VERDICT_INCOMPLETE, TCE_VIOLATION_NONE, 0);
        assert_int_equal(r.last, modes[7].last[mode]);
    }
}

static void what_follows_a_complete_body_changes_no_verdict(void **state) {
    (void)state;
    for (size_t chunk = 0; chunk < 50; chunk++) {
        exchange e = exchange_of(TCE_HTTP_MODE_ABORT, NULL);
        e.chunk = chunk;
        e.head.content_length = strlen(SOUND);
        const result r = run_text(&e, SOUND "surplus");
        result_expect("surplus", &r, TCE_HTTP_VERDICT_SUCCESS, TCE_VIOLATION_NONE, 0);
        assert_int_equal(r.outcome.bytes, strlen(SOUND));
    }
}

static void an_empty_body_of_known_length_is_aborted_with_its_head(void **state) {
    (void)state;
    exchange e = exchange_of(TCE_HTTP_MODE_ABORT, NULL);
    e.head.content_length = 0;
    const result r = run_text(&e, "");
    assert_int_equal(r.begin, TCE_HTTP_ACTION_ABORT);
    result_expect("empty", &r, TCE_HTTP_VERDICT_INVALID, TCE_VIOLATION_JSON_EMPTY, 0);
}

/* ---- Hold limit ------------------------------------------------------------------------------*/

static result held_with_limit(const char *body, uint64_t limit, tce_http_else otherwise,
                              size_t chunk) {
    exchange e = exchange_of(TCE_HTTP_MODE_HOLD, NULL);
    e.policy.hold_size = limit;
    e.policy.on_overflow = otherwise;
    e.chunk = chunk;
    return run_text(&e, body);
}

static void a_response_larger_than_the_hold_limit_passes_or_is_rejected(void **state) {
    (void)state;
    for (size_t chunk = 0; chunk < 50; chunk++) {
        const size_t length = strlen(SOUND);
        const result fits = held_with_limit(SOUND, length, TCE_HTTP_ELSE_REJECT, chunk);
        assert_int_equal(fits.outcome.done, TCE_HTTP_DONE_RELEASED);
        const result passed = held_with_limit(SOUND, length - 1, TCE_HTTP_ELSE_PASS, chunk);
        assert_int_equal(passed.outcome.done, TCE_HTTP_DONE_OVERFLOWED);
        assert_int_equal(passed.outcome.verdict, TCE_HTTP_VERDICT_SUCCESS);
        assert_int_equal(passed.sent, length);
        const result refused = held_with_limit(SOUND, length - 1, TCE_HTTP_ELSE_REJECT, chunk);
        assert_int_equal(refused.outcome.done, TCE_HTTP_DONE_REJECTED);
        assert_int_equal(refused.outcome.verdict, TCE_HTTP_VERDICT_UNSEEN);
        assert_string_equal(refused.outcome.reason, "larger than the hold limit");
    }
}

static void what_a_proxy_cannot_hold_is_past_the_hold_limit(void **state) {
    (void)state;
    static const struct {
        tce_http_else otherwise;
        tce_http_action action;
        tce_http_done done;
    } rows[] = {{TCE_HTTP_ELSE_PASS, TCE_HTTP_ACTION_RELEASE, TCE_HTTP_DONE_OVERFLOWED},
                {TCE_HTTP_ELSE_REJECT, REJECT, TCE_HTTP_DONE_REJECTED}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        exchange e = exchange_of(TCE_HTTP_MODE_HOLD, NULL);
        e.policy.on_overflow = rows[i].otherwise;
        const size_t size = tce_http_storage_size(&e.policy);
        void *storage = malloc(size);
        tce_http *h = tce_http_init(storage, size, &e.policy);
        assert_int_equal(tce_http_begin(h, &e.head), TCE_HTTP_ACTION_HOLD);
        assert_int_equal(tce_http_body(h, BROKEN, 10), TCE_HTTP_ACTION_HOLD);
        assert_int_equal(tce_http_overflow(h), rows[i].action);
        const tce_http_action rest = tce_http_body(h, &BROKEN[10], strlen(BROKEN) - 10);
        assert_int_equal(rest, rows[i].action == REJECT ? REJECT : FORWARD);
        (void)tce_http_end(h, TCE_HTTP_END_COMPLETE);
        assert_int_equal(tce_http_outcome_of(h)->done, rows[i].done);
        assert_int_equal(tce_http_outcome_of(h)->violation,
                         rows[i].action == REJECT ? TCE_VIOLATION_NONE : TCE_VIOLATION_JSON_SYNTAX);
        free(storage);
    }
}

/* Whether a response is rejected does not depend on the chunks. */
static void a_violation_within_the_hold_limit_is_rejected_in_every_cut(void **state) {
    (void)state;
    for (size_t chunk = 0; chunk < 50; chunk++) {
        const result within = held_with_limit(BROKEN, 30, TCE_HTTP_ELSE_PASS, chunk);
        assert_int_equal(within.outcome.done, TCE_HTTP_DONE_REJECTED);
        const result past = held_with_limit(BROKEN, 29, TCE_HTTP_ELSE_PASS, chunk);
        assert_int_equal(past.outcome.done, TCE_HTTP_DONE_OVERFLOWED);
        result_expect("past", &past, TCE_HTTP_VERDICT_INVALID, TCE_VIOLATION_JSON_SYNTAX, 29);
        assert_int_equal(past.sent, strlen(BROKEN));
    }
}

/* ---- Any order -------------------------------------------------------------------------------*/

typedef enum call {
    CALL_BEGIN = 0,
    CALL_BEGIN_ENCODED,
    CALL_BODY,
    CALL_BROKEN_BODY,
    CALL_NO_BODY,
    CALL_MISS,
    CALL_OVERFLOW,
    CALL_DECODER,
    CALL_END,
    CALL_BAD_END,
    CALL_RESET,
    CALLS
} call;

#define SEQUENCE 5 /* calls */

typedef struct order {
    tce_http *h;
    tce_http_mode mode;
    bool has_begun, has_ended, has_head, is_over;
    uint64_t *decoder;
} order;

static tce_http_action make(order *o, call c) {
    exchange e = exchange_of(o->mode, c == CALL_BEGIN_ENCODED ? "gzip" : NULL);
    switch (c) {
    case CALL_BEGIN:
    case CALL_BEGIN_ENCODED:
        return tce_http_begin(o->h, &e.head);
    case CALL_BODY:
        return tce_http_body(o->h, SOUND, strlen(SOUND));
    case CALL_BROKEN_BODY:
        return tce_http_body(o->h, BROKEN, strlen(BROKEN));
    case CALL_NO_BODY:
        return tce_http_body(o->h, NULL, 3);
    case CALL_MISS:
        return tce_http_miss(o->h);
    case CALL_OVERFLOW:
        return tce_http_overflow(o->h);
    case CALL_END:
        return tce_http_end(o->h, TCE_HTTP_END_COMPLETE);
    case CALL_BAD_END:
        return tce_http_end(o->h, (tce_http_ending)9);
    case CALL_DECODER:
        (void)tce_http_give_decoder(o->h, o->decoder, tce_http_decoder_size(o->h));
        return TCE_HTTP_ACTION_MISUSE;
    default:
        tce_http_reset(o->h);
        return TCE_HTTP_ACTION_MISUSE;
    }
}

static bool fits(const order *o, call c) {
    switch (c) {
    case CALL_BEGIN:
    case CALL_BEGIN_ENCODED:
        return !o->has_begun;
    case CALL_BODY:
    case CALL_BROKEN_BODY:
    case CALL_MISS:
    case CALL_OVERFLOW:
        return o->has_begun && !o->has_ended;
    case CALL_END:
        return o->has_begun;
    default:
        return false;
    }
}

/* What a proxy that does what it is asked would send. */
static void follow(order *o, call c, tce_http_action action) {
    assert_int_equal(action != TCE_HTTP_ACTION_MISUSE, fits(o, c));
    if (c == CALL_RESET) {
        o->has_begun = o->has_ended = o->has_head = o->is_over = false;
        return;
    }
    if (action == TCE_HTTP_ACTION_MISUSE) {
        return;
    }
    const bool is_repeated_end = o->has_ended;
    o->has_begun = true;
    o->has_ended = o->has_ended || c == CALL_END;
    if (is_repeated_end) {
        return;
    }
    assert_true(!o->is_over || action == REJECT || action == ABORT);
    assert_true(action != REJECT || !o->has_head);
    assert_true(action != TCE_HTTP_ACTION_HOLD || !o->has_head);
    assert_true(o->mode != TCE_HTTP_MODE_OBSERVE || action == FORWARD);
    assert_true(o->mode != TCE_HTTP_MODE_HOLD || o->has_head || action != FORWARD);
    o->has_head = o->has_head || action == FORWARD || action == RELEASE;
    o->is_over = o->is_over || action == REJECT || action == ABORT;
}

/* In abort and hold, only a sound response ends as a complete one. */
static void expect_safe_end(const order *o) {
    const tce_http_outcome *outcome = tce_http_outcome_of(o->h);
    assert_int_equal(outcome != NULL && outcome->verdict != TCE_HTTP_VERDICT_NONE, outcome != NULL);
    if (o->has_ended && o->mode != TCE_HTTP_MODE_OBSERVE && !o->is_over) {
        assert_non_null(outcome);
        assert_true(outcome->verdict == TCE_HTTP_VERDICT_SUCCESS);
    }
}

static void try_sequence(order o, void *storage, size_t number) {
    exchange e = exchange_of(o.mode, NULL);
    e.policy.on_overflow = TCE_HTTP_ELSE_REJECT;
    o.h = tce_http_init(storage, tce_http_storage_size(&e.policy), &e.policy);
    assert_non_null(o.h);
    for (size_t i = 0; i < SEQUENCE; i++, number /= CALLS) {
        const call c = (call)(number % CALLS);
        follow(&o, c, make(&o, c));
        expect_safe_end(&o);
    }
}

static void calls_in_any_order_are_answered(void **state) {
    (void)state;
    size_t count = 1;
    for (size_t i = 0; i < SEQUENCE; i++) {
        count *= CALLS;
    }
    void *storage = malloc(tce_http_storage_size(NULL));
    order o = {.decoder = malloc(100000)};
    for (o.mode = TCE_HTTP_MODE_OBSERVE; o.mode <= TCE_HTTP_MODE_HOLD; o.mode++) {
        for (size_t number = 0; number < count; number++) {
            try_sequence(o, storage, number);
        }
    }
    free(storage);
    free(o.decoder);
}

static void no_response_is_misuse(void **state) {
    (void)state;
    char buffer[16];
    const tce_http_head head = head_of(&heads[0]);
    assert_int_equal(tce_http_begin(NULL, &head), TCE_HTTP_ACTION_MISUSE);
    assert_int_equal(tce_http_body(NULL, "x", 1), TCE_HTTP_ACTION_MISUSE);
    assert_int_equal(tce_http_miss(NULL), TCE_HTTP_ACTION_MISUSE);
    assert_int_equal(tce_http_overflow(NULL), TCE_HTTP_ACTION_MISUSE);
    assert_int_equal(tce_http_end(NULL, TCE_HTTP_END_COMPLETE), TCE_HTTP_ACTION_MISUSE);
    assert_int_equal(tce_http_decoder_size(NULL), 0);
    assert_false(tce_http_give_decoder(NULL, buffer, sizeof(buffer)));
    assert_null(tce_http_outcome_of(NULL));
    assert_false(tce_http_is_unsound(NULL));
    assert_false(tce_http_has_all_bytes(NULL));
    assert_int_equal(tce_http_bytes(NULL), 0);
    assert_int_equal(tce_http_reject_body(NULL, text_of("a"), buffer, sizeof(buffer)), 0);
    assert_int_equal(tce_http_describe(NULL, buffer, sizeof(buffer)), 0);
    assert_int_equal(tce_http_field(NULL, buffer, sizeof(buffer)), 0);
    tce_http_reset(NULL);
}

static void a_head_of_an_impossible_size_is_misuse(void **state) {
    (void)state;
    uint64_t storage[4096];
    tce_http *h = tce_http_init(storage, sizeof(storage), NULL);
    tce_http_head head = {.status = 200};
    assert_int_equal(tce_http_begin(h, NULL), TCE_HTTP_ACTION_MISUSE);
    assert_int_equal(tce_http_begin(h, &head), TCE_HTTP_ACTION_MISUSE);
    const size_t sizes[] = {1, sizeof(head) / 2, sizeof(head) - 1, 4097, SIZE_MAX};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        head.size = sizes[i];
        assert_int_equal(tce_http_begin(h, &head), TCE_HTTP_ACTION_MISUSE);
        assert_int_equal(tce_http_skip_of(NULL, &head), TCE_HTTP_SKIP_OFF);
    }
    assert_null(tce_http_outcome_of(h));
}

/* A newer program's head is longer. */
typedef struct later_head {
    tce_http_head head;
    char more[16];
} later_head;

static void a_head_with_any_byte_of_an_unknown_member_set_is_misuse(void **state) {
    (void)state;
    uint64_t storage[4096];
    tce_http *h = tce_http_init(storage, sizeof(storage), NULL);
    later_head later = {.head = head_of(&heads[0])};
    later.head.size = sizeof(later);
    for (size_t i = 0; i < sizeof(later.more); i++) {
        later.more[i] = 1;
        assert_int_equal(tce_http_begin(h, &later.head), TCE_HTTP_ACTION_MISUSE);
        assert_int_equal(tce_http_skip_of(NULL, &later.head), TCE_HTTP_SKIP_OFF);
        later.more[i] = 0;
    }
    assert_int_equal(tce_http_begin(h, &later.head), TCE_HTTP_ACTION_FORWARD);
}

/* ---- Callbacks -------------------------------------------------------------------------------*/

static bool call_back_in(void *user, tce_violation violation, uint64_t offset) {
    tce_http *h = *(tce_http **)user;
    const tce_http_head head = head_of(&heads[0]);
    (void)violation, (void)offset;
    assert_int_equal(tce_http_begin(h, &head), TCE_HTTP_ACTION_MISUSE);
    assert_int_equal(tce_http_body(h, "x", 1), TCE_HTTP_ACTION_MISUSE);
    assert_int_equal(tce_http_miss(h), TCE_HTTP_ACTION_MISUSE);
    assert_int_equal(tce_http_overflow(h), TCE_HTTP_ACTION_MISUSE);
    assert_int_equal(tce_http_end(h, TCE_HTTP_END_COMPLETE), TCE_HTTP_ACTION_MISUSE);
    tce_http_reset(h);
    return true;
}

static bool cancel(void *user, tce_text request_id) {
    (void)user, (void)request_id;
    return false;
}

static void calls_from_within_a_callback_are_misuse(void **state) {
    (void)state;
    uint64_t storage[4096];
    tce_http *h = NULL;
    tce_options options = TCE_OPTIONS_INIT;
    options.user = &h;
    options.on_violation = call_back_in;
    tce_http_policy policy = TCE_HTTP_POLICY_INIT;
    policy.options = &options;
    h = tce_http_init(storage, sizeof(storage), &policy);
    const tce_http_head head = head_of(&heads[0]);
    assert_int_equal(tce_http_begin(h, &head), FORWARD);
    assert_int_equal(tce_http_body(h, "{}", 2), FORWARD);
    assert_int_equal(tce_http_body(h, ",", 1), FORWARD);
    assert_int_equal(tce_http_end(h, TCE_HTTP_END_COMPLETE), FORWARD);
    assert_int_equal(tce_http_outcome_of(h)->violation, TCE_VIOLATION_RESPONSE_MISSING);
}

static void a_cancelled_validation_is_unseen(void **state) {
    (void)state;
    tce_options options = TCE_OPTIONS_INIT;
    options.on_request_id = cancel;
    exchange e = exchange_of(TCE_HTTP_MODE_HOLD, NULL);
    e.policy.options = &options;
    const result r = run_text(&e, SOUND);
    assert_int_equal(r.outcome.verdict, TCE_HTTP_VERDICT_UNSEEN);
    assert_int_equal(r.last, REJECT);
}

/* ---- Outcome ---------------------------------------------------------------------------------*/

static void an_outcome_has_what_the_response_says_of_itself(void **state) {
    (void)state;
    const exchange e = exchange_of(TCE_HTTP_MODE_OBSERVE, NULL);
    const result r = run_text(&e, FAILED);
    assert_string_equal(r.request_id, "a");
    assert_int_equal(r.outcome.code_class, TCE_CLASS_AUTH);
    assert_int_equal(r.outcome.bytes, strlen(FAILED));
    assert_int_equal(r.outcome.decoded_bytes, strlen(FAILED));
    assert_int_equal(r.outcome.coding, TCE_HTTP_CODING_IDENTITY);
    const result broken = run_text(&e, BROKEN);
    assert_string_equal(broken.request_id, "a");
}

static void a_response_is_described_without_its_content(void **state) {
    (void)state;
    char line[TCE_HTTP_LINE_MAX], field[TCE_HTTP_LINE_MAX];
    static const char *const lines[] = {
        "success response, seen up to byte 39, passed",
        "failure response, seen up to byte 74, passed",
        "invalid response, json_syntax at byte 29, passed",
        "invalid response, json_syntax at byte 29, passed",
        "invalid response, json_syntax at byte 29, passed",
        "truncated response, json_truncated at byte 28, passed",
        "invalid response, json_empty at byte 0, passed",
        "incomplete response, seen up to byte 28, passed",
    };
    static const char *const fields[] = {"success",
                                         "failure",
                                         "invalid;violation=json_syntax;offset=29",
                                         "invalid;violation=json_syntax;offset=29",
                                         "invalid;violation=json_syntax;offset=29",
                                         "truncated;violation=json_truncated;offset=28",
                                         "invalid;violation=json_empty;offset=0",
                                         "incomplete"};
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        exchange e = exchange_of(TCE_HTTP_MODE_OBSERVE, NULL);
        e.ending = modes[i].ending;
        const result r = run_text(&e, modes[i].body);
        assert_int_equal(tce_http_describe(&r.outcome, line, sizeof(line)), strlen(lines[i]));
        assert_string_equal(line, lines[i]);
        assert_int_equal(tce_http_field(&r.outcome, field, sizeof(field)), strlen(fields[i]));
        assert_string_equal(field, fields[i]);
        assert_int_equal(tce_http_describe(&r.outcome, line, 8), 7);
        assert_int_equal(strlen(line), 7);
        assert_int_equal(tce_http_describe(&r.outcome, line, 0), 0);
    }
}

static void the_longest_description_fits(void **state) {
    (void)state;
    char line[TCE_HTTP_LINE_MAX];
    for (int v = 1; v < TCE_VIOLATION_END; v++) {
        for (int d = 0; d < TCE_HTTP_DONE_END; d++) {
            const tce_http_outcome o = {.verdict = TCE_HTTP_VERDICT_INCOMPLETE,
                                        .done = (tce_http_done)d,
                                        .violation = (tce_violation)v,
                                        .offset = UINT64_MAX};
            assert_true(tce_http_describe(&o, line, sizeof(line)) < sizeof(line) - 1);
            assert_true(tce_http_field(&o, line, sizeof(line)) < sizeof(line) - 1);
        }
    }
}

/* ---- Reject body -----------------------------------------------------------------------------*/

static void expect_envelope(const char *body, size_t length, const char *code, const char *id) {
    tce_report report;
    assert_int_equal(tce_validate(body, length, NULL, &report), TCE_VERDICT_FAILURE);
    assert_string_equal(report.error_code.bytes, code);
    assert_string_equal(report.request_id.bytes, id);
}

static void a_reject_body_is_an_envelope_with_the_upstreams_request_id(void **state) {
    (void)state;
    const exchange e = exchange_of(TCE_HTTP_MODE_HOLD, NULL);
    static const char wanted[] =
        "{\"Response\":{\"Error\":{\"Code\":\"InternalError.InvalidUpstreamResponse\",\"Message\":"
        "\"The upstream's response is invalid: json_syntax at byte 29.\"},\"RequestId\":\"a\"}}";
    const result r = run_text(&e, BROKEN);
    assert_int_equal(r.rejection_length, sizeof(wanted) - 1);
    assert_memory_equal(r.rejection, wanted, sizeof(wanted) - 1);
    const result hostile =
        run_text(&e, "{\"Response\":{\"RequestId\":\"\\\"\\\\\\u0001\\u00e9<\",,");
    expect_envelope(hostile.rejection, hostile.rejection_length, TCE_HTTP_REJECT_CODE_DEFAULT,
                    "\"\\\x01\xc3\xa9<");
    const result unnamed = run_text(&e, "{}");
    expect_envelope(unnamed.rejection, unnamed.rejection_length, TCE_HTTP_REJECT_CODE_DEFAULT,
                    "given");
}

static size_t rejection_of(tce_http_policy *policy, const char *body, tce_text id, char *buffer,
                           size_t size) {
    uint64_t storage[4096];
    tce_http *h = tce_http_init(storage, sizeof(storage), policy);
    const tce_http_head head = head_of(&heads[0]);
    assert_int_equal(tce_http_begin(h, &head), TCE_HTTP_ACTION_HOLD);
    assert_int_equal(tce_http_reject_body(h, id, buffer, size), 0);
    assert_int_equal(tce_http_body(h, body, strlen(body)), REJECT);
    return tce_http_reject_body(h, id, buffer, size);
}

static void a_reject_body_takes_any_identifier_of_the_proxy(void **state) {
    (void)state;
    char buffer[TCE_HTTP_REJECT_BODY_MAX], id[300], wanted[TCE_MAX_REQUEST_ID + 1];
    tce_http_policy policy = TCE_HTTP_POLICY_INIT;
    policy.mode = TCE_HTTP_MODE_HOLD;
    policy.reject_code = "RequestLimitExceeded";
    size_t n = rejection_of(&policy, "x", (tce_text){NULL, 0}, buffer, sizeof(buffer));
    expect_envelope(buffer, n, "RequestLimitExceeded", "none");
    n = rejection_of(&policy, "x", (tce_text){"", 0}, buffer, sizeof(buffer));
    expect_envelope(buffer, n, "RequestLimitExceeded", "none");
    n = rejection_of(&policy, "x", (tce_text){"\"\xff\n\x7f", 4}, buffer, sizeof(buffer));
    expect_envelope(buffer, n, "RequestLimitExceeded", "\"???");
    memset(id, '"', sizeof(id));
    memset(wanted, '"', sizeof(wanted));
    wanted[TCE_MAX_REQUEST_ID] = '\0';
    n = rejection_of(&policy, "x", (tce_text){id, sizeof(id)}, buffer, sizeof(buffer));
    expect_envelope(buffer, n, "RequestLimitExceeded", wanted);
    assert_int_equal(rejection_of(&policy, "x", (tce_text){id, 1}, buffer, 100), 0);
    assert_int_equal(rejection_of(&policy, "x", (tce_text){id, 1}, NULL, 100), 0);
}

static void the_largest_reject_body_fits(void **state) {
    (void)state;
    char buffer[TCE_HTTP_REJECT_BODY_MAX], body[2048], code[TCE_MAX_CODE + 1];
    memset(code, '"', TCE_MAX_CODE);
    code[TCE_MAX_CODE] = '\0';
    size_t n = (size_t)snprintf(body, sizeof(body), "{\"Response\":{\"RequestId\":\"");
    for (size_t i = 0; i < TCE_MAX_REQUEST_ID; i++) {
        n += (size_t)snprintf(body + n, sizeof(body) - n, "\\u0001");
    }
    (void)snprintf(body + n, sizeof(body) - n, "\"x");
    tce_http_policy policy = TCE_HTTP_POLICY_INIT;
    policy.mode = TCE_HTTP_MODE_HOLD;
    policy.reject_code = code;
    n = rejection_of(&policy, body, (tce_text){NULL, 0}, buffer, sizeof(buffer));
    assert_true(n > (size_t)6 * TCE_MAX_REQUEST_ID);
    assert_int_equal(tce_validate(buffer, n, NULL, NULL), TCE_VERDICT_FAILURE);
}

/* ---- Reuse -----------------------------------------------------------------------------------*/

static void a_response_leaves_no_trace_after_a_reset(void **state) {
    (void)state;
    uint64_t storage[4096];
    tce_http_policy policy = TCE_HTTP_POLICY_INIT;
    policy.mode = TCE_HTTP_MODE_HOLD;
    tce_http *h = tce_http_init(storage, sizeof(storage), &policy);
    const tce_http_head head = head_of(&heads[0]);
    for (size_t round = 0; round < 4; round++) {
        const bool is_sound = round % 2 == 1;
        const char *body = is_sound ? SOUND : BROKEN;
        assert_int_equal(tce_http_begin(h, &head), TCE_HTTP_ACTION_HOLD);
        (void)tce_http_body(h, body, strlen(body));
        assert_int_equal(tce_http_end(h, TCE_HTTP_END_COMPLETE), is_sound ? RELEASE : REJECT);
        assert_int_equal(tce_http_outcome_of(h)->verdict,
                         is_sound ? TCE_HTTP_VERDICT_SUCCESS : TCE_HTTP_VERDICT_INVALID);
        tce_http_reset(h);
        assert_null(tce_http_outcome_of(h));
        assert_int_equal(tce_http_bytes(h), 0);
    }
}

/* ---- Names -----------------------------------------------------------------------------------*/

static void every_constant_has_its_name(void **state) {
    (void)state;
    assert_string_equal(tce_http_action_name(TCE_HTTP_ACTION_ABORT), "abort");
    assert_string_equal(tce_http_action_name(TCE_HTTP_ACTION_MISUSE), "misuse");
    assert_string_equal(tce_http_mode_name(TCE_HTTP_MODE_OFF), "off");
    assert_string_equal(tce_http_mode_name(TCE_HTTP_MODE_HOLD), "hold");
    for (int i = 0; i < TCE_HTTP_CODING_END; i++) {
        assert_non_null(tce_http_coding_name((tce_http_coding)i));
    }
    for (int i = 1; i < TCE_HTTP_SKIP_END; i++) {
        assert_non_null(tce_http_skip_name((tce_http_skip)i));
        assert_non_null(tce_http_skip_meaning((tce_http_skip)i));
    }
    for (int i = 1; i < TCE_HTTP_VERDICT_END; i++) {
        assert_non_null(tce_http_verdict_name((tce_http_verdict)i));
        assert_non_null(tce_http_verdict_meaning((tce_http_verdict)i));
    }
    for (int i = 1; i < TCE_HTTP_DONE_END; i++) {
        assert_non_null(tce_http_done_name((tce_http_done)i));
        assert_non_null(tce_http_done_meaning((tce_http_done)i));
    }
}

static void a_number_without_a_constant_has_no_name(void **state) {
    (void)state;
    static const int numbers[] = {-1, 99};
    for (size_t i = 0; i < 2; i++) {
        assert_null(tce_http_action_name((tce_http_action)numbers[i]));
        assert_null(tce_http_mode_name((tce_http_mode)numbers[i]));
        assert_null(tce_http_coding_name((tce_http_coding)numbers[i]));
        assert_null(tce_http_skip_name((tce_http_skip)numbers[i]));
        assert_null(tce_http_skip_meaning((tce_http_skip)numbers[i]));
        assert_null(tce_http_verdict_name((tce_http_verdict)numbers[i]));
        assert_null(tce_http_verdict_meaning((tce_http_verdict)numbers[i]));
        assert_null(tce_http_done_name((tce_http_done)numbers[i]));
        assert_null(tce_http_done_meaning((tce_http_done)numbers[i]));
    }
    assert_null(tce_http_skip_name(TCE_HTTP_SKIP_NONE));
    assert_null(tce_http_verdict_name(TCE_HTTP_VERDICT_NONE));
    assert_null(tce_http_done_name(TCE_HTTP_DONE_NONE));
}

/* clang-format off */
TESTS(
    T(the_default_policy_can_be_used),
    T(a_policy_that_cannot_be_used_names_the_member),
    T(a_newer_program_has_members_that_must_be_0),
    T(storage_that_does_not_fit_is_refused),
    T(a_head_says_whether_its_response_is_validated),
    T(a_partial_response_is_skipped_whatever_its_status),
    T(the_policy_selects_types_and_statuses),
    T(hold_rejects_what_it_cannot_validate_on_request),
    T(each_mode_does_with_each_ending_what_it_says),
    T(abort_sends_nothing_from_the_violation_on),
    T(with_a_known_length_the_last_byte_is_withheld),
    T(a_body_shorter_than_its_length_is_incomplete),
    T(what_follows_a_complete_body_changes_no_verdict),
    T(an_empty_body_of_known_length_is_aborted_with_its_head),
    T(a_response_larger_than_the_hold_limit_passes_or_is_rejected),
    T(what_a_proxy_cannot_hold_is_past_the_hold_limit),
    T(a_violation_within_the_hold_limit_is_rejected_in_every_cut),
    T(calls_in_any_order_are_answered),
    T(no_response_is_misuse),
    T(a_head_of_an_impossible_size_is_misuse),
    T(a_head_with_any_byte_of_an_unknown_member_set_is_misuse),
    T(calls_from_within_a_callback_are_misuse),
    T(a_cancelled_validation_is_unseen),
    T(an_outcome_has_what_the_response_says_of_itself),
    T(a_response_is_described_without_its_content),
    T(the_longest_description_fits),
    T(a_reject_body_is_an_envelope_with_the_upstreams_request_id),
    T(a_reject_body_takes_any_identifier_of_the_proxy),
    T(the_largest_reject_body_fits),
    T(a_response_leaves_no_trace_after_a_reset),
    T(every_constant_has_its_name),
    T(a_number_without_a_constant_has_no_name),
)
