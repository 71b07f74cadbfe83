/* Counters that processes share, snapshots of them, and the formats. */
#define _GNU_SOURCE
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tcenvelope_http.h"

#define PROCESSES 4
#define ROUNDS    20000
#define CODES     24

static tce_text text_of(const char *words) {
    return (tce_text){words, strlen(words)};
}

static tce_http_outcome outcome_of(tce_http_verdict verdict, const char *code) {
    tce_http_outcome o = {.verdict = verdict,
                          .done = TCE_HTTP_DONE_PASSED,
                          .bytes = 10,
                          .decoded_bytes = 30,
                          .coding = TCE_HTTP_CODING_GZIP};
    if (code != NULL) {
        o.error_code = text_of(code);
    }
    return o;
}

/* Counters in memory that processes share. */
static tce_http_counters *shared_counters(size_t codes, void **memory) {
    const size_t size = tce_http_counters_size(codes);
    *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(*memory != MAP_FAILED);
    tce_http_counters *counters = tce_http_counters_init(*memory, size, 1000);
    assert_non_null(counters);
    return counters;
}

static tce_http_snapshot *snapshot_of(const tce_http_counters *counters) {
    const size_t size = tce_http_snapshot_size(counters);
    tce_http_snapshot *s = tce_http_snapshot_take(malloc(size), size, counters, 1061);
    assert_non_null(s);
    return s;
}

static uint64_t count_of_code(const tce_http_snapshot *s, const char *code) {
    tce_text text;
    uint64_t count, found = 0;
    size_t rows = 0;
    for (size_t i = 0; tce_http_snapshot_code(s, i, &text, &count); i++) {
        if (text.length == strlen(code) && memcmp(text.bytes, code, text.length) == 0) {
            found = count;
            rows++;
        }
    }
    assert_true(rows <= 1);
    return found;
}

/* ---- Memory ----------------------------------------------------------------------------------*/

static void memory_that_does_not_fit_is_refused(void **state) {
    (void)state;
    const size_t size = tce_http_counters_size(0);
    char *memory = calloc(1, size + 8);
    assert_null(tce_http_counters_open(memory, size));
    assert_null(tce_http_counters_init(NULL, size, 0));
    assert_null(tce_http_counters_init(memory + 1, size, 0));
    assert_null(tce_http_counters_init(memory, size - 1, 0));
    tce_http_counters *counters = tce_http_counters_init(memory, size, 0);
    assert_non_null(counters);
    assert_ptr_equal(tce_http_counters_open(memory, size), counters);
    assert_null(tce_http_counters_open(memory, size - 1));
    assert_int_equal(tce_http_counters_size(1), size);
    assert_true(tce_http_counters_size(1000) > size);
    assert_true(tce_http_counters_size(SIZE_MAX) > size);
    assert_int_equal(tce_http_snapshot_size(NULL), 0);
    char *taken = malloc(tce_http_snapshot_size(counters) + 8);
    assert_null(tce_http_snapshot_take(NULL, SIZE_MAX, counters, 0));
    assert_null(tce_http_snapshot_take(taken + 1, SIZE_MAX, counters, 0));
    assert_null(tce_http_snapshot_take(taken, tce_http_snapshot_size(counters) - 1, counters, 0));
    assert_null(tce_http_snapshot_take(taken, SIZE_MAX, NULL, 0));
    free(taken);
    free(memory);
}

static void what_is_missing_counts_nothing(void **state) {
    (void)state;
    tce_text code;
    uint64_t count;
    tce_http_totals totals = {.responses = 7};
    const tce_http_outcome o = outcome_of(TCE_HTTP_VERDICT_SUCCESS, NULL);
    tce_http_count(NULL, &o);
    tce_http_snapshot_totals(NULL, &totals);
    assert_int_equal(totals.responses, 7);
    assert_int_equal(tce_http_snapshot_count(NULL, TCE_HTTP_FAMILY_VERDICTS, 1), 0);
    assert_false(tce_http_snapshot_code(NULL, 0, &code, &count));
}

/* ---- Counting --------------------------------------------------------------------------------*/

