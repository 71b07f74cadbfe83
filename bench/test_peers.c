/*
 * The peers' drivers do the same work: each gives the library's verdict on every document, except
 * for the deviations listed as data; and on every document that is measured, without exception.
 */
#include "../tests/support/harness.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tests/documents/documents.h"
#include "corpus.h"
#include "deviations.h"
#include "peer.h"
#include "workloads.h"

static const peer *other_peer(size_t index) {
    size_t i = 0;
    while (peer_at(i) != NULL && peer_at(i)->ours) {
        i++;
    }
    return peer_at(i + index);
}

/* ---- The tests' table ------------------------------------------------------------------------*/

/* Rows with other limits than the default ones are not for the peers. */
static bool is_for_peers(const document *d) {
    return d->max_depth == 0 && d->max_bytes == 0;
}

static uint64_t violations_of(const document *d) {
    uint64_t set = 0;
    for (size_t i = 0; d->violations[i].violation != TCE_VIOLATION_NONE; i++) {
        set |= (uint64_t)1 << d->violations[i].violation;
    }
    return set;
}

static void write_document(corpus *out, const document *d) {
    const size_t length = parts_write(d->json, NULL);
    char *bytes = malloc(length + 1);
    assert_non_null(bytes);
    (void)parts_write(d->json, bytes);
    corpus_append(out, bytes, length);
    corpus_end_document(out);
    free(bytes);
}

static corpus table(void) {
    corpus c = {0};
    for (size_t i = 0; i < documents_count(); i++) {
        write_document(&c, document_at(i));
    }
    return c;
}

#define DEVIATIONS_MAX 200

static bool matches(const char *pattern, const char *text) {
    return fnmatch(pattern, text, FNM_EXTMATCH) == 0;
}

static bool covers(const deviation *v, const peer *p, const document *d) {
    const uint64_t violations = violations_of(d);
    const bool kind = violations == 0 ? v->misses == 0 : (violations & ~v->misses) == 0;
    return kind && matches(v->peers, p->slug) && matches(v->documents, d->name);
}

/* Marks the rows that allow the peer to be wrong about the document; returns whether there are. */
static bool is_listed(const peer *p, const document *d, bool *used) {
    bool listed = false;
    const deviation *v = NULL;
    for (size_t i = 0; (v = deviation_at(i)) != NULL; i++) {
        if (covers(v, p, d)) {
            used[i] = true;
            listed = true;
        }
    }
    return listed;
}

static size_t count_other_verdicts(const peer *p, const corpus *c, bool *used) {
    void *state = p->begin(corpus_longest(c), false);
    size_t failures = 0;
    for (size_t i = 0; i < c->count; i++) {
        const document *d = document_at(i);
        answer a = {TCE_VERDICT_NONE, {NULL, 0}, {NULL, 0}, {NULL, 0}};
        p->validate(state, corpus_bytes(c, i), c->documents[i].length, SIZE_MAX, &a);
        if (is_for_peers(d) && a.verdict != d->verdict && !is_listed(p, d, used)) {
            failures++;
            (void)fprintf(stderr, "%s on '%s': %s, not %s\n", p->slug, d->name,
                          tce_verdict_name(a.verdict), tce_verdict_name(d->verdict));
        }
    }
    p->end(state);
    return failures;
}

static void every_peer_gives_the_verdicts_of_the_table_or_is_listed(void **state) {
    (void)state;
    corpus c = table();
    bool used[DEVIATIONS_MAX] = {false};
    const peer *p = NULL;
    size_t failures = 0;
    for (size_t i = 0; (p = peer_at(i)) != NULL; i++) {
        failures += count_other_verdicts(p, &c, used);
    }
    corpus_free(&c);
    if (failures > 0) {
        fail_msg("%zu other verdicts: mend bench/answer.h or the bench/peer_*, or list in "
                 "bench/deviations.c what a peer cannot see",
                 failures);
    }
}

