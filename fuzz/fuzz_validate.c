/*
 * One document: every engine, whole, cut at random and byte by byte, must say the same.
 */
#include <stdlib.h>

#include "target.h"

#define BYTEWISE_MAX 4096

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
                 uint64_t random) {
    tce_status last = TCE_OK;
    for (size_t i = 0; i < length;) {
        const size_t n = cut(&random, length - i);
        uint8_t *piece = target_copy(json + i, n);
        const tce_status status = tce_feed(v, piece, n);
        free(piece);
        REQUIRE(status == TCE_OK || status == TCE_REJECTED);
        REQUIRE(status == TCE_REJECTED || last != TCE_REJECTED);
        last = status;
        i += n;
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

/* Twice in the same validator: a document leaves nothing behind. */
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
        feed(v, json, length, cut, c->random);
        record_report(&r, tce_finish(v));
        REQUIRE(round == 0 || record_equal(&r, &first));
        first = r;
        tce_reset(v);
    }
    target_release(&s);
    return r;
}

/* Without callbacks, and with the default options. */
static record run_at_once(const uint8_t *json, size_t length) {
    record r = {0};
    tce_report report;
    uint8_t *copy = target_copy(json, length);
    REQUIRE(tce_validate(copy, length, &report) == report.verdict);
    free(copy);
    record_report(&r, &report);
    return r;
}

static record run_without_callbacks(tce_engine engine, const uint8_t *json, size_t length) {
    record r = {0};
    tce_options options = TCE_OPTIONS_INIT;
    options.engine = engine;
    guarded_storage s = target_storage(tce_storage_size(&options));
    tce_validator *v = tce_init(s.storage, s.size, &options);
    REQUIRE(v != NULL);
    feed(v, json, length, cut_nowhere, 0);
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
    const record expected = run(&c, TCE_ENGINE_YAJL, json, length, cut_nowhere);
    const record at_once = run_at_once(json, length);
    for (size_t i = 0; i < target_engine_count; i++) {
        const tce_engine engine = target_engines[i];
        if (!tce_engine_available(engine)) {
            continue;
        }
        const record whole = run(&c, engine, json, length, cut_nowhere);
        REQUIRE(record_equal(&whole, &expected));
        const record cut = run(&c, engine, json, length, target_cut);
        REQUIRE(record_equal(&cut, &expected));
        const record plain = run_without_callbacks(engine, json, length);
        REQUIRE(record_equal(&plain, &at_once));
        if (length <= BYTEWISE_MAX) {
            const record bytes = run(&c, engine, json, length, cut_everywhere);
            REQUIRE(record_equal(&bytes, &expected));
        }
    }
    return 0;
}