static void a_response_is_counted_under_each_of_its_names(void **state) {
    (void)state;
    void *memory;
    tce_http_counters *counters = shared_counters(0, &memory);
    tce_http_outcome o = outcome_of(TCE_HTTP_VERDICT_INVALID, "Made.Up");
    o.done = TCE_HTTP_DONE_REJECTED;
    o.violations = UINT64_C(1) << TCE_VIOLATION_JSON_SYNTAX | UINT64_C(1)
                                                                  << TCE_VIOLATION_CODING_LIMIT;
    tce_http_count(counters, &o);
    const tce_http_outcome skipped = {.verdict = TCE_HTTP_VERDICT_SKIPPED,
                                      .skip = TCE_HTTP_SKIP_TYPE};
    tce_http_count(counters, &skipped);
    tce_http_snapshot *s = snapshot_of(counters);
    tce_http_totals totals;
    tce_http_snapshot_totals(s, &totals);
    assert_int_equal(totals.responses, 2);
    assert_int_equal(totals.bytes, 10);
    assert_int_equal(totals.decoded_bytes, 30);
    assert_int_equal(tce_http_snapshot_count(s, TCE_HTTP_FAMILY_VERDICTS, TCE_HTTP_VERDICT_INVALID),
                     1);
    assert_int_equal(tce_http_snapshot_count(s, TCE_HTTP_FAMILY_VERDICTS, TCE_HTTP_VERDICT_SKIPPED),
                     1);
    assert_int_equal(tce_http_snapshot_count(s, TCE_HTTP_FAMILY_ACTIONS, TCE_HTTP_DONE_REJECTED),
                     1);
    assert_int_equal(tce_http_snapshot_count(s, TCE_HTTP_FAMILY_ACTIONS, TCE_HTTP_DONE_NONE), 0);
    assert_int_equal(tce_http_snapshot_count(s, TCE_HTTP_FAMILY_CODINGS, TCE_HTTP_CODING_GZIP), 1);
    assert_int_equal(tce_http_snapshot_count(s, TCE_HTTP_FAMILY_CODINGS, TCE_HTTP_CODING_IDENTITY),
                     0);
    assert_int_equal(tce_http_snapshot_count(s, TCE_HTTP_FAMILY_SKIPS, TCE_HTTP_SKIP_TYPE), 1);
    assert_int_equal(
        tce_http_snapshot_count(s, TCE_HTTP_FAMILY_VIOLATIONS, TCE_VIOLATION_JSON_SYNTAX), 1);
    assert_int_equal(
        tce_http_snapshot_count(s, TCE_HTTP_FAMILY_VIOLATIONS, TCE_VIOLATION_CODING_LIMIT), 1);
    assert_int_equal(tce_http_snapshot_count(s, TCE_HTTP_FAMILY_END, 0), 0);
    assert_int_equal(tce_http_snapshot_count(s, TCE_HTTP_FAMILY_VERDICTS, 99), 0);
    assert_int_equal(count_of_code(s, "Made.Up"), 1);
    free(s);
}

/* A core that is newer than this library can report it. */
static void the_violation_with_the_largest_number_has_its_counter(void **state) {
    (void)state;
    void *memory;
    tce_http_counters *counters = shared_counters(0, &memory);
    tce_http_outcome o = outcome_of(TCE_HTTP_VERDICT_INVALID, "");
    o.violations = UINT64_C(1) << TCE_VIOLATION_COUNT_MAX;
    tce_http_count(counters, &o);
    tce_http_snapshot *s = snapshot_of(counters);
    assert_int_equal(
        tce_http_snapshot_count(s, TCE_HTTP_FAMILY_VIOLATIONS, TCE_VIOLATION_COUNT_MAX), 1);
    free(s);
}

static void a_response_without_a_verdict_is_not_counted(void **state) {
    (void)state;
    void *memory;
    tce_http_counters *counters = shared_counters(0, &memory);
    const tce_http_outcome rows[] = {
        {.verdict = TCE_HTTP_VERDICT_NONE},
        {.verdict = TCE_HTTP_VERDICT_END},
        {.verdict = TCE_HTTP_VERDICT_SKIPPED, .skip = TCE_HTTP_SKIP_OFF},
        {.verdict = TCE_HTTP_VERDICT_SKIPPED, .skip = TCE_HTTP_SKIP_END},
        {.verdict = TCE_HTTP_VERDICT_SUCCESS, .done = TCE_HTTP_DONE_END},
        {.verdict = TCE_HTTP_VERDICT_SUCCESS, .coding = TCE_HTTP_CODING_END},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        tce_http_count(counters, &rows[i]);
    }
    tce_http_count(counters, NULL);
    tce_http_snapshot *s = snapshot_of(counters);
    tce_http_totals totals;
    tce_http_snapshot_totals(s, &totals);
    assert_int_equal(totals.responses, 0);
    free(s);
}

/* ---- Error codes -----------------------------------------------------------------------------*/

