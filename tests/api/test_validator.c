/*
 * The life of a validator: storage, options, misuse. What it says of documents is tested elsewhere.
 */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

#include "validators.h"

static const char valid[] = "{\"Response\":{\"RequestId\":\"a\"}}";
static const char failing[] = "{\"Response\":{\"Error\":{\"Code\":\"InternalError\",\"Message\":"
                              "\"m\"},\"RequestId\":\"b\"}}";

static void expect_verdict(tce_validator *v, const char *json, tce_verdict verdict) {
    assert_int_not_equal(tce_feed(v, json, strlen(json)), TCE_MISUSE);
    const tce_report *report = tce_finish(v);
    assert_non_null(report);
    assert_int_equal(report->verdict, verdict);
}

/* ---- Storage ---------------------------------------------------------------------------------*/

static void storage_that_is_null_small_or_misaligned_is_refused(void **state) {
    (void)state;
    const size_t size = tce_storage_size(NULL);
    char *storage = malloc(size + TCE_STORAGE_ALIGNMENT);
    assert_non_null(storage);
    assert_null(tce_init(NULL, size, NULL));
    assert_null(tce_init(storage, size - 1, NULL));
    assert_null(tce_init(storage, 0, NULL));
    for (size_t i = 1; i < TCE_STORAGE_ALIGNMENT; i++) {
        assert_null(tce_init(storage + i, size, NULL));
    }
    assert_non_null(tce_init(storage, size, NULL));
    assert_non_null(tce_init(storage + TCE_STORAGE_ALIGNMENT, size, NULL));
    free(storage);
}

/* A deep document with long strings uses all that there is. */
static size_t write_demanding(char *out, size_t depth) {
    size_t length = 0;
    for (size_t i = 0; i < depth; i++) {
        const char *opening = i % 2 == 0 ? "{\"a\":" : "[";
        memcpy(out + length, opening, strlen(opening));
        length += strlen(opening);
    }
    out[length++] = '"';
    memset(out + length, 'x', 6000);
    length += 6000;
    out[length++] = '"';
    return length;
}

static void nothing_outside_the_storage_is_touched(void **state) {
    (void)state;
    static char json[16384];
    tce_options options = TCE_OPTIONS_INIT;
    options.max_depth = TCE_MAX_DEPTH_LIMIT;
    const size_t size = tce_storage_size(&options);
    const size_t margin = 256;
    unsigned char *block = malloc(size + 2 * margin);
    assert_non_null(block);
    memset(block, 0xA5, size + 2 * margin);
    tce_validator *v = tce_init(block + margin, size, &options);
    assert_non_null(v);
    const size_t length = write_demanding(json, TCE_MAX_DEPTH_LIMIT);
    for (size_t i = 0; i < length; i++) {
        assert_int_equal(tce_feed(v, json + i, 1), TCE_OK);
    }
    assert_int_equal(tce_finish(v)->verdict, TCE_VERDICT_INVALID);
    for (size_t i = 0; i < margin; i++) {
        assert_int_equal(block[i], 0xA5);
        assert_int_equal(block[margin + size + i], 0xA5);
    }
    free(block);
}

/* ---- Options ---------------------------------------------------------------------------------*/

static void null_options_are_the_defaults(void **state) {
    (void)state;
    const tce_options defaults = TCE_OPTIONS_INIT;
    assert_int_equal(tce_storage_size(NULL), tce_storage_size(&defaults));
    assert_null(tce_options_problem(NULL));
    assert_null(tce_options_problem(&defaults));
    assert_int_equal(defaults.max_depth, 512);
    assert_int_equal(defaults.max_bytes, 0);
}

static void expect_problem(const tce_options *options, const char *word) {
    const char *problem = tce_options_problem(options);
    assert_non_null(problem);
    assert_non_null(strstr(problem, word));
    assert_int_equal(tce_storage_size(options), 0);
    uint64_t storage[8192];
    assert_null(tce_init(storage, sizeof(storage), options));
}

