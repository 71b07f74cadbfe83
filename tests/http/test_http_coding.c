/*
 * Encoded bodies: an encoding changes nothing in the outcome, whatever the chunks; and what is
 * wrong with the encoding itself is reported at its byte, whatever the chunks.
 */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "documents.h"
#include "encode.h"
#include "exchange.h"

#define SOUND              "{\"Response\":{\"RequestId\":\"a\",\"Data\":\"xxxxxxxxxxxxxxxxyyyyyyyyyyyyy\"}}"
#define LENGTH_OF(literal) (sizeof(literal) - 1)

static bool can_decode(encoding e) {
    return e != ENCODING_ZSTD ||
           (tce_http_codings_available() & TCE_HTTP_BIT(TCE_HTTP_CODING_ZSTD)) != 0;
}

static encoding next(encoding e) {
    do {
        e = (encoding)(e + 1);
    } while (e != ENCODING_END && !can_decode(e));
    return e;
}

/* The ways in which a body is cut: at once, byte by byte, at random. */
typedef struct cut {
    const char *name;
    size_t chunk;
    uint64_t random;
} cut;

static const cut cuts[] = {{"at once", 0, 0},
                           {"byte by byte", 1, 0},
                           {"seven bytes", 7, 0},
                           {"at random", 40, 7},
                           {"at random", 700, 11}};

#define CUTS (sizeof(cuts) / sizeof(cuts[0]))

static result run_cut(exchange e, const cut *c, encoded body) {
    e.chunk = c->chunk;
    e.random = c->random;
    return exchange_run(&e, body.bytes, body.length);
}

/* The outcome, which is the same in every cut. */
static result run(const char *name, const exchange *e, encoded body) {
    const result first = run_cut(*e, &cuts[0], body);
    for (size_t i = 1; i < CUTS; i++) {
        const result other = run_cut(*e, &cuts[i], body);
        if (!result_is_same(&first, &other) || other.outcome.bytes != first.outcome.bytes) {
            fail_msg("%s, %s: %s at %zu, not %s at %zu", name, cuts[i].name,
                     tce_http_verdict_name(other.outcome.verdict), (size_t)other.outcome.offset,
                     tce_http_verdict_name(first.outcome.verdict), (size_t)first.outcome.offset);
        }
    }
    return first;
}

static result run_observed(const char *name, const char *field, encoded body) {
    const exchange e = exchange_of(TCE_HTTP_MODE_OBSERVE, field);
    return run(name, &e, body);
}

static void expect(const char *name, const char *field, encoded body, tce_http_verdict verdict,
                   tce_violation violation, uint64_t offset) {
    const result r = run_observed(name, field, body);
    result_expect(name, &r, verdict, violation, offset);
    assert_int_equal(r.sent, body.length);
    free(body.bytes);
}

static encoded text_encoded(encoding e, const char *text) {
    return encode(e, text, strlen(text));
}

static encoded copied(const void *bytes, size_t length) {
    encoded e = {malloc(length + 1), length};
    assert_non_null(e.bytes);
    memcpy(e.bytes, bytes, length);
    return e;
}

/* ---- The table -------------------------------------------------------------------------------*/

static char json[DOCUMENT_BYTES_MAX];

static void expect_plain_outcome(const document *row, encoding e) {
    const size_t length = parts_write(row->json, json);
    tce_options options = TCE_OPTIONS_INIT;
    options.max_depth = row->max_depth;
    options.max_bytes = row->max_bytes;
    exchange plain = exchange_of(TCE_HTTP_MODE_OBSERVE, NULL);
    plain.policy.options = &options;
    exchange coded = plain;
    coded.head.content_encoding = (tce_text){encoding_field(e), strlen(encoding_field(e))};
    const encoded body = encode(e, json, length);
    result wanted = exchange_run(&plain, json, length);
    const result found = run(row->name, &coded, body);
    if (row->max_bytes != 0) { /* decoding stops somewhere past it */
        wanted.outcome.decoded_bytes = found.outcome.decoded_bytes;
    }
    if (!result_is_same(&found, &wanted)) {
        fail_msg("%s, %s: %s at %zu, not %s at %zu", row->name, encoding_field(e),
                 tce_http_verdict_name(found.outcome.verdict), (size_t)found.outcome.offset,
                 tce_http_verdict_name(wanted.outcome.verdict), (size_t)wanted.outcome.offset);
    }
    free(body.bytes);
}