static void count_codes(tce_http_counters *counters, size_t count) {
    for (size_t i = 0; i < count; i++) {
        char code[32];
        (void)snprintf(code, sizeof(code), "Made.Up%zu", i);
        const tce_http_outcome o = outcome_of(TCE_HTTP_VERDICT_FAILURE, code);
        tce_http_count(counters, &o);
    }
}

static void codes_without_a_slot_are_counted_together(void **state) {
    (void)state;
    void *memory;
    tce_http_counters *counters = shared_counters(0, &memory);
    count_codes(counters, 5000);
    for (int i = TCE_CODE_UNKNOWN + 1; i < TCE_CODE_END; i++) {
        const tce_http_outcome o = outcome_of(TCE_HTTP_VERDICT_FAILURE, tce_code_name((tce_code)i));
        tce_http_count(counters, &o);
        tce_http_count(counters, &o);
    }
    tce_http_snapshot *s = snapshot_of(counters);
    tce_http_totals totals;
    tce_http_snapshot_totals(s, &totals);
    for (int i = TCE_CODE_UNKNOWN + 1; i < TCE_CODE_END; i++) {
        assert_int_equal(count_of_code(s, tce_code_name((tce_code)i)), 2);
    }
    uint64_t sum = totals.codes_other, count, last = UINT64_MAX;
    tce_text code;
    size_t rows = 0;
    for (; tce_http_snapshot_code(s, rows, &code, &count); rows++) {
        assert_true(count <= last);
        last = count;
        sum += count;
    }
    assert_true(rows > 200 && rows <= 256);
    assert_int_equal(sum, 5000 + 2 * (TCE_CODE_END - 1));
    free(s);
}

static void a_code_that_is_no_text_of_the_contract_is_not_counted(void **state) {
    (void)state;
    void *memory;
    char long_code[TCE_MAX_CODE + 2];
    memset(long_code, 'x', sizeof(long_code) - 1);
    long_code[sizeof(long_code) - 1] = '\0';
    tce_http_counters *counters = shared_counters(0, &memory);
    tce_http_outcome o = outcome_of(TCE_HTTP_VERDICT_FAILURE, long_code);
    tce_http_count(counters, &o);
    o.error_code.length = TCE_MAX_CODE;
    tce_http_count(counters, &o);
    tce_http_snapshot *s = snapshot_of(counters);
    tce_text code;
    uint64_t count;
    assert_true(tce_http_snapshot_code(s, 0, &code, &count));
    assert_int_equal(code.length, TCE_MAX_CODE);
    assert_int_equal(count, 1);
    assert_false(tce_http_snapshot_code(s, 1, &code, &count));
    free(s);
}

/* ---- Processes -------------------------------------------------------------------------------*/

static void count_in_turn(tce_http_counters *counters) {
    for (size_t i = 0; i < ROUNDS; i++) {
        char code[32];
        (void)snprintf(code, sizeof(code), "Made.Up%zu", i % CODES);
        const tce_http_outcome o = outcome_of(TCE_HTTP_VERDICT_FAILURE, code);
        tce_http_count(counters, &o);
    }
}

static void processes_that_count_responses_at_once_lose_nothing(void **state) {
    (void)state;
    void *memory;
    tce_http_counters *counters = shared_counters(0, &memory);
    for (size_t i = 0; i < PROCESSES; i++) {
        const pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            count_in_turn(tce_http_counters_open(memory, tce_http_counters_size(0)));
            _exit(0);
        }
    }
    for (size_t i = 0; i < PROCESSES; i++) {
        int status;
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    tce_http_snapshot *s = snapshot_of(counters);
    tce_http_totals totals;
    tce_http_snapshot_totals(s, &totals);
    assert_int_equal(totals.responses, PROCESSES * ROUNDS);
    assert_int_equal(totals.bytes, PROCESSES * ROUNDS * 10);
    assert_int_equal(totals.codes_other, 0);
    uint64_t sum = 0;
    for (size_t i = 0; i < CODES; i++) {
        char code[32];
        (void)snprintf(code, sizeof(code), "Made.Up%zu", i);
        sum += count_of_code(s, code);
    }
    assert_int_equal(sum, PROCESSES * ROUNDS);
    free(s);
}

/* ---- Formats ---------------------------------------------------------------------------------*/

typedef struct sink {
    char bytes[131072];
    size_t length;
    size_t calls;
    size_t calls_max; /* 0: no limit */
} sink;

static bool take(void *user, const char *bytes, size_t length) {
    sink *s = user;
    assert_true(length > 0 && length < sizeof(s->bytes) - s->length);
    memcpy(s->bytes + s->length, bytes, length);
    s->length += length;
    s->bytes[s->length] = '\0';
    return ++s->calls != s->calls_max;
}

