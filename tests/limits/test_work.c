/*
 * Work is linear in the bytes fed, whatever the chunk size: counted in bytes that the
 * library read, copied or passed to libyajl. An input may cost at most four times its bytes.
 */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "validators.h"
#include "work.h"

#define LARGE      ((size_t)1 << 20)
#define FACTOR_MAX 4
#define HEAD       "{\"Response\":{\"RequestId\":\"a\",\"x\":"
#define TAIL       "}}"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static char *input;
static size_t input_length;

static void append(const char *text, size_t times) {
    const size_t length = strlen(text);
    for (size_t i = 0; i < times; i++) {
        memcpy(input + input_length, text, length);
        input_length += length;
    }
}

/* HEAD, open, unit repeated until the input is large, close, TAIL. */
static void make_input(const char *head, const char *open, const char *unit, const char *close,
                       const char *tail) {
    input = malloc(LARGE + 4096);
    assert_non_null(input);
    input_length = 0;
    append(head, 1);
    append(open, 1);
    append(unit, LARGE / strlen(unit));
    append(close, 1);
    append(tail, 1);
}

static uint64_t work_of(tce_engine engine, size_t chunk, tce_verdict expected) {
    tce_options options = TCE_OPTIONS_INIT;
    options.engine = engine;
    options.max_depth = TCE_MAX_DEPTH_LIMIT;
    owned_validator owned = validator_make(&options);
    work_bytes_scanned = 0;
    for (size_t i = 0; i < input_length; i += chunk) {
        (void)tce_feed(owned.v, input + i, input_length - i < chunk ? input_length - i : chunk);
    }
    assert_int_equal(tce_finish(owned.v)->verdict, expected);
    validator_free(&owned);
    return work_bytes_scanned;
}

static void check(tce_engine engine, tce_verdict expected, bool read_to_the_end) {
    const size_t chunks[] = {1, 16, 4096, 65536, SIZE_MAX / 2};
    for (size_t c = 0; c < COUNT(chunks); c++) {
        const uint64_t work = work_of(engine, chunks[c], expected);
        print_message("%s, chunks of %zu bytes: %.3f bytes of work per byte\n",
                      tce_engine_name(engine), chunks[c], (double)work / (double)input_length);
        assert_true(work <= FACTOR_MAX * (uint64_t)input_length);
        assert_true(!read_to_the_end || work >= input_length); /* the count counts */
    }
}

static void check_engines(tce_verdict expected, bool read_to_the_end) {
    for (size_t e = 0; e < ENGINE_COUNT; e++) {
        if (tce_engine_available(engines[e])) {
            check(engines[e], expected, read_to_the_end);
        }
    }
    free(input);
}

static void check_valid(const char *open, const char *unit, const char *close) {
    make_input(HEAD, open, unit, close, TAIL);
    check_engines(TCE_VERDICT_SUCCESS, true);
}

static void a_long_string(void **state) {
    (void)state;
    check_valid("\"", "0123456789abcdef", "\"");
}

static void a_long_string_of_escapes(void **state) {
    (void)state;
    check_valid("\"", "\\u00e9\\n", "\"");
}

static void a_long_string_of_surrogates(void **state) {
    (void)state;
    check_valid("\"", "\\ud83d\\ude00\\ud83d", "\"");
}

static void a_long_string_of_chinese_text(void **state) {
    (void)state;
    check_valid("\"", "\xE5\x93\x8D\xE5\xBA\x94", "\"");
}

static void a_long_name(void **state) {
    (void)state;
    check_valid("{\"", "0123456789abcdef", "\":0}");
}

static void a_long_number(void **state) {
    (void)state;
    check_valid("", "1234567890", "");
}

static void a_long_fraction(void **state) {
    (void)state;
    check_valid("-0.", "1234567890", "e-5");
}

static void much_white_space(void **state) {
    (void)state;
    check_valid("", " \n\t\r    ", "0");
}

static void many_numbers(void **state) {
    (void)state;
    check_valid("[", "1,", "1]");
}

static void many_empty_strings(void **state) {
    (void)state;
    check_valid("[", "\"\",", "0]");
}

static void many_small_objects(void **state) {
    (void)state;
    check_valid("[", "{\"a\":[{}]},", "0]");
}

/* Each is just long enough that a kernel reads past it, in vain. */
static void many_payloads_of_the_response(void **state) {
    (void)state;
    static char unit[256];
    for (size_t length = 100; length <= 200; length += 10) {
        memcpy(unit, ",\"n\":[\"", 7);
        memset(unit + 7, 'x', length);
        memcpy(unit + 7 + length, "\",0]", 5);
        check_valid("0", unit, "");
    }
}