static void options_that_cannot_be_used_are_refused_by_name(void **state) {
    (void)state;
    tce_options deep = TCE_OPTIONS_INIT;
    deep.max_depth = TCE_MAX_DEPTH_LIMIT + 1;
    expect_problem(&deep, "max_depth");
    tce_options unknown = TCE_OPTIONS_INIT;
    unknown.engine = (tce_engine)7;
    expect_problem(&unknown, "engine");
    tce_options empty = TCE_OPTIONS_INIT;
    empty.size = 0;
    expect_problem(&empty, "size");
}

static void an_engine_that_is_not_built_says_so(void **state) {
    (void)state;
    tce_options options = TCE_OPTIONS_INIT;
    options.engine = TCE_ENGINE_SIMD;
#ifdef TCE_WITHOUT_SIMD
    expect_problem(&options, "'simd' is not built into this library: use TCE_ENGINE_AUTO or _YAJL");
#else
    assert_null(tce_options_problem(&options));
#endif
    options.engine = TCE_ENGINE_YAJL;
#ifdef TCE_WITHOUT_YAJL
    expect_problem(&options, "'yajl' is not built into this library: use TCE_ENGINE_AUTO or _SIMD");
#else
    assert_null(tce_options_problem(&options));
#endif
}

static void storage_grows_with_max_depth_alone(void **state) {
    (void)state;
    tce_options options = TCE_OPTIONS_INIT;
    size_t last = 0;
    for (uint32_t depth = 1; depth <= TCE_MAX_DEPTH_LIMIT; depth++) {
        options.max_depth = depth;
        options.max_bytes = UINT64_MAX - depth;
        assert_true(tce_storage_size(&options) >= last);
        last = tce_storage_size(&options);
    }
    assert_true(last < (size_t)64 * 1024);
}

/* An older program's options are shorter. Those of the oldest version end with catalogue. */
static void options_of_the_oldest_size_work_and_nothing_past_them_is_read(void **state) {
    (void)state;
    const size_t oldest = offsetof(tce_options, catalogue) + sizeof(void *);
    tce_options older = TCE_OPTIONS_INIT;
    older.size = oldest;
    tce_options *options = malloc(oldest);
    assert_non_null(options);
    memcpy(options, &older, oldest);
    owned_validator f = validator_make(options);
    free(options);
    expect_verdict(f.v, valid, TCE_VERDICT_SUCCESS);
    validator_free(&f);
}

/* A newer program's options are longer. */
typedef struct later_options {
    tce_options options;
    char more[64];
} later_options;

static void options_of_a_later_version_work_while_its_own_members_are_zero(void **state) {
    (void)state;
    later_options later = {.options = TCE_OPTIONS_INIT};
    later.options.size = sizeof(later);
    owned_validator f = validator_make(&later.options);
    expect_verdict(f.v, valid, TCE_VERDICT_SUCCESS);
    validator_free(&f);
}

static void options_with_any_byte_of_an_unknown_member_set_are_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof(((later_options *)0)->more); i++) {
        later_options later = {.options = TCE_OPTIONS_INIT};
        later.options.size = sizeof(later);
        later.more[i] = 1;
        expect_problem(&later.options, "a member is set");
    }
}

/* Whatever the memory held before, as a size that was never set can be anything. */
static void options_of_an_impossible_size_are_refused_unread(void **state) {
    (void)state;
    const size_t sizes[] = {0, 1, sizeof(tce_options) - 1, 4097, SIZE_MAX / 2, SIZE_MAX};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        tce_options options = TCE_OPTIONS_INIT;
        options.size = sizes[i];
        expect_problem(&options, "size");
    }
}

static void initialised_options_are_the_defaults(void **state) {
    (void)state;
    const tce_options defaults = TCE_OPTIONS_INIT;
    tce_options options;
    memset(&options, 0xFF, sizeof(options));
    tce_options_init(&options, sizeof(options));
    assert_memory_equal(&options, &defaults, sizeof(options));
}