/* A deviation of a peer that is built in. */
static bool can_occur(const deviation *v) {
    const peer *p = NULL;
    bool found = false;
    for (size_t i = 0; (p = peer_at(i)) != NULL; i++) {
        found = found || matches(v->peers, p->slug);
    }
    return found;
}

static void every_listed_deviation_occurs(void **state) {
    (void)state;
    corpus c = table();
    bool used[DEVIATIONS_MAX] = {false};
    const peer *p = NULL;
    const deviation *v = NULL;
    for (size_t i = 0; (p = other_peer(i)) != NULL; i++) {
        (void)count_other_verdicts(p, &c, used);
    }
    for (size_t i = 0; (v = deviation_at(i)) != NULL; i++) {
        assert_in_range(i, 0, DEVIATIONS_MAX - 1);
        if (can_occur(v) && !used[i]) {
            fail_msg("'%s' no longer deviates on '%s': strike the row", v->peers, v->documents);
        }
    }
    corpus_free(&c);
}

/* ---- What is measured ------------------------------------------------------------------------*/

static bool same_text(tce_text a, tce_text b) {
    return a.length == b.length && (a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0);
}

/* Of a document that is no JSON text, what was found before its error is not compared. */
static bool same(const answer *expected, const answer *got) {
    return got->verdict == expected->verdict &&
           (expected->verdict == TCE_VERDICT_INVALID ||
            (same_text(got->request_id, expected->request_id) &&
             same_text(got->error_code, expected->error_code) &&
             same_text(got->error_message, expected->error_message)));
}

static void print_other_answer(const peer *p, size_t place, const answer *expected,
                               const answer *got) {
    const char *verdict = tce_verdict_name(got->verdict);
    if (got->verdict == expected->verdict) {
        (void)fprintf(stderr, "%s on document %zu: %s, with other texts\n", p->slug, place,
                      verdict);
    } else {
        (void)fprintf(stderr, "%s on document %zu: %s, not %s\n", p->slug, place, verdict,
                      tce_verdict_name(expected->verdict));
    }
}

static size_t count_other_answers(const peer *p, const corpus *c, size_t step) {
    void *ours = engine_yajl.begin(0, false);
    void *state = p->begin(corpus_longest(c), false);
    size_t failures = 0;
    for (size_t i = 0; i < c->count; i++) {
        const size_t length = c->documents[i].length;
        answer expected;
        answer got;
        engine_yajl.validate(ours, corpus_bytes(c, i), length, SIZE_MAX, &expected);
        p->validate(state, corpus_bytes(c, i), length, step, &got);
        if (!same(&expected, &got)) {
            failures++;
            print_other_answer(p, i, &expected, &got);
        }
    }
    p->end(state);
    engine_yajl.end(ours);
    return failures;
}

static void require_no(size_t failures) {
    if (failures > 0) {
        fail_msg("%zu answers are not the library's: mend bench/answer.h or the bench/peer_*",
                 failures);
    }
}

/* libyajl reads a token from its beginning again for every chunk. */
#define LONGEST_CUT 100000

static void compare_on_workload(const workload *w) {
    static const size_t steps[] = {SIZE_MAX, 13, 512};
    corpus c = {0};
    const bool made = w->make(&c, w->parameter);
    printf("%s: %zu documents\n", w->slug, c.count);
    assert_true(made || w->group == WORKLOAD_REAL);
    const peer *p = NULL;
    size_t failures = 0;
    for (size_t i = 0; (p = peer_at(i)) != NULL; i++) {
        const bool cut = p->in_chunks && (p->ours || corpus_longest(&c) < LONGEST_CUT);
        const size_t ways = cut ? sizeof(steps) / sizeof(steps[0]) : 1;
        for (size_t way = 0; way < ways; way++) {
            failures += count_other_answers(p, &c, steps[way]);
        }
    }
    corpus_free(&c);
    require_no(failures);
}