/* Each ends just past the bytes that are walked before a kernel continues. */
static void many_payloads_that_end_past_the_walk(void **state) {
    (void)state;
    static char unit[256];
    memcpy(unit, ",\"\":[[", 6);
    memset(unit + 6, ' ', 124);
    memcpy(unit + 130, "1]]", 4);
    check_valid("0", unit, "");
}

/* Each nests deeper in its middle than kernels support, so that the bytes they have read are walked
 * a second time. */
static void many_payloads_that_kernels_refuse(void **state) {
    (void)state;
    static char unit[1024];
    for (size_t spaces = 0; spaces <= 400; spaces += 50) {
        size_t length = 0;
        memcpy(unit, ",\"\":", 4);
        length += 4;
        memset(unit + length, '[', 50);
        memset(unit + length + 50, ' ', 74 + spaces);
        length += 124 + spaces;
        memset(unit + length, '[', 16);
        memset(unit + length + 16, ']', 16);
        memset(unit + length + 32, ' ', 300);
        length += 332;
        memset(unit + length, ']', 50);
        unit[length + 50] = '\0';
        check_valid("0", unit, "");
    }
}

static void a_long_string_of_short_escapes(void **state) {
    (void)state;
    check_valid("\"", "\\n", "\"");
}

static void a_long_string_of_json(void **state) {
    (void)state;
    check_valid("\"", "{\\\"key\\\":\\\"value\\\"},", "\"");
}

static void a_long_payload_string_of_json(void **state) {
    (void)state;
    check_valid("[\"", "{\\\"key\\\":\\\"value\\\"},", "\"]");
}

static void many_members_of_a_payload(void **state) {
    (void)state;
    check_valid("{\"a\":0", ",\"name\":\"value\"", "}");
}

static void many_members_of_the_response(void **state) {
    (void)state;
    check_valid("0", ",\"name\":\"value\"", "");
}

/* Each is as long as the longest string that the envelope copies. */
static void many_long_strings_in_the_response(void **state) {
    (void)state;
    static char unit[4096];
    memcpy(unit, ",\"n\":\"", 6);
    memset(unit + 6, 'x', 3500);
    memcpy(unit + 3506, "\"", 2);
    check_valid("0", unit, "");
}

static void many_duplicates(void **state) {
    (void)state;
    make_input(HEAD, "0", ",\"RequestId\":{\"Error\":0}", "", TAIL);
    check_engines(TCE_VERDICT_INVALID, true);
}

static void nesting_to_the_limit_over_and_over(void **state) {
    (void)state;
    static char unit[4096];
    memset(unit, '[', 1000);
    memset(unit + 1000, ']', 1000);
    memcpy(unit + 2000, ",", 2);
    check_valid("[", unit, "0]");
}

static void nesting_without_end(void **state) {
    (void)state;
    make_input("", "", "[", "", "");
    assert_true(input_length > 100000);
    check_engines(TCE_VERDICT_INVALID, false);
}

static void what_follows_a_violation(void **state) {
    (void)state;
    make_input("}", "", "\"x", "", "");
    check_engines(TCE_VERDICT_INVALID, false);
}

/* ---- Complete documents ----------------------------------------------------------------------*/

/* Refused only at its end, when all of it has been read: by a kernel, or before one. */
static void check_refused(const char *open, const char *unit, const char *close) {
    make_input("{\"Response\":{", open, unit, close, "}}");
    check_engines(TCE_VERDICT_INVALID, true);
}

static void payload_without_a_request_id(void **state) {
    (void)state;
    check_refused("\"x\":[", "{\"name\":\"value\",\"n\":[1,2.5]},", "0]");
}

static void simple_members_without_a_request_id(void **state) {
    (void)state;
    check_refused("\"x\":0", ",\"name\":\"value\"", "");
}

static void a_second_request_id_at_the_end(void **state) {
    (void)state;
    check_refused("\"RequestId\":\"a\",\"x\":[", "{\"name\":\"value\"},", "0],\"RequestId\":\"b\"");
}

static void a_long_string_before_a_second_request_id(void **state) {
    (void)state;
    check_refused("\"RequestId\":\"a\",\"x\":\"", "0123456789abcdef", "\\n\",\"RequestId\":\"b\"");
}

/* Read as the member of an envelope, by a kernel, and by the state machine. */
static void a_long_message_before_a_second_request_id(void **state) {
    (void)state;
    static const char *const units[] = {"0123456789abcdef", "\\n", "\xC3\xA9", "\xE5\x93\x8D"};
    for (size_t i = 0; i < COUNT(units); i++) {
        check_refused("\"RequestId\":\"a\",\"Error\":{\"Code\":\"c\",\"Message\":\"\\n", units[i],
                      "\"},\"RequestId\":\"b\"");
    }
}