static void members_of_a_later_version_are_initialised_to_zero(void **state) {
    (void)state;
    const char zeros[sizeof(((later_options *)0)->more)] = {0};
    later_options later;
    memset(&later, 0xFF, sizeof(later));
    tce_options_init(&later.options, sizeof(later));
    assert_int_equal(later.options.size, sizeof(later));
    assert_int_equal(later.options.max_depth, TCE_MAX_DEPTH_DEFAULT);
    assert_memory_equal(later.more, zeros, sizeof(zeros));
    assert_null(tce_options_problem(&later.options));
}

static void no_options_and_options_of_an_impossible_size_are_not_initialised(void **state) {
    (void)state;
    tce_options_init(NULL, sizeof(tce_options));
    tce_options options;
    memset(&options, 0x5A, sizeof(options));
    const tce_options before = options;
    for (size_t size = 0; size < sizeof(options); size++) {
        tce_options_init(&options, size);
        assert_memory_equal(&options, &before, sizeof(options));
    }
    tce_options_init(&options, SIZE_MAX);
    assert_memory_equal(&options, &before, sizeof(options));
}

static void options_need_not_outlive_init(void **state) {
    (void)state;
    tce_options options = TCE_OPTIONS_INIT;
    options.max_bytes = 4;
    owned_validator f = validator_make(&options);
    memset(&options, 0xFF, sizeof(options));
    expect_verdict(f.v, valid, TCE_VERDICT_INVALID);
    assert_true(tce_report_has(tce_finish(f.v), TCE_VIOLATION_JSON_SIZE));
    validator_free(&f);
}

/* ---- Misuse ----------------------------------------------------------------------------------*/

static void calls_on_no_validator_are_misuse(void **state) {
    (void)state;
    assert_int_equal(tce_feed(NULL, valid, 1), TCE_MISUSE);
    assert_null(tce_finish(NULL));
    tce_reset(NULL);
}

static void null_with_a_length_is_misuse_until_reset(void **state) {
    (void)state;
    owned_validator f = validator_make(NULL);
    assert_int_equal(tce_feed(f.v, valid, 5), TCE_OK);
    assert_int_equal(tce_feed(f.v, NULL, 5), TCE_MISUSE);
    assert_int_equal(tce_feed(f.v, valid + 5, 5), TCE_MISUSE);
    assert_null(tce_finish(f.v));
    tce_reset(f.v);
    expect_verdict(f.v, valid, TCE_VERDICT_SUCCESS);
    validator_free(&f);
}

static void null_without_a_length_is_nothing(void **state) {
    (void)state;
    owned_validator f = validator_make(NULL);
    assert_int_equal(tce_feed(f.v, NULL, 0), TCE_OK);
    assert_int_equal(tce_feed(f.v, valid, 0), TCE_OK);
    expect_verdict(f.v, valid, TCE_VERDICT_SUCCESS);
    validator_free(&f);
}

static void feeding_after_finish_is_misuse_and_leaves_the_report(void **state) {
    (void)state;
    owned_validator f = validator_make(NULL);
    expect_verdict(f.v, failing, TCE_VERDICT_FAILURE);
    const tce_report *report = tce_finish(f.v);
    assert_int_equal(tce_feed(f.v, "x", 1), TCE_MISUSE);
    assert_int_equal(tce_feed(f.v, NULL, 1), TCE_MISUSE);
    assert_ptr_equal(tce_finish(f.v), report);
    assert_int_equal(report->verdict, TCE_VERDICT_FAILURE);
    assert_string_equal(report->request_id.bytes, "b");
    tce_reset(f.v);
    expect_verdict(f.v, valid, TCE_VERDICT_SUCCESS);
    validator_free(&f);
}

static void reset_is_allowed_at_any_time(void **state) {
    (void)state;
    owned_validator f = validator_make(NULL);
    for (size_t i = 0; i <= strlen(failing); i++) {
        assert_int_equal(tce_feed(f.v, failing, i), TCE_OK);
        tce_reset(f.v);
        tce_reset(f.v);
    }
    expect_verdict(f.v, failing, TCE_VERDICT_FAILURE);
    validator_free(&f);
}

static void a_rejected_document_may_be_fed_on(void **state) {
    (void)state;
    owned_validator f = validator_make(NULL);
    assert_int_equal(tce_feed(f.v, "[}", 2), TCE_REJECTED);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(tce_feed(f.v, "anything", 8), TCE_REJECTED);
    }
    assert_int_equal(tce_finish(f.v)->length, 8002);
    validator_free(&f);
}