static sink written;

static const char *write_format(const tce_http_counters *counters, tce_http_format format) {
    tce_http_snapshot *s = snapshot_of(counters);
    written.length = written.calls = written.calls_max = 0;
    assert_true(tce_http_format_write(s, format, text_of("n0nce"), take, &written));
    free(s);
    return written.bytes;
}

static void expect_part(const char *text, const char *part) {
    if (strstr(text, part) == NULL) {
        fail_msg("'%s' is not in: %.3000s", part, text);
    }
}

static tce_http_counters *counters_with_a_hostile_code(void **memory) {
    tce_http_counters *counters = shared_counters(0, memory);
    const tce_http_outcome o = outcome_of(TCE_HTTP_VERDICT_FAILURE, "A\"\\\n<b>&\x01");
    tce_http_count(counters, &o);
    tce_http_count(counters, &o);
    return counters;
}

static void json_is_an_object_with_every_name(void **state) {
    (void)state;
    void *memory;
    const char *json = write_format(counters_with_a_hostile_code(&memory), TCE_HTTP_FORMAT_JSON);
    tce_report report;
    (void)tce_validate(json, written.length, NULL, &report);
    assert_int_equal(report.first_violation, TCE_VIOLATION_RESPONSE_MISSING); /* it is JSON */
    char version[64];
    (void)snprintf(version, sizeof(version), "{\"version\":\"%s\",\"since\":", tce_version());
    expect_part(json, version);
    expect_part(json, "\"since\":1000,\"time\":1061,\"responses\":2,\"bytes\":20,\"decoded_bytes\":"
                      "60,\"verdicts\":{\"success\":0,\"failure\":2,");
    expect_part(json, "\"coding_limit\":0},\"actions\":{\"passed\":2,");
    expect_part(json, "\"codings\":{\"identity\":0,\"gzip\":2,\"deflate\":0,\"zstd\":0}");
    expect_part(json, "\"skips\":{\"no_body\":0,\"status\":0,");
    expect_part(json, "\"codes\":[{\"code\":\"A\\\"\\\\\\u000a<b>&\\u0001\",\"class\":\"other\","
                      "\"count\":2}],\"codes_other\":0}");
}

static void a_code_has_the_class_that_its_response_says(void **state) {
    (void)state;
    void *memory;
    tce_http_counters *counters = shared_counters(0, &memory);
    tce_http_outcome o = outcome_of(TCE_HTTP_VERDICT_FAILURE, "Made.Up");
    tce_http_count(counters, &o);
    expect_part(write_format(counters, TCE_HTTP_FORMAT_JSON), "\"class\":\"other\"");
    o.code_class = TCE_CLASS_QUOTA;
    tce_http_count(counters, &o);
    expect_part(write_format(counters, TCE_HTTP_FORMAT_JSON), "\"class\":\"quota\"");
    o = outcome_of(TCE_HTTP_VERDICT_FAILURE, "InternalError");
    o.code_class = TCE_CLASS_RESOURCE; /* not that of the common code */
    tce_http_count(counters, &o);
    expect_part(write_format(counters, TCE_HTTP_FORMAT_JSON), "\"class\":\"resource\"");
}

static void prometheus_escapes_labels(void **state) {
    (void)state;
    void *memory;
    const char *text =
        write_format(counters_with_a_hostile_code(&memory), TCE_HTTP_FORMAT_PROMETHEUS);
    expect_part(text, "# TYPE tcenvelope_responses_total counter\n");
    expect_part(text, "tcenvelope_responses_total{verdict=\"failure\"} 2\n");
    expect_part(text, "tcenvelope_codings_total{coding=\"gzip\"} 2\n");
    expect_part(text,
                "tcenvelope_error_codes_total{code=\"A\\\"\\\\\\n<b>&\x01\",class=\"other\"} 2\n");
    expect_part(text, "tcenvelope_decoded_bytes_total 60\n");
}

static void the_page_escapes_what_the_network_sent(void **state) {
    (void)state;
    void *memory;
    const char *page = write_format(counters_with_a_hostile_code(&memory), TCE_HTTP_FORMAT_HTML);
    expect_part(page, "<script nonce=\"n0nce\">");
    expect_part(page, "<bdi>A&quot;\\\xe2\x90\x8a&lt;b&gt;&amp;\xe2\x90\x81</bdi>");
    expect_part(page, "Counting since 1970-01-01 00:16:40 UTC, for <span id=\"uptime\">1 min<");
    assert_null(strstr(page, "{{"));
    assert_null(strstr(page, "<b>"));
}