static void many_errors_that_are_not_exactly_an_error(void **state) {
    (void)state;
    check_refused("\"RequestId\":\"a\",\"x\":[]",
                  ",\"Error\":{\"Message\":\"mmmmmmmmmmmmmmmm\",\"Code\":0}", "");
}

static void much_white_space_around_a_refused_end(void **state) {
    (void)state;
    check_refused("\"RequestId\":\"a\",\"x\":[]", "        ", ",\"RequestId\":\"b\"");
    check_refused("\"x\":[]", "\n\n\r\t    ", ",\"RequestId\":\"\"");
    make_input("{\"Response\":{\"x\":[]}", "", "   \n    ", "", "}");
    check_engines(TCE_VERDICT_INVALID, true);
}

/* ---- Streams ---------------------------------------------------------------------------------*/

static void check_stream_by(tce_framing framing, tce_engine engine) {
    const size_t chunks[] = {1, 16, 4096, SIZE_MAX / 2};
    tce_options options = TCE_OPTIONS_INIT;
    options.engine = engine;
    const size_t size = tce_stream_storage_size(&options);
    void *storage = malloc(size);
    for (size_t c = 0; c < COUNT(chunks); c++) {
        tce_stream *s = tce_stream_init(storage, size, &options, framing);
        assert_non_null(s);
        work_bytes_scanned = 0;
        for (size_t i = 0; i < input_length; i += chunks[c]) {
            const size_t left = input_length - i;
            (void)tce_stream_feed(s, input + i, left < chunks[c] ? left : chunks[c]);
        }
        (void)tce_stream_finish(s);
        print_message("%s, chunks of %zu bytes: %.3f bytes of work per byte\n",
                      tce_engine_name(engine), chunks[c],
                      (double)work_bytes_scanned / (double)input_length);
        assert_in_range(work_bytes_scanned, input_length / 2, FACTOR_MAX * input_length);
    }
    free(storage);
}

static void check_stream(tce_framing framing) {
    for (size_t e = 0; e < ENGINE_COUNT; e++) {
        check_stream_by(framing, engines[e]);
    }
    free(input);
}

#define UUID "7f1fa26f-e2a7-4c2b-8b1c-2d7e4bd0a1c5"
#define ITEMS                                                                                      \
    "\"Set\":[{\"Id\":\"ins-3f2a\",\"Tags\":[1,{\"a\":null}]},{\"Id\":\"ins-3f2b\",\"Tags\":[]}]"

static const char *const valid_values[] = {
    "{\"Response\":{\"RequestId\":\"" UUID "\"}}",
    "{\"Response\":{\"A\":1,\"B\":\"b\",\"RequestId\":\"" UUID "\"}}",
    "{\"Response\":{" ITEMS ",\"RequestId\":\"" UUID "\"}}",
    "{ \"Response\" : { " ITEMS ", \"RequestId\" : \"" UUID "\" } }",
    "{\"Response\":{\"RequestId\":\"a\"," ITEMS "," ITEMS "," ITEMS "," ITEMS "," ITEMS "}}",
    "{\"Response\":{\"Error\":{\"Code\":\"c\",\"Message\":\"\\\"m\\\"\"},\"RequestId\":\"a\"}}",
    "{\"Response\":{\"a\":[],\"\\u0061\":\"escaped, so not for masks\",\"RequestId\":\"a\"}}",
};

/* Refused at the last byte that counts, or without any. */
static const char *const refused_values[] = {
    "{\"Response\":{\"RequestID\":\"" UUID "\"}}",
    "{\"Response\":{" ITEMS ",\"RequestID\":\"" UUID "\"}}",
    "{\"Response\":{" ITEMS "," ITEMS "," ITEMS ",\"RequestId\":\"\"}}",
    "{\"Response\":{\"RequestId\":\"a\"," ITEMS "," ITEMS ",\"RequestId\":\"" UUID "\"}}",
    "{\"Response\":{\"RequestId\":\"a\",\"Error\":{\"Code\":\"c\",\"Message\":\"mmmmmmmmmm\\n\","
    "\"M\":0}}}",
    "{\"Response\":{\"RequestId\":\"a\",\"Error\":{\"Code\":\"c\",\"Message\":"
    "\"mmmmmmmmmmmmmmmmmmm\"}},\"a\":{}}",
    "{\"Response\":{" ITEMS "},\"a\":{" ITEMS "}}",
    "{ \"Response\":{\"a\":0                                                  }                 }",
};

static void check_values(tce_framing framing, const char *const *values, size_t count,
                         const char *separator) {
    static char unit[2048];
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(unit, sizeof(unit), "%s%s", values[i], separator);
        make_input("", "", unit, "", "");
        check_stream(framing);
    }
}