static void an_encoded_document_has_the_outcome_of_the_plain_one(void **state) {
    (void)state;
    for (size_t i = 0; i < documents_count(); i++) {
        for (encoding e = ENCODING_GZIP; e != ENCODING_END; e = next(e)) {
            expect_plain_outcome(document_at(i), e);
        }
    }
}

/* ---- Broken encodings ------------------------------------------------------------------------*/

static void a_cut_encoding_is_truncated_at_its_length(void **state) {
    (void)state;
    for (encoding e = ENCODING_GZIP; e != ENCODING_END; e = next(e)) {
        const encoded complete = text_encoded(e, SOUND);
        for (size_t length = 0; length < complete.length; length++) {
            expect("cut", encoding_field(e), copied(complete.bytes, length),
                   TCE_HTTP_VERDICT_TRUNCATED, TCE_VIOLATION_CODING_TRUNCATED, length);
        }
        free(complete.bytes);
    }
}

/* Whatever a flipped bit does, it does the same in every cut. */
static void a_flipped_bit_is_found_at_the_same_byte_in_every_cut(void **state) {
    (void)state;
    for (encoding e = ENCODING_GZIP; e != ENCODING_END; e = next(e)) {
        const encoded body = text_encoded(e, SOUND);
        size_t broken = 0;
        for (size_t bit = 0; bit < body.length * 8; bit++) {
            body.bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
            const result r = run_observed("a flipped bit", encoding_field(e), body);
            broken += r.outcome.verdict != TCE_HTTP_VERDICT_SUCCESS;
            assert_true(r.outcome.violation < TCE_VIOLATION_CODING_CORRUPT ||
                        r.outcome.offset <= body.length);
            body.bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
        }
        assert_true(broken > body.length * 4);
        free(body.bytes);
    }
}

static void a_wrong_checksum_is_found_at_its_last_byte(void **state) {
    (void)state;
    static const struct {
        encoding encoding;
        size_t from_end; /* of a byte of the checksum or the length */
        size_t last;     /* from the end: of its last byte */
    } rows[] = {{ENCODING_GZIP, 8, 5}, {ENCODING_GZIP, 5, 5}, {ENCODING_GZIP, 4, 1},
                {ENCODING_GZIP, 1, 1}, {ENCODING_ZLIB, 4, 1}, {ENCODING_ZLIB, 1, 1},
                {ENCODING_ZSTD, 4, 1}, {ENCODING_ZSTD, 1, 1}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (can_decode(rows[i].encoding)) {
            const encoded body = text_encoded(rows[i].encoding, SOUND);
            body.bytes[body.length - rows[i].from_end] ^= 1;
            expect("a wrong checksum", encoding_field(rows[i].encoding), body,
                   TCE_HTTP_VERDICT_INVALID, TCE_VIOLATION_CODING_CORRUPT,
                   body.length - rows[i].last);
        }
    }
}

static void what_is_not_encoded_is_corrupt(void **state) {
    (void)state;
    expect("not gzip", "gzip", copied(SOUND, LENGTH_OF(SOUND)), TCE_HTTP_VERDICT_INVALID,
           TCE_VIOLATION_CODING_CORRUPT, 1);
    expect("not deflate", "deflate", copied("\x07", 1), TCE_HTTP_VERDICT_INVALID,
           TCE_VIOLATION_CODING_CORRUPT, 0);
    expect("gzip of another method", "gzip", copied("\x1f\x8b\x07\0\0\0\0\0\0\0", 10),
           TCE_HTTP_VERDICT_INVALID, TCE_VIOLATION_CODING_CORRUPT, 3);
    if (can_decode(ENCODING_ZSTD)) { /* libzstd may or may not wait for all of the magic number */
        const encoded body = copied(SOUND, LENGTH_OF(SOUND));
        const result r = run_observed("not zstd", "zstd", body);
        assert_int_equal(r.outcome.violation, TCE_VIOLATION_CODING_CORRUPT);
        assert_true(r.outcome.offset <= 4);
        free(body.bytes);
    }
}