static void compare_on_group(workload_group group) {
    const workload *w = NULL;
    for (size_t i = 0; (w = workload_at(i)) != NULL; i++) {
        if (w->group == group) {
            compare_on_workload(w);
        }
    }
}

static void every_peer_reads_what_is_measured_as_the_library_does(void **state) {
    (void)state;
    compare_on_group(WORKLOAD_COMMON);
    compare_on_group(WORKLOAD_NESTING);
}

static void every_peer_reads_real_documents_where_there_are_any_as_the_library_does(void **state) {
    (void)state;
    compare_on_group(WORKLOAD_REAL);
}

static uint64_t digest_of_lines(const peer *p, const corpus *c, size_t step) {
    void *state = p->begin(corpus_longest(c), true);
    const uint64_t digest = p->validate_lines(state, c->bytes, c->documents[0].length, step);
    p->end(state);
    return digest;
}

static void compare_on_lines(const corpus *c) {
    const uint64_t expected = digest_of_lines(&engine_yajl, c, SIZE_MAX);
    const peer *p = NULL;
    for (size_t i = 0; (p = peer_at(i)) != NULL; i++) {
        if (p->validate_lines == NULL) {
            continue;
        }
        if (digest_of_lines(p, c, SIZE_MAX) != expected ||
            digest_of_lines(p, c, 4096) != expected) {
            fail_msg("%s reads the lines in another way", p->slug);
        }
    }
}

static void compare_on_streams(workload_group group) {
    const workload *w = NULL;
    for (size_t i = 0; (w = workload_at(i)) != NULL; i++) {
        corpus c = {0};
        if (w->group == group && w->make(&c, w->parameter)) {
            printf("%s: %zu bytes\n", w->slug, corpus_size(&c));
            compare_on_lines(&c);
        }
        corpus_free(&c);
    }
}

static void every_peer_reads_a_stream_as_the_library_does(void **state) {
    (void)state;
    compare_on_streams(WORKLOAD_STREAM);
}

static void every_peer_reads_real_streams_where_there_are_any_as_the_library_does(void **state) {
    (void)state;
    compare_on_streams(WORKLOAD_REAL_STREAM);
}

/* ---- Lines that are refused ------------------------------------------------------------------*/

#define LINE_SUCCESS "{\"Response\":{\"RequestId\":\"a\",\"Total\":1}}\n"
#define LINE_FAILURE                                                                               \
    "{\"Response\":{\"Error\":{\"Code\":\"C\",\"Message\":\"M\"},\"RequestId\":\"bb\"}}\n"
#define LINE_WRONG    "{\"Response\":{\"Total\":1}}\n" /* JSON, and no envelope */
#define LINE_OPEN     "{\"Response\":{\"RequestId\":\"a\"\n"
#define LINE_TOO_MANY "{\"Response\":{\"RequestId\":\"a\"}}}\n"
#define LINE_UNENDED  "{\"Response\":{\"RequestId\":\"a}}\n"
#define LINE_NOT_UTF8 "{\"Response\":{\"RequestId\":\"\xFF\"}}\n"
#define LINE_SCALAR   "12\n"
#define LINE_NO_JSON  "data: x\n"

static corpus corpus_of(const char *lines) {
    corpus c = {0};
    corpus_append(&c, lines, strlen(lines));
    corpus_end_document(&c);
    return c;
}

static void no_peer_stops_at_a_line_that_it_refuses(void **state) {
    (void)state;
    static const char *const streams[] = {
        LINE_SUCCESS LINE_WRONG LINE_FAILURE,
        LINE_SUCCESS LINE_OPEN LINE_FAILURE,
        LINE_SUCCESS LINE_TOO_MANY LINE_FAILURE,
        LINE_SUCCESS LINE_UNENDED LINE_FAILURE,
        LINE_SUCCESS LINE_NOT_UTF8 LINE_FAILURE,
        LINE_SUCCESS LINE_SCALAR LINE_FAILURE,
        LINE_SUCCESS LINE_NO_JSON LINE_FAILURE,
        LINE_OPEN LINE_SUCCESS,
        LINE_FAILURE LINE_OPEN,
        LINE_OPEN LINE_OPEN LINE_FAILURE,
        LINE_WRONG LINE_OPEN LINE_WRONG LINE_SUCCESS,
        LINE_SUCCESS LINE_UNENDED LINE_NO_JSON LINE_TOO_MANY LINE_SUCCESS,
    };
    for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++) {
        corpus c = corpus_of(streams[i]);
        printf("%s", streams[i]);
        compare_on_lines(&c);
        corpus_free(&c);
    }
}