/* ---- Calls from within a callback ------------------------------------------------------------*/

typedef struct reentry {
    tce_validator *v;
    int calls;
} reentry;

static bool call_back_in(void *user, tce_text request_id) {
    reentry *r = user;
    assert_int_equal(tce_feed(r->v, "x", 1), TCE_MISUSE);
    assert_null(tce_finish(r->v));
    tce_reset(r->v);
    assert_int_equal(request_id.length, 1);
    r->calls++;
    return true;
}

static void calls_from_within_a_callback_do_nothing(void **state) {
    (void)state;
    reentry r = {NULL, 0};
    tce_options options = TCE_OPTIONS_INIT;
    options.user = &r;
    options.on_request_id = call_back_in;
    owned_validator f = validator_make(&options);
    r.v = f.v;
    expect_verdict(f.v, failing, TCE_VERDICT_FAILURE);
    assert_int_equal(r.calls, 1);
    validator_free(&f);
}

/* ---- tce_validate ----------------------------------------------------------------------------*/

static void validate_needs_no_report(void **state) {
    (void)state;
    assert_int_equal(tce_validate(valid, strlen(valid), NULL, NULL), TCE_VERDICT_SUCCESS);
    assert_int_equal(tce_validate(failing, strlen(failing), NULL, NULL), TCE_VERDICT_FAILURE);
    assert_int_equal(tce_validate("", 0, NULL, NULL), TCE_VERDICT_INVALID);
    assert_int_equal(tce_validate(NULL, 0, NULL, NULL), TCE_VERDICT_INVALID);
}

static void validate_of_null_with_a_length_validates_nothing(void **state) {
    (void)state;
    tce_report report;
    memset(&report, 0x5A, sizeof(report));
    const tce_report before = report;
    assert_int_equal(tce_validate(NULL, 1, NULL, &report), TCE_VERDICT_NONE);
    assert_memory_equal(&report, &before, sizeof(report));
}

static void expect_inside(const tce_report *report, tce_text text) {
    const char *begin = (const char *)report;
    assert_true(text.bytes >= begin && text.bytes + text.length < begin + sizeof(*report));
    assert_int_equal(text.bytes[text.length], '\0');
}

static void the_texts_of_validate_live_in_the_report_given(void **state) {
    (void)state;
    tce_report report;
    assert_int_equal(tce_validate(failing, strlen(failing), NULL, &report), TCE_VERDICT_FAILURE);
    expect_inside(&report, report.request_id);
    expect_inside(&report, report.error_code);
    expect_inside(&report, report.error_message);
    assert_string_equal(report.error_code.bytes, "InternalError");
    assert_int_equal(tce_validate(valid, strlen(valid), NULL, &report), TCE_VERDICT_SUCCESS);
    assert_null(report.error_code.bytes);
    assert_null(report.error_message.bytes);
}

static void validate_with_options_that_cannot_be_used_validates_nothing(void **state) {
    (void)state;
    tce_options options = TCE_OPTIONS_INIT;
    options.max_depth = TCE_MAX_DEPTH_LIMIT + 1;
    tce_report report;
    memset(&report, 0x5A, sizeof(report));
    const tce_report before = report;
    assert_int_equal(tce_validate(valid, strlen(valid), &options, &report), TCE_VERDICT_NONE);
    assert_memory_equal(&report, &before, sizeof(report));
}

static void validate_honours_the_limits_with_every_engine(void **state) {
    (void)state;
    tce_options options = TCE_OPTIONS_INIT;
    tce_report report;
    for (int engine = TCE_ENGINE_AUTO; engine <= TCE_ENGINE_SIMD; engine++) {
        options = (tce_options)TCE_OPTIONS_INIT;
        options.engine = (tce_engine)engine;
        if (!tce_engine_available(options.engine)) {
            continue;
        }
        options.max_depth = 1;
        assert_int_equal(tce_validate(valid, strlen(valid), &options, &report),
                         TCE_VERDICT_INVALID);
        assert_int_equal(report.first_violation, TCE_VIOLATION_JSON_DEPTH);
        options.max_depth = 2;
        options.max_bytes = strlen(valid) - 1;
        assert_int_equal(tce_validate(valid, strlen(valid), &options, &report),
                         TCE_VERDICT_INVALID);
        assert_int_equal(report.first_violation, TCE_VIOLATION_JSON_SIZE);
        options.max_bytes = strlen(valid);
        assert_int_equal(tce_validate(valid, strlen(valid), &options, &report),
                         TCE_VERDICT_SUCCESS);
    }
}