static void nothing_may_follow_an_encoding(void **state) {
    (void)state;
    for (encoding e = ENCODING_GZIP; e != ENCODING_END; e = next(e)) {
        encoded body = text_encoded(e, SOUND);
        const size_t length = body.length;
        body = encoded_join(body, copied("surplus", 7));
        const result r = run_observed("surplus", encoding_field(e), body);
        assert_int_equal(r.outcome.violation, TCE_VIOLATION_CODING_CORRUPT);
        assert_true(r.outcome.offset >= length && r.outcome.offset < length + 5);
        free(body.bytes);
    }
}

static void a_violation_of_the_document_comes_before_one_of_the_coding(void **state) {
    (void)state;
    encoded body = text_encoded(ENCODING_GZIP, "{\"Response\":{}}");
    body.bytes[body.length - 1] ^= 1;
    const result r = run_observed("both", "gzip", body);
    result_expect("both", &r, TCE_HTTP_VERDICT_INVALID, TCE_VIOLATION_REQUEST_ID_MISSING, 13);
    assert_true((r.outcome.violations >> TCE_VIOLATION_CODING_CORRUPT & 1) != 0);
    free(body.bytes);
}

static void an_encoding_that_needs_more_is_unsupported(void **state) {
    (void)state;
    const encoded body = encode_with_dictionary(SOUND, LENGTH_OF(SOUND));
    expect("a preset dictionary", "deflate", body, TCE_HTTP_VERDICT_INVALID,
           TCE_VIOLATION_CODING_UNSUPPORTED, 5);
    if (can_decode(ENCODING_ZSTD)) {
        const encoded wide = encode_with_window(SOUND, LENGTH_OF(SOUND), 24);
        expect("a window of 16 MiB", "zstd", wide, TCE_HTTP_VERDICT_INVALID,
               TCE_VIOLATION_CODING_UNSUPPORTED, 5);
        expect("a window of 8 MiB", "zstd", encode_with_window(SOUND, LENGTH_OF(SOUND), 23),
               TCE_HTTP_VERDICT_SUCCESS, TCE_VIOLATION_NONE, 0);
    }
}

/* ---- Forms -----------------------------------------------------------------------------------*/

static void members_and_frames_follow_each_other(void **state) {
    (void)state;
    static const encoding several[] = {ENCODING_GZIP, ENCODING_ZSTD};
    for (size_t i = 0; i < 2; i++) {
        if (can_decode(several[i])) {
            encoded body = encode(several[i], SOUND, 20);
            body = encoded_join(body, encode(several[i], "", 0));
            body = encoded_join(body, text_encoded(several[i], &SOUND[20]));
            expect("three parts", encoding_field(several[i]), body, TCE_HTTP_VERDICT_SUCCESS,
                   TCE_VIOLATION_NONE, 0);
        }
    }
}

static void a_skippable_frame_of_zstd_is_skipped(void **state) {
    (void)state;
    if (can_decode(ENCODING_ZSTD)) {
        const encoded skippable = copied("\x50\x2a\x4d\x18\x05\0\0\0hello", 13);
        expect("a skippable frame", "zstd",
               encoded_join(skippable, text_encoded(ENCODING_ZSTD, SOUND)),
               TCE_HTTP_VERDICT_SUCCESS, TCE_VIOLATION_NONE, 0);
    }
}

/* A frame of one block that is not compressed, and a header that promises another length. */
static void a_frame_of_another_length_than_it_says_is_corrupt(void **state) {
    (void)state;
    static const char frame[] = "\x28\xb5\x2f\xfd\x20\x03\x11\0\0{}";
    if (can_decode(ENCODING_ZSTD)) {
        expect("another length", "zstd", copied(frame, sizeof(frame) - 1), TCE_HTTP_VERDICT_INVALID,
               TCE_VIOLATION_CODING_CORRUPT, sizeof(frame) - 2);
    }
}

