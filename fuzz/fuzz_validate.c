/*
 * One document: every engine must report the same, for the complete document, cut at random and
 * byte by byte.
 */
#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "target.h"

static timeline moments; /* of the input, as run() feeds it */

typedef size_t cut_function(uint64_t *random, size_t left);

static size_t cut_nowhere(uint64_t *random, size_t left) {
    (void)random;
    return left;
}

static size_t cut_everywhere(uint64_t *random, size_t left) {
    (void)random;
    (void)left;
    return 1;
}

static void feed(tce_validator *v, const uint8_t *json, size_t length, cut_function *cut,
                 uint64_t random, const record *r) {
    tce_status last = TCE_OK;
    for (size_t i = 0; i < length;) {
        const size_t n = cut(&random, length - i);
        uint8_t *chunk = target_copy(json + i, n);
        const tce_status status = tce_feed(v, chunk, n);
        free(chunk);
        REQUIRE(status == TCE_OK || status == TCE_REJECTED);
        REQUIRE(status == TCE_REJECTED || last != TCE_REJECTED);
        last = status;
        i += n;
        if (r != NULL) {
            timeline_take(&moments, i, r, status);
        }
    }
}

static tce_options options_of(const control *c, tce_engine engine, record *r) {
    tce_options options = TCE_OPTIONS_INIT;
    options.engine = engine;
    options.max_depth = c->max_depth;
    options.max_bytes = c->max_bytes;
    record_callbacks(&options, r);
    return options;
}

/* Twice in the same validator: a document leaves no trace. */
static record run(const control *c, tce_engine engine, const uint8_t *json, size_t length,
                  cut_function *cut) {
    record r = {0};
    record first = {0};
    const tce_options options = options_of(c, engine, &r);
    guarded_storage s = target_storage(tce_storage_size(&options));
    tce_validator *v = tce_init(s.storage, s.size, &options);
    REQUIRE(v != NULL);
    for (int round = 0; round < 2; round++) {
        r = (record){0};
        feed(v, json, length, cut, c->random, &r);
        record_report(&r, tce_finish(v));
        REQUIRE(round == 0 || record_equal(&r, &first));
        first = r;
        tce_reset(v);
    }
    target_release(&s);
    return r;
}

/* Fills in the moments. */
static void learn_moments(const control *c, const uint8_t *json, size_t length) {
    moments.known = false;
    (void)run(c, REFERENCE_ENGINE, json, length < TIMELINE_MAX ? length : TIMELINE_MAX,
              cut_everywhere);
    moments.known = true;
}

/* Without callbacks, and with the default options. */
static record run_at_once(const uint8_t *json, size_t length) {
    record r = {0};
    tce_report report;
    uint8_t *copy = target_copy(json, length);
    REQUIRE(tce_validate(copy, length, NULL, &report) == report.verdict);
    free(copy);
    record_report(&r, &report);
    return r;
}

/* A callback cancels: the same facts are reported before it, however the bytes are cut. */
static record run_cancelled(const control *c, tce_engine engine, const uint8_t *json, size_t length,
                            cut_function *cut) {
    record r = {.calls_max = 1 + c->random % 4};
    uint64_t random = c->random;
    const tce_options options = options_of(c, engine, &r);
    guarded_storage s = target_storage(tce_storage_size(&options));
    tce_validator *v = tce_init(s.storage, s.size, &options);
    REQUIRE(v != NULL);
    for (size_t i = 0; i < length;) {
        const size_t n = cut(&random, length - i);
        const tce_status status = tce_feed(v, json + i, n);
        REQUIRE((status == TCE_CANCELLED) == record_cancelled(&r));
        i += n;
    }
    REQUIRE((tce_finish(v)->verdict == TCE_VERDICT_NONE) == record_cancelled(&r));
    target_release(&s);
    return r;
}

static void check_cancelling(const control *c, const uint8_t *json, size_t length) {
    const record expected = run_cancelled(c, REFERENCE_ENGINE, json, length, cut_nowhere);
    for (size_t i = 0; i < SUBJECT_KINDS; i++) {
        if (subject_choose(&subject_kinds[i])) {
            const record cut = run_cancelled(c, subject_kinds[i].engine, json, length, target_cut);
            REQUIRE(record_equal(&cut, &expected));
        }
    }
}

/* Calls that break a rule, at any place in a document: each reports misuse and harms nothing. */
static void check_misuse(const uint8_t *json, size_t length) {
    uint64_t storage[8192];
    tce_validator *v = tce_init(storage, sizeof(storage), NULL);
    REQUIRE(v != NULL);
    REQUIRE(tce_feed(v, NULL, 0) == TCE_OK);
    (void)tce_feed(v, json, length);
    REQUIRE(tce_feed(v, NULL, 1) == TCE_MISUSE);
    REQUIRE(tce_feed(v, json, length) == TCE_MISUSE);
    REQUIRE(tce_finish(v) == NULL);
    tce_reset(v);
    (void)tce_feed(v, json, length);
    const tce_report *report = tce_finish(v);
    REQUIRE(report != NULL && tce_finish(v) == report);
    REQUIRE(tce_feed(v, json, length) == TCE_MISUSE);
    REQUIRE(tce_feed(NULL, json, length) == TCE_MISUSE);
    REQUIRE(tce_finish(NULL) == NULL);
    tce_reset(NULL);
    REQUIRE(tce_validate(NULL, 1, NULL, NULL) == TCE_VERDICT_NONE);
}