/* As deep as any options allow, so that the engine's state is at its largest. */
static void validate_holds_every_engine_at_the_limit_of_depth(void **state) {
    (void)state;
    char json[2 * TCE_MAX_DEPTH_LIMIT];
    memset(json, '[', TCE_MAX_DEPTH_LIMIT);
    memset(json + TCE_MAX_DEPTH_LIMIT, ']', TCE_MAX_DEPTH_LIMIT);
    tce_options options = TCE_OPTIONS_INIT;
    options.max_depth = TCE_MAX_DEPTH_LIMIT;
    for (int engine = TCE_ENGINE_AUTO; engine <= TCE_ENGINE_SIMD; engine++) {
        options.engine = (tce_engine)engine;
        tce_report report;
        if (!tce_engine_available(options.engine)) {
            continue;
        }
        assert_int_equal(tce_validate(json, sizeof(json), &options, &report), TCE_VERDICT_INVALID);
        assert_int_equal(report.violations, 1U << TCE_VIOLATION_ROOT_NOT_OBJECT);
    }
}

typedef struct heard_once {
    size_t codes, reports;
    bool answer;
} heard_once;

static bool hear_code(void *user, tce_text code, const tce_code_info *info) {
    heard_once *heard = user;
    heard->codes++;
    assert_string_equal(code.bytes, "InternalError");
    assert_int_equal(info->kind, TCE_KIND_COMMON);
    return heard->answer;
}

static bool hear_report(void *user, const tce_report *report) {
    heard_once *heard = user;
    (void)report;
    heard->reports++;
    return true;
}

static void validate_calls_back_and_can_be_cancelled(void **state) {
    (void)state;
    heard_once heard = {.answer = true};
    tce_options options = TCE_OPTIONS_INIT;
    options.user = &heard;
    options.on_error_code = hear_code;
    options.on_report = hear_report;
    assert_int_equal(tce_validate(failing, strlen(failing), &options, NULL), TCE_VERDICT_FAILURE);
    heard.answer = false;
    assert_int_equal(tce_validate(failing, strlen(failing), &options, NULL), TCE_VERDICT_NONE);
    assert_int_equal(heard.codes, 2);
    assert_int_equal(heard.reports, 0);
}

static bool cancel(void *user, tce_text request_id) {
    (void)user;
    return request_id.length == 0;
}

static void bytes_after_a_cancellation_are_counted_and_not_validated(void **state) {
    (void)state;
    tce_options options = TCE_OPTIONS_INIT;
    options.on_request_id = cancel;
    owned_validator f = validator_make(&options);
    assert_int_equal(tce_feed(f.v, valid, strlen(valid)), TCE_CANCELLED);
    assert_int_equal(tce_feed(f.v, "}}}", 3), TCE_CANCELLED);
    const tce_report *report = tce_finish(f.v);
    assert_int_equal(report->verdict, TCE_VERDICT_NONE);
    assert_int_equal(report->violation_count, 0);
    assert_int_equal(report->length, strlen(valid) + 3);
    validator_free(&f);
}

/* A violation, then a callback that returns false. */
static void a_rejected_document_can_still_be_cancelled(void **state) {
    (void)state;
    static const char json[] = "{\"Response\":{\"Error\":1,\"RequestId\":\"a\"}}";
    tce_options options = TCE_OPTIONS_INIT;
    options.on_request_id = cancel;
    owned_validator f = validator_make(&options);
    assert_int_equal(tce_feed(f.v, json, 24), TCE_REJECTED);
    assert_int_equal(tce_feed(f.v, json + 24, strlen(json + 24)), TCE_CANCELLED);
    const tce_report *report = tce_finish(f.v);
    assert_int_equal(report->verdict, TCE_VERDICT_NONE);
    assert_int_equal(report->first_violation, TCE_VIOLATION_ERROR_NOT_OBJECT);
    validator_free(&f);
}