static void the_fields_of_a_gzip_header_are_read(void **state) {
    (void)state;
    static const char head[] = "\x1f\x8b\x08\x1c\0\0\0\0\0\x03\x04\0abcdname\0comment";
    const encoded body = text_encoded(ENCODING_GZIP, SOUND);
    encoded rest = copied(body.bytes + 10, body.length - 10);
    free(body.bytes);
    expect("extra, name and comment", "gzip", encoded_join(copied(head, sizeof(head)), rest),
           TCE_HTTP_VERDICT_SUCCESS, TCE_VIOLATION_NONE, 0);
}

static void an_older_name_and_any_case_are_known(void **state) {
    (void)state;
    static const char *const names[] = {"x-gzip",         "GZIP",   " gzip ",
                                        "identity, gzip", ",gzip,", "X-GZip"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        expect(names[i], names[i], text_encoded(ENCODING_GZIP, SOUND), TCE_HTTP_VERDICT_SUCCESS,
               TCE_VIOLATION_NONE, 0);
    }
}

/* ---- Limits ----------------------------------------------------------------------------------*/

/* An envelope with count copies of the unit in a string. */
static encoded repeated(encoding e, const char *unit, size_t count) {
    static const char head[] = "{\"Response\":{\"RequestId\":\"a\",\"Data\":[\"x\"", tail[] = "]}}";
    const size_t each = strlen(unit);
    const size_t length = LENGTH_OF(head) + each * count + LENGTH_OF(tail);
    char *plain = malloc(length);
    assert_non_null(plain);
    char *p = plain;
    memcpy(p, head, LENGTH_OF(head));
    p += LENGTH_OF(head);
    for (size_t i = 0; i < count; i++, p += each) {
        memcpy(p, unit, each);
    }
    memcpy(p, tail, LENGTH_OF(tail));
    const encoded found = encode(e, plain, length);
    free(plain);
    return found;
}

static void a_bomb_stops_at_the_ratio(void **state) {
    (void)state;
    for (encoding e = ENCODING_GZIP; e != ENCODING_END; e = next(e)) {
        const encoded bomb = repeated(e, ",0", 20000000);
        assert_true(bomb.length < 100000);
        const result r = run_observed("a bomb", encoding_field(e), bomb);
        assert_int_equal(r.outcome.violation, TCE_VIOLATION_CODING_LIMIT);
        assert_int_equal(r.outcome.verdict, TCE_HTTP_VERDICT_INVALID);
        assert_true(r.outcome.decoded_bytes < 8000000);
        free(bomb.bytes);
    }
}

/* What a list of 5,000 equal items decodes to is 268 times as long. */
static void a_sound_list_of_equal_items_is_no_bomb(void **state) {
    (void)state;
    static const char item[] =
        ",{\"InstanceId\":\"ins-12345678\",\"Memory\":16,\"Tags\":[],\"State\":"
        "\"RUNNING\",\"Zone\":\"ap-guangzhou-3\",\"Public\":null}";
    for (encoding e = ENCODING_GZIP; e != ENCODING_END; e = next(e)) {
        if (e != ENCODING_ZSTD) {
            const encoded list = repeated(e, item, 50000);
            expect("equal items", encoding_field(e), list, TCE_HTTP_VERDICT_SUCCESS,
                   TCE_VIOLATION_NONE, 0);
        }
    }
}

static void the_ratio_does_not_apply_to_the_first_megabyte(void **state) {
    (void)state;
    exchange e = exchange_of(TCE_HTTP_MODE_OBSERVE, "gzip");
    e.policy.ratio = 1;
    const encoded small = repeated(ENCODING_GZIP, ",0", 500000);
    const result sound = run("below", &e, small);
    result_expect("below", &sound, TCE_HTTP_VERDICT_SUCCESS, TCE_VIOLATION_NONE, 0);
    const encoded large = repeated(ENCODING_GZIP, ",0", 600000);
    const result limited = run("above", &e, large);
    assert_int_equal(limited.outcome.violation, TCE_VIOLATION_CODING_LIMIT);
    e.policy.ratio = 0;
    const result unlimited = run("no limit", &e, large);
    result_expect("no limit", &unlimited, TCE_HTTP_VERDICT_SUCCESS, TCE_VIOLATION_NONE, 0);
    free(small.bytes);
    free(large.bytes);
}