static void lines_of_valid_envelopes(void **state) {
    (void)state;
    check_values(TCE_FRAMING_NDJSON, valid_values, COUNT(valid_values), "\n");
    check_values(TCE_FRAMING_NDJSON, valid_values, COUNT(valid_values), " \r\n");
}

static void lines_that_are_refused_at_their_end(void **state) {
    (void)state;
    check_values(TCE_FRAMING_NDJSON, refused_values, COUNT(refused_values), "\n");
    check_values(TCE_FRAMING_NDJSON, refused_values, COUNT(refused_values), "       \r\n");
}

/* Its message is read by everything that reads a line. */
static void check_lines_with_message(const char *unit, size_t times) {
    static char line[8192];
    size_t length = 0;
    const char *const head =
        "{\"Response\":{\"RequestId\":\"a\",\"Error\":{\"Code\":\"c\",\"Message\":\"\\n";
    const char *const tail = "\"},\"RequestId\":\"b\"}}\n";
    length += (size_t)snprintf(line, sizeof(line), "%s", head);
    for (; times > 0; times--) {
        length += (size_t)snprintf(line + length, sizeof(line) - length, "%s", unit);
    }
    (void)snprintf(line + length, sizeof(line) - length, "%s", tail);
    make_input("", "", line, "", "");
    check_stream(TCE_FRAMING_NDJSON);
}

static void lines_with_a_long_message_and_a_second_request_id(void **state) {
    (void)state;
    for (size_t times = 200; times < 4000; times += times) {
        check_lines_with_message("m", times);
        check_lines_with_message("\\n", times);
        check_lines_with_message("\xC3\xA9", times);
    }
}

/* An end that the grammar does not allow. */
static void lines_with_a_broken_last_byte(void **state) {
    (void)state;
    check_values(TCE_FRAMING_NDJSON, valid_values, COUNT(valid_values), "}\n");
    check_values(TCE_FRAMING_NDJSON, valid_values, COUNT(valid_values), " ]\n");
}

static void consecutive_envelopes(void **state) {
    (void)state;
    check_values(TCE_FRAMING_CONCATENATED, valid_values, COUNT(valid_values), "");
    check_values(TCE_FRAMING_CONCATENATED, valid_values, COUNT(valid_values), "\n");
    check_values(TCE_FRAMING_CONCATENATED, refused_values, COUNT(refused_values), "\n");
}

static void valid_blank_and_broken_lines(void **state) {
    (void)state;
    make_input("", "", "{\"Response\":{\"RequestId\":\"a\"}}\r\n  \n[}xxxxxxxx\n", "", "");
    check_stream(TCE_FRAMING_NDJSON);
}

static void a_blank_line_without_end(void **state) {
    (void)state;
    make_input("", "", "    \t\r  ", "", "");
    check_stream(TCE_FRAMING_NDJSON);
}

static void consecutive_values(void **state) {
    (void)state;
    make_input("", "", "{\"Response\":{\"RequestId\":\"a\"}}  [0]1 ", "", "");
    check_stream(TCE_FRAMING_CONCATENATED);
}

/* clang-format off */
TESTS(
    T(a_long_string),
    T(a_long_string_of_escapes),
    T(a_long_string_of_surrogates),
    T(a_long_string_of_chinese_text),
    T(a_long_name),
    T(a_long_number),
    T(a_long_fraction),
    T(much_white_space),
    T(many_numbers),
    T(many_empty_strings),
    T(many_small_objects),
    T(many_payloads_of_the_response),
    T(many_payloads_that_end_past_the_walk),
    T(many_payloads_that_kernels_refuse),
    T(a_long_string_of_short_escapes),
    T(a_long_string_of_json),
    T(a_long_payload_string_of_json),
    T(many_members_of_a_payload),
    T(many_members_of_the_response),
    T(many_long_strings_in_the_response),
    T(many_duplicates),
    T(nesting_to_the_limit_over_and_over),
    T(nesting_without_end),
    T(what_follows_a_violation),
    T(payload_without_a_request_id),
    T(simple_members_without_a_request_id),
    T(a_second_request_id_at_the_end),
    T(a_long_string_before_a_second_request_id),
    T(a_long_message_before_a_second_request_id),
    T(many_errors_that_are_not_exactly_an_error),
    T(much_white_space_around_a_refused_end),
    T(lines_of_valid_envelopes),
    T(lines_that_are_refused_at_their_end),
    T(lines_with_a_long_message_and_a_second_request_id),
    T(lines_with_a_broken_last_byte),
    T(consecutive_envelopes),
    T(valid_blank_and_broken_lines),
    T(a_blank_line_without_end),
    T(consecutive_values),
)