/* Past the first of simdjson's batches. */
static void no_peer_stops_at_a_line_that_it_refuses_deep_in_a_stream(void **state) {
    (void)state;
    corpus c = {0};
    for (size_t i = 0; i < 60000; i++) {
        const char *line = i % 20000 == 19999 ? LINE_UNENDED
                           : i % 7 == 0       ? LINE_FAILURE
                                              : LINE_SUCCESS;
        corpus_append(&c, line, strlen(line));
    }
    corpus_end_document(&c);
    compare_on_lines(&c);
    corpus_free(&c);
}

/* ---- Texts -----------------------------------------------------------------------------------*/

#define HAN "\xE4\xB8\xAD"

static void add_failure(corpus *out, size_t letters, const char *text, size_t times) {
    static const char head[] = "{\"Response\":{\"Error\":{\"Code\":\"C\",\"Message\":\"";
    static const char tail[] = "\"},\"RequestId\":\"a\"}}";
    corpus_append(out, head, sizeof(head) - 1);
    for (size_t i = 0; i < letters; i++) {
        corpus_append(out, "m", 1);
    }
    for (size_t i = 0; i < times; i++) {
        corpus_append(out, text, strlen(text));
    }
    corpus_append(out, tail, sizeof(tail) - 1);
    corpus_end_document(out);
}

static void every_peer_cuts_a_long_message_between_characters_as_the_library_does(void **state) {
    (void)state;
    static const char *const texts[] = {HAN, "\\u4E2D", "\\uD83D\\uDE00", "\\n", "x"};
    corpus c = {0};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        for (size_t letters = TCE_MAX_MESSAGE - 5; letters < TCE_MAX_MESSAGE + 2; letters++) {
            add_failure(&c, letters, texts[i], 300);
            add_failure(&c, letters, texts[i], 1);
        }
    }
    const peer *p = NULL;
    size_t failures = 0;
    for (size_t i = 0; (p = peer_at(i)) != NULL; i++) {
        failures += count_other_answers(p, &c, SIZE_MAX);
    }
    corpus_free(&c);
    require_no(failures);
}

static void every_text_of_a_valid_answer_is_in_the_digest(void **state) {
    (void)state;
    const answer all = {TCE_VERDICT_FAILURE, {"a", 1}, {"b", 1}, {"c", 1}};
    answer others[] = {all, all, all, all};
    others[0].request_id.bytes = "x";
    others[1].error_code.bytes = "x";
    others[2].error_message.bytes = "x";
    others[3].verdict = TCE_VERDICT_SUCCESS;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        assert_int_not_equal(digest_add(1, &others[i]), digest_add(1, &all));
    }
}

/* clang-format off */
TESTS(
    T(every_peer_gives_the_verdicts_of_the_table_or_is_listed),
    T(every_listed_deviation_occurs),
    T(every_peer_reads_what_is_measured_as_the_library_does),
    T(every_peer_reads_real_documents_where_there_are_any_as_the_library_does),
    T(every_peer_reads_a_stream_as_the_library_does),
    T(every_peer_reads_real_streams_where_there_are_any_as_the_library_does),
    T(no_peer_stops_at_a_line_that_it_refuses),
    T(no_peer_stops_at_a_line_that_it_refuses_deep_in_a_stream),
    T(every_peer_cuts_a_long_message_between_characters_as_the_library_does),
    T(every_text_of_a_valid_answer_is_in_the_digest),
)