static void decoding_stops_at_max_bytes(void **state) {
    (void)state;
    tce_options options = TCE_OPTIONS_INIT;
    options.max_bytes = 100000;
    exchange e = exchange_of(TCE_HTTP_MODE_OBSERVE, "gzip");
    e.policy.options = &options;
    const encoded body = repeated(ENCODING_GZIP, ",0", 20000000);
    const result r = run_cut(e, &cuts[0], body);
    result_expect("max_bytes", &r, TCE_HTTP_VERDICT_INVALID, TCE_VIOLATION_JSON_SIZE, 100000);
    assert_int_equal(r.outcome.decoded_bytes, 100001);
    free(body.bytes);
}

/* ---- Modes and memory ------------------------------------------------------------------------*/

static void abort_and_hold_let_no_broken_encoding_end(void **state) {
    (void)state;
    const encoded body = text_encoded(ENCODING_GZIP, SOUND);
    for (size_t length = 0; length < body.length; length++) {
        exchange e = exchange_of(TCE_HTTP_MODE_ABORT, "gzip");
        e.chunk = 3;
        const result aborted = exchange_run(&e, body.bytes, length);
        assert_int_equal(aborted.last, TCE_HTTP_ACTION_ABORT);
        e.policy.mode = TCE_HTTP_MODE_HOLD;
        const result rejected = exchange_run(&e, body.bytes, length);
        assert_int_equal(rejected.last, TCE_HTTP_ACTION_REJECT);
        assert_int_equal(rejected.sent, 0);
    }
    free(body.bytes);
}

static void a_sound_encoding_is_released_as_it_came(void **state) {
    (void)state;
    for (encoding c = ENCODING_GZIP; c != ENCODING_END; c = next(c)) {
        const encoded body = text_encoded(c, SOUND);
        exchange e = exchange_of(TCE_HTTP_MODE_HOLD, encoding_field(c));
        e.head.content_length = body.length;
        const result r = run("hold", &e, body);
        assert_int_equal(r.outcome.done, TCE_HTTP_DONE_RELEASED);
        assert_int_equal(r.sent, body.length);
        assert_int_equal(r.outcome.bytes, body.length);
        assert_int_equal(r.outcome.decoded_bytes, LENGTH_OF(SOUND));
        free(body.bytes);
    }
}

/* With the last byte of a body of known length its verdict is known. */
static void a_known_length_ends_an_encoded_body(void **state) {
    (void)state;
    const encoded body = text_encoded(ENCODING_GZIP, SOUND);
    exchange e = exchange_of(TCE_HTTP_MODE_ABORT, "gzip");
    e.chunk = 1;
    e.head.content_length = body.length - 1;
    const result r = exchange_run(&e, body.bytes, body.length - 1);
    result_expect("short", &r, TCE_HTTP_VERDICT_TRUNCATED, TCE_VIOLATION_CODING_TRUNCATED,
                  body.length - 1);
    assert_int_equal(r.sent, body.length - 2);
    free(body.bytes);
}

static void a_failed_upstream_is_no_truncated_coding(void **state) {
    (void)state;
    const encoded body = text_encoded(ENCODING_GZIP, SOUND);
    exchange e = exchange_of(TCE_HTTP_MODE_OBSERVE, "gzip");
    e.ending = TCE_HTTP_END_UPSTREAM_FAILED;
    const result r = exchange_run(&e, body.bytes, body.length - 1);
    result_expect("failed", &r, TCE_HTTP_VERDICT_INCOMPLETE, TCE_VIOLATION_NONE, 0);
    free(body.bytes);
}

static void without_memory_for_a_decoder_a_body_is_unseen(void **state) {
    (void)state;
    const encoded body = text_encoded(ENCODING_GZIP, SOUND);
    exchange e = exchange_of(TCE_HTTP_MODE_OBSERVE, "gzip");
    e.no_decoder = true;
    const result observed = run("observe", &e, body);
    result_expect("observe", &observed, TCE_HTTP_VERDICT_UNSEEN, TCE_VIOLATION_NONE, 0);
    assert_non_null(observed.outcome.reason);
    e.policy.mode = TCE_HTTP_MODE_HOLD;
    assert_int_equal(exchange_run(&e, body.bytes, body.length).last, TCE_HTTP_ACTION_REJECT);
    e.policy.mode = TCE_HTTP_MODE_ABORT;
    assert_int_equal(exchange_run(&e, body.bytes, body.length).last, TCE_HTTP_ACTION_ABORT);
    free(body.bytes);
}