/* ---- Copies of a report ----------------------------------------------------------------------*/

static void the_texts_of_a_copied_report_live_in_the_copy(void **state) {
    (void)state;
    tce_report from;
    tce_report to;
    assert_int_equal(tce_validate(failing, strlen(failing), NULL, &from), TCE_VERDICT_FAILURE);
    tce_report_copy(&to, &from);
    memset(&from, 0x5A, sizeof(from));
    assert_int_equal(to.verdict, TCE_VERDICT_FAILURE);
    expect_inside(&to, to.request_id);
    expect_inside(&to, to.error_code);
    expect_inside(&to, to.error_message);
    assert_string_equal(to.request_id.bytes, "b");
    assert_string_equal(to.error_code.bytes, "InternalError");
    assert_string_equal(to.error_message.bytes, "m");
}

static void absent_texts_stay_absent_in_a_copy(void **state) {
    (void)state;
    tce_report from;
    tce_report to;
    assert_int_equal(tce_validate(valid, strlen(valid), NULL, &from), TCE_VERDICT_SUCCESS);
    tce_report_copy(&to, &from);
    expect_inside(&to, to.request_id);
    assert_null(to.error_code.bytes);
    assert_null(to.error_message.bytes);
}

static void a_report_copied_to_itself_or_without_a_partner_stays_as_it_is(void **state) {
    (void)state;
    tce_report report;
    assert_int_equal(tce_validate(failing, strlen(failing), NULL, &report), TCE_VERDICT_FAILURE);
    tce_report_copy(&report, &report);
    tce_report_copy(&report, NULL);
    tce_report_copy(NULL, &report);
    expect_inside(&report, report.error_code);
    assert_string_equal(report.error_code.bytes, "InternalError");
}

/* clang-format off */
TESTS(
    T(storage_that_is_null_small_or_misaligned_is_refused),
    T(nothing_outside_the_storage_is_touched),
    T(null_options_are_the_defaults),
    T(options_that_cannot_be_used_are_refused_by_name),
    T(an_engine_that_is_not_built_says_so),
    T(storage_grows_with_max_depth_alone),
    T(options_of_the_oldest_size_work_and_nothing_past_them_is_read),
    T(options_of_a_later_version_work_while_its_own_members_are_zero),
    T(options_with_any_byte_of_an_unknown_member_set_are_refused),
    T(options_of_an_impossible_size_are_refused_unread),
    T(initialised_options_are_the_defaults),
    T(members_of_a_later_version_are_initialised_to_zero),
    T(no_options_and_options_of_an_impossible_size_are_not_initialised),
    T(options_need_not_outlive_init),
    T(calls_on_no_validator_are_misuse),
    T(null_with_a_length_is_misuse_until_reset),
    T(null_without_a_length_is_nothing),
    T(feeding_after_finish_is_misuse_and_leaves_the_report),
    T(reset_is_allowed_at_any_time),
    T(a_rejected_document_may_be_fed_on),
    T(calls_from_within_a_callback_do_nothing),
    T(validate_needs_no_report),
    T(validate_of_null_with_a_length_validates_nothing),
    T(the_texts_of_validate_live_in_the_report_given),
    T(validate_with_options_that_cannot_be_used_validates_nothing),
    T(validate_honours_the_limits_with_every_engine),
    T(validate_holds_every_engine_at_the_limit_of_depth),
    T(validate_calls_back_and_can_be_cancelled),
    T(bytes_after_a_cancellation_are_counted_and_not_validated),
    T(a_rejected_document_can_still_be_cancelled),
    T(the_texts_of_a_copied_report_live_in_the_copy),
    T(absent_texts_stay_absent_in_a_copy),
    T(a_report_copied_to_itself_or_without_a_partner_stays_as_it_is),
)