static void times_are_those_of_the_calendar(void **state) {
    (void)state;
    static const struct {
        int64_t time;
        const char *words;
    } rows[] = {{-5, "1970-01-01 00:00:00 UTC"},         {951782399, "2000-02-28 23:59:59 UTC"},
                {951782400, "2000-02-29 00:00:00 UTC"},  {951868800, "2000-03-01 00:00:00 UTC"},
                {1709164800, "2024-02-29 00:00:00 UTC"}, {1735689599, "2024-12-31 23:59:59 UTC"},
                {4107542400, "2100-03-01 00:00:00 UTC"}, {253402300799, "9999-12-31 23:59:59 UTC"}};
    const size_t size = tce_http_counters_size(0);
    void *memory = malloc(size);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *page =
            write_format(tce_http_counters_init(memory, size, rows[i].time), TCE_HTTP_FORMAT_HTML);
        expect_part(page, rows[i].words);
    }
    free(memory);
}

static void a_writer_that_fails_is_not_called_again(void **state) {
    (void)state;
    void *memory;
    const tce_http_counters *counters = shared_counters(0, &memory);
    tce_http_snapshot *s = snapshot_of(counters);
    for (int format = TCE_HTTP_FORMAT_HTML; format <= TCE_HTTP_FORMAT_PROMETHEUS; format++) {
        (void)write_format(counters, (tce_http_format)format);
        const size_t calls = written.calls;
        for (size_t most = 1; most <= calls; most++) {
            written.length = written.calls = 0;
            written.calls_max = most;
            assert_false(
                tce_http_format_write(s, (tce_http_format)format, text_of("n"), take, &written));
            assert_int_equal(written.calls, most);
        }
    }
    assert_false(tce_http_format_write(NULL, TCE_HTTP_FORMAT_JSON, text_of("n"), take, &written));
    assert_false(tce_http_format_write(s, (tce_http_format)9, text_of("n"), take, &written));
    assert_false(tce_http_format_write(s, TCE_HTTP_FORMAT_JSON, text_of("n"), NULL, &written));
    free(s);
}

static void every_format_has_a_name_and_a_type(void **state) {
    (void)state;
    assert_string_equal(tce_http_format_name(TCE_HTTP_FORMAT_HTML), "html");
    assert_string_equal(tce_http_format_name(TCE_HTTP_FORMAT_PROMETHEUS), "prometheus");
    assert_string_equal(tce_http_format_type(TCE_HTTP_FORMAT_JSON), "application/json");
    assert_null(tce_http_format_name((tce_http_format)3));
    assert_null(tce_http_format_type((tce_http_format)-1));
}

static void the_policy_of_a_page_names_its_nonce(void **state) {
    (void)state;
    char buffer[TCE_HTTP_PAGE_POLICY_MAX], nonce[65];
    memset(nonce, 'n', 64);
    nonce[64] = '\0';
    assert_true(tce_http_page_policy(text_of(nonce), buffer, sizeof(buffer)) > 200);
    const size_t length = tce_http_page_policy(text_of("n0nce"), buffer, sizeof(buffer));
    assert_int_equal(length, strlen(buffer));
    expect_part(buffer, "script-src 'nonce-n0nce';");
    assert_int_equal(tce_http_page_policy(text_of("n0nce"), buffer, length), 0);
    assert_int_equal(tce_http_page_policy(text_of("n0nce"), buffer, length + 1), length);
    assert_int_equal(tce_http_page_policy(text_of("n0nce"), buffer, 0), 0);
}

/* clang-format off */
TESTS(
    T(memory_that_does_not_fit_is_refused),
    T(what_is_missing_counts_nothing),
    T(a_response_is_counted_under_each_of_its_names),
    T(the_violation_with_the_largest_number_has_its_counter),
    T(a_response_without_a_verdict_is_not_counted),
    T(codes_without_a_slot_are_counted_together),
    T(a_code_that_is_no_text_of_the_contract_is_not_counted),
    T(processes_that_count_responses_at_once_lose_nothing),
    T(json_is_an_object_with_every_name),
    T(a_code_has_the_class_that_its_response_says),
    T(prometheus_escapes_labels),
    T(the_page_escapes_what_the_network_sent),
    T(times_are_those_of_the_calendar),
    T(a_writer_that_fails_is_not_called_again),
    T(every_format_has_a_name_and_a_type),
    T(the_policy_of_a_page_names_its_nonce),
)