/* From within a callback every call is misuse, and does nothing. */
static bool call_back_in(void *user, tce_violation violation, uint64_t offset) {
    tce_validator **v = user;
    (void)offset;
    REQUIRE(tce_violation_name(violation) != NULL);
    REQUIRE(tce_feed(*v, "x", 1) == TCE_MISUSE);
    REQUIRE(tce_finish(*v) == NULL);
    tce_reset(*v);
    return true;
}

static void check_reentry(const uint8_t *json, size_t length) {
    record r = {0};
    uint64_t storage[8192];
    tce_validator *v = NULL;
    tce_options options = TCE_OPTIONS_INIT;
    options.user = &v;
    options.on_violation = call_back_in;
    v = tce_init(storage, sizeof(storage), &options);
    REQUIRE(v != NULL);
    (void)tce_feed(v, json, length);
    record_report(&r, tce_finish(v));
    const record expected = run_at_once(json, length);
    REQUIRE(record_equal(&r, &expected));
}

/* Options that can never be used, each with its reason. */
static void check_refused_options(void) {
    tce_options deep = TCE_OPTIONS_INIT;
    deep.max_depth = TCE_MAX_DEPTH_LIMIT + 1;
    REQUIRE(tce_options_problem(&deep) != NULL);
    tce_options simd = TCE_OPTIONS_INIT;
    simd.engine = TCE_ENGINE_SIMD;
    REQUIRE((tce_options_problem(&simd) == NULL) == tce_engine_available(TCE_ENGINE_SIMD));
    REQUIRE(tce_options_problem(NULL) == NULL);
    REQUIRE(tce_version() != NULL);
}

/* Zeros but for the size and the first members. The memory ends with the options, so that a read
 * past them is found. The caller frees it. */
static tce_options *make_options(size_t size, const uint8_t *bytes, size_t length) {
    tce_options *options = calloc(1, size > sizeof(*options) ? size : sizeof(*options));
    REQUIRE(options != NULL);
    const size_t from = offsetof(tce_options, engine);
    const size_t most = offsetof(tce_options, user) - from;
    memcpy((char *)options + from, bytes, length < most ? length : most);
    options->size = size;
    return options;
}

/* Used, or refused with a reason. */
static void check_use(const tce_options *options) {
    const size_t size = tce_storage_size(options);
    uint64_t storage[8192];
    REQUIRE((size == 0) == (tce_options_problem(options) != NULL));
    REQUIRE((tce_init(storage, sizeof(storage), options) == NULL) == (size == 0));
    REQUIRE(size == 0 || tce_init(storage, size - 1, options) == NULL);
    REQUIRE(tce_init((char *)storage + 1, sizeof(storage) - 1, options) == NULL);
    REQUIRE(tce_init(NULL, sizeof(storage), options) == NULL);
}

/* A member that the library does not know, with any byte of it set. */
static void check_unknown_member(tce_options *options, uint64_t random) {
    const size_t unknown = options->size - sizeof(*options);
    ((char *)options)[sizeof(*options) + random_below(&random, unknown)] = 1;
    REQUIRE(tce_options_problem(options) != NULL);
    check_use(options);
}

/* Any options, of any version. */
static void check_options(uint64_t random, const uint8_t *bytes, size_t length) {
    const size_t size = length % 7 == 0 ? length : sizeof(tce_options);
    tce_options *options = make_options(size, bytes, length);
    check_use(options);
    if (size > sizeof(*options)) {
        check_unknown_member(options, random);
    }
    free(options);
}

/* The same by a validator. */
static record run_without_callbacks(tce_engine engine, const uint8_t *json, size_t length) {
    record r = {0};
    tce_options options = TCE_OPTIONS_INIT;
    options.engine = engine;
    guarded_storage s = target_storage(tce_storage_size(&options));
    tce_validator *v = tce_init(s.storage, s.size, &options);
    REQUIRE(v != NULL);
    feed(v, json, length, cut_nowhere, 0, NULL);
    record_report(&r, tce_finish(v));
    target_release(&s);
    return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < CONTROL_BYTES) {
        return 0;
    }
    const control c = target_control(data);
    const uint8_t *json = data + CONTROL_BYTES;
    const size_t length = size - CONTROL_BYTES;
    learn_moments(&c, json, length);
    const record expected = run(&c, REFERENCE_ENGINE, json, length, cut_nowhere);
    const record at_once = run_without_callbacks(REFERENCE_ENGINE, json, length);
    for (size_t i = 0; i < SUBJECT_KINDS; i++) {
        const tce_engine engine = subject_kinds[i].engine;
        if (!subject_choose(&subject_kinds[i])) {
            continue;
        }
        const record complete = run(&c, engine, json, length, cut_nowhere);
        REQUIRE(record_equal(&complete, &expected));
        const record cut = run(&c, engine, json, length, target_cut);
        REQUIRE(record_equal(&cut, &expected));
        const record plain = run_without_callbacks(engine, json, length);
        REQUIRE(record_equal(&plain, &at_once));
        const record one_call = run_at_once(json, length);
        REQUIRE(record_equal(&one_call, &at_once));
        if (length <= TIMELINE_MAX) {
            const record bytes = run(&c, engine, json, length, cut_everywhere);
            REQUIRE(record_equal(&bytes, &expected));
        }
    }
    check_cancelling(&c, json, length);
    subject_restore();
    check_misuse(json, length);
    check_options(c.random, json, length);
    check_refused_options();
    check_reentry(json, length);
    return 0;
}