static void a_decoder_takes_memory_that_fits_once(void **state) {
    (void)state;
    const exchange e = exchange_of(TCE_HTTP_MODE_OBSERVE, "gzip");
    const size_t size = tce_http_storage_size(&e.policy);
    void *storage = malloc(size);
    tce_http *h = tce_http_init(storage, size, &e.policy);
    assert_int_equal(tce_http_decoder_size(h), 0);
    assert_false(tce_http_give_decoder(h, storage, size));
    assert_int_equal(tce_http_begin(h, &e.head), TCE_HTTP_ACTION_FORWARD);
    const size_t needed = tce_http_decoder_size(h);
    assert_true(needed > 40000 && needed < 100000);
    char *memory = malloc(needed + 1);
    assert_false(tce_http_give_decoder(h, NULL, needed));
    assert_false(tce_http_give_decoder(h, memory, needed - 1));
    assert_false(tce_http_give_decoder(h, memory + 1, needed));
    assert_true(tce_http_give_decoder(h, memory, needed));
    assert_false(tce_http_give_decoder(h, memory, needed));
    free(memory);
    free(storage);
}

static void a_coding_that_is_not_in_the_policy_is_skipped(void **state) {
    (void)state;
    static const char *const skipped[] = {"br", "compress", "gzip, br", "gzip, gzip", "zstd;q=1"};
    exchange e = exchange_of(TCE_HTTP_MODE_OBSERVE, NULL);
    for (size_t i = 0; i < sizeof(skipped) / sizeof(skipped[0]); i++) {
        e.head.content_encoding = (tce_text){skipped[i], strlen(skipped[i])};
        const tce_http_skip skip = tce_http_skip_of(&e.policy, &e.head);
        assert_int_equal(skip, strncmp(skipped[i], "gzip,", 5) == 0 ? TCE_HTTP_SKIP_CODINGS
                                                                    : TCE_HTTP_SKIP_CODING);
    }
    e.head.content_encoding = (tce_text){"gzip", 4};
    assert_int_equal(tce_http_skip_of(&e.policy, &e.head), TCE_HTTP_SKIP_NONE);
    e.policy.codings = TCE_HTTP_CODINGS_NONE;
    assert_int_equal(tce_http_skip_of(&e.policy, &e.head), TCE_HTTP_SKIP_CODING);
}

/* clang-format off */
TESTS(
    T(an_encoded_document_has_the_outcome_of_the_plain_one),
    T(a_cut_encoding_is_truncated_at_its_length),
    T(a_flipped_bit_is_found_at_the_same_byte_in_every_cut),
    T(a_wrong_checksum_is_found_at_its_last_byte),
    T(what_is_not_encoded_is_corrupt),
    T(nothing_may_follow_an_encoding),
    T(a_violation_of_the_document_comes_before_one_of_the_coding),
    T(an_encoding_that_needs_more_is_unsupported),
    T(members_and_frames_follow_each_other),
    T(a_skippable_frame_of_zstd_is_skipped),
    T(a_frame_of_another_length_than_it_says_is_corrupt),
    T(the_fields_of_a_gzip_header_are_read),
    T(an_older_name_and_any_case_are_known),
    T(a_bomb_stops_at_the_ratio),
    T(a_sound_list_of_equal_items_is_no_bomb),
    T(the_ratio_does_not_apply_to_the_first_megabyte),
    T(decoding_stops_at_max_bytes),
    T(abort_and_hold_let_no_broken_encoding_end),
    T(a_sound_encoding_is_released_as_it_came),
    T(a_known_length_ends_an_encoded_body),
    T(a_failed_upstream_is_no_truncated_coding),
    T(without_memory_for_a_decoder_a_body_is_unseen),
    T(a_decoder_takes_memory_that_fits_once),
    T(a_coding_that_is_not_in_the_policy_is_skipped),
)
