/*
 * Every kernel of the `simd` engine reports for every document what the `yajl` engine reports, in
 * one chunk and in several. The documents are long enough for a kernel, and broken at any place.
 */
#include "harness.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "random.h"
#include "subjects.h"

#define DOCUMENT_MAX 8192

/* ---- Documents -------------------------------------------------------------------------------*/

typedef struct document {
    size_t length;
    char json[DOCUMENT_MAX];
} document;

static void append(document *d, const char *text) {
    const size_t length = strlen(text);
    if (length < sizeof(d->json) - d->length) {
        memcpy(d->json + d->length, text, length);
        d->length += length;
    }
}

static const char *one_of(uint64_t *random, const char *const *words, size_t count) {
    return words[random_below(random, count)];
}

#define ONE_OF(random, words) one_of(random, words, sizeof(words) / sizeof((words)[0]))

static void append_string(document *d, uint64_t *random) {
    static const char *const parts[] = {"a",
                                        "ins-3f2a",
                                        "0123456789abcdef0123456789abcdef",
                                        "\xE5\x93\x8D\xE5\xBA\x94",
                                        "\xF0\x9F\x98\x80",
                                        "\xC3\xA9",
                                        "\\\"",
                                        "\\\\",
                                        "\\n",
                                        "\\u00e9",
                                        "\\ud83d\\ude00",
                                        "{\\\"k\\\":[1]}",
                                        ", : [ ] { }"};
    append(d, "\"");
    for (size_t left = random_below(random, 6); left > 0; left--) {
        append(d, ONE_OF(random, parts));
    }
    append(d, "\"");
}

static void append_scalar(document *d, uint64_t *random) {
    static const char *const scalars[] = {"0",    "7",    "12345", "true",  "false",
                                          "null", "-1.5", "3e8",   "0.25",  "-0",
                                          "1E+2", "[]",   "{}",    "[[[]]]"};
    if (random_below(random, 2) == 0) {
        append_string(d, random);
    } else {
        append(d, ONE_OF(random, scalars));
    }
}

/* White space between tokens, often none. */
static void append_space(document *d, uint64_t *random) {
    static const char *const spaces[] = {"", "", "", " ", "\n    ", "\r\n\t", "          "};
    append(d, ONE_OF(random, spaces));
}

#define NESTING_MAX 70 /* more than a kernel scans */

/* A value that contains this many values. Opens and closes containers at random. */
static void append_payload(document *d, uint64_t *random, size_t values) {
    char open[NESTING_MAX];
    size_t depth = 0;
    bool first = true;
    open[depth++] = ']';
    append(d, "[");
    for (; values > 0; values--) {
        append(d, first ? "" : ",");
        append_space(d, random);
        if (open[depth - 1] == '}') {
            append_string(d, random);
            append(d, ":");
            append_space(d, random);
        }
        first = false;
        const size_t what = random_below(random, 10);
        if (what < 3 && depth < NESTING_MAX) {
            open[depth++] = what == 0 ? ']' : '}';
            append(d, what == 0 ? "[" : "{");
            first = true;
        } else {
            append_scalar(d, random);
        }
        while (depth > 1 && random_below(random, 3) == 0) {
            append(d, open[--depth] == ']' ? "]" : "}");
            first = false;
        }
    }
    while (depth > 0) {
        append(d, open[--depth] == ']' ? "]" : "}");
    }
}

static void make_document(document *d, uint64_t *random) {
    d->length = 0;
    append(d, "{\"Response\":{\"RequestId\":\"a\",\"x\":");
    append_payload(d, random, 8 + random_below(random, 100));
    append(d, ",\"y\":");
    append_payload(d, random, random_below(random, 20));
    append(d, "}}");
}

static const char broken_bytes[] =
    "\"\\{}[],:0-.e1tn \n\t\x01\x0C\x1A\x7F\x80\xBF\xC0\xC3\xE5\xED\xF0\xF5\xFF";

static char broken_byte(uint64_t *random) {
    return broken_bytes[random_below(random, sizeof(broken_bytes) - 1)];
}

/* ---- Comparing -------------------------------------------------------------------------------*/

typedef struct outcome {
    tce_verdict verdict;
    uint32_t count;
    uint64_t offset;
    uint8_t order[TCE_VIOLATION_COUNT_MAX];
} outcome;

static uint32_t max_depth; /* of every validator; 0: the default */

static outcome validate(tce_engine engine, const char *json, size_t length, uint64_t cuts) {
    static uint64_t storage[4096];
    tce_options options = TCE_OPTIONS_INIT;
    options.engine = engine;
    options.max_depth = max_depth;
    tce_validator *v = tce_init(storage, sizeof(storage), &options);
    assert_non_null(v);
    for (size_t i = 0; i < length;) {
        const size_t left = length - i;
        const size_t chunk = cuts == 0 ? left : 1 + random_below(&cuts, 900);
        (void)tce_feed(v, json + i, chunk < left ? chunk : left);
        i += chunk < left ? chunk : left;
    }
    const tce_report *report = tce_finish(v);
    outcome o = {report->verdict, report->violation_count, report->violation_offset, {0}};
    memcpy(o.order, report->violation_order, report->violation_count);
    return o;
}

static bool is_same(const outcome *a, const outcome *b) {
    return a->verdict == b->verdict && a->count == b->count && a->offset == b->offset &&
           memcmp(a->order, b->order, sizeof(a->order)) == 0;
}

/* Fails, and prints the document, when a subject reports something else than yajl. */
static void compare(const char *json, size_t length, uint64_t cuts) {
    const outcome wanted = validate(REFERENCE_ENGINE, json, length, 0);
    size_t compared = 0;
    for (size_t i = 0; i < SUBJECT_KINDS; i++) {
        if (!subject_choose(&subject_kinds[i])) {
            continue;
        }
        const outcome found = validate(subject_kinds[i].engine, json, length, cuts);
        if (!is_same(&found, &wanted)) {
            print_error("%s, cuts %llu: %s@%llu, not %s@%llu\n%.*s\n", subject_kinds[i].name,
                        (unsigned long long)cuts, tce_violation_name(found.order[0]),
                        (unsigned long long)found.offset, tce_violation_name(wanted.order[0]),
                        (unsigned long long)wanted.offset, (int)length, json);
            fail();
        }
        compared++;
    }
    assert_true(compared >= SUBJECTS_MIN);
    subject_restore();
}

/* ---- Tests -----------------------------------------------------------------------------------*/

#define DOCUMENTS 4000

static void kernels_agree_on_valid_documents(void **state) {
    (void)state;
    static document d;
    uint64_t random = 1;
    for (int i = 0; i < DOCUMENTS; i++) {
        make_document(&d, &random);
        assert_int_equal(validate(REFERENCE_ENGINE, d.json, d.length, 0).verdict,
                         TCE_VERDICT_SUCCESS);
        compare(d.json, d.length, 0);
        compare(d.json, d.length, random_next(&random) | 1);
    }
}

static void kernels_agree_on_broken_documents(void **state) {
    (void)state;
    static document d;
    uint64_t random = 2;
    for (int i = 0; i < DOCUMENTS; i++) {
        make_document(&d, &random);
        for (size_t broken = 1 + random_below(&random, 3); broken > 0; broken--) {
            d.json[random_below(&random, d.length)] = broken_byte(&random);
        }
        compare(d.json, d.length, 0);
        compare(d.json, d.length, random_next(&random) | 1);
    }
}

/* Replaces each byte in turn by each of broken_bytes. */
static void check_every_place(document *d) {
    for (size_t place = 0; place < d->length; place++) {
        const char byte = d->json[place];
        for (size_t b = 0; b < sizeof(broken_bytes) - 1; b++) {
            d->json[place] = broken_bytes[b];
            compare(d->json, d->length, 0);
        }
        d->json[place] = byte;
    }
}

static void kernels_agree_on_every_limit_of_depth(void **state) {
    (void)state;
    static document d;
    uint64_t random = 6;
    for (int i = 0; i < DOCUMENTS; i++) {
        make_document(&d, &random);
        for (size_t opened = random_below(&random, 4); opened > 0; opened--) {
            d.json[random_below(&random, d.length)] = '['; /* often within a string */
        }
        max_depth =
            (uint32_t)(i % 2 == 0 ? 1 + random_below(&random, 12) : 58 + random_below(&random, 12));
        compare(d.json, d.length, 0);
        compare(d.json, d.length, random_next(&random) | 1);
    }
    max_depth = 0;
}

/* Copies a part of the document to another place in it. */
static void repeat_a_part(document *d, uint64_t *random) {
    static char part[600];
    const size_t length = 1 + random_below(random, sizeof(part));
    if (length >= d->length || length > sizeof(d->json) - d->length) {
        return;
    }
    char *place = d->json + random_below(random, d->length);
    memcpy(part, d->json + random_below(random, d->length - length), length);
    memmove(place + length, place, (size_t)(d->json + d->length - place));
    memcpy(place, part, length);
    d->length += length;
}

static void kernels_agree_on_documents_with_repeated_parts(void **state) {
    (void)state;
    static document d;
    uint64_t random = 7;
    for (int i = 0; i < DOCUMENTS; i++) {
        make_document(&d, &random);
        for (size_t repeated = 1 + random_below(&random, 3); repeated > 0; repeated--) {
            repeat_a_part(&d, &random);
        }
        compare(d.json, d.length, 0);
        compare(d.json, d.length, random_next(&random) | 1);
    }
}

static void kernels_agree_on_every_broken_place(void **state) {
    (void)state;
    static document d;
    uint64_t random = 3;
    make_document(&d, &random);
    check_every_place(&d);
}

/* Checks a string of many units, most of them `unit`. */
static void check_long_string(const char *head, const char *unit, const char *other) {
    static document d;
    d.length = 0;
    append(&d, head);
    for (int i = 0; i < 300; i++) {
        append(&d, i % 7 == 0 ? other : unit);
    }
    append(&d, "\"}}");
    check_every_place(&d);
}

static void kernels_agree_on_every_broken_place_of_a_long_string(void **state) {
    (void)state;
    static const char *const heads[] = {"{\"Response\":{\"RequestId\":\"a\",\"x\":\"",
                                        "{\"Response\":{\"RequestId\":\"",
                                        "{\"Response\":{\"RequestId\":\"a\",\"x\":{\"y\":\""};
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        check_long_string(heads[i], "abc", "\xE5\x93\x8D");
        check_long_string(heads[i], "abc", "abcd");
        check_long_string(heads[i], "\xF0\x9F\x98\x80", "\xC3\xA9");
    }
}

static void kernels_agree_wherever_the_document_ends(void **state) {
    (void)state;
    static document d;
    uint64_t random = 4;
    make_document(&d, &random);
    for (size_t length = 0; length <= d.length; length++) {
        compare(d.json, length, 0);
        compare(d.json, length, length | 1);
    }
}

/* Two of the same byte: an error of the first may only show at the second. */
static void kernels_agree_on_pairs_of_broken_bytes(void **state) {
    (void)state;
    static document d;
    uint64_t random = 5;
    make_document(&d, &random);
    for (size_t place = 0; place + 1 < d.length; place++) {
        const char bytes[2] = {d.json[place], d.json[place + 1]};
        const char byte = broken_byte(&random);
        memset(d.json + place, byte, 2);
        compare(d.json, d.length, 0);
        memcpy(d.json + place, bytes, 2);
    }
}

/* ---- Selection -------------------------------------------------------------------------------*/

static const subject_kind *first_supported_kernel(void) {
    for (size_t i = 0; i < SUBJECT_KINDS; i++) {
        if (subject_kinds[i].kernel != NULL && subject_choose(&subject_kinds[i])) {
            return &subject_kinds[i];
        }
    }
    return NULL;
}

static void the_first_supported_kernel_of_the_list_is_used(void **state) {
    (void)state;
    const subject_kind *first = first_supported_kernel();
    assert_non_null(first);
    const char *wanted = tce_engine_instruction_set(TCE_ENGINE_SIMD);
    subject_restore();
    assert_string_equal(tce_engine_instruction_set(TCE_ENGINE_SIMD), wanted);
}

static void the_last_kernel_of_the_list_is_portable_and_runs_everywhere(void **state) {
    (void)state;
    const subject_kind *last = &subject_kinds[SUBJECT_KINDS - 1];
    assert_string_equal(last->kernel, "portable");
    assert_true(subject_choose(last));
    assert_string_equal(tce_engine_instruction_set(TCE_ENGINE_SIMD), "generic");
    subject_restore();
}

/* In a process of its own. Returns its exit status. */
static int find_a_kernel_called(const char *name) {
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)setenv("TCE_KERNEL", name, 1);
        (void)tce_engine_available(TCE_ENGINE_AUTO);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void a_name_that_no_kernel_has_ends_the_process(void **state) {
    (void)state;
    assert_int_equal(find_a_kernel_called("nonesuch"), 2);
    assert_int_equal(find_a_kernel_called(""), 2);
    /* Whether it runs here or not. */
    for (size_t i = 0; i < SUBJECT_KINDS; i++) {
        if (subject_kinds[i].kernel != NULL) {
            assert_int_equal(find_a_kernel_called(subject_kinds[i].kernel), 0);
        }
    }
}

/* clang-format off */
TESTS(
    T(kernels_agree_on_valid_documents),
    T(kernels_agree_on_broken_documents),
    T(kernels_agree_on_every_limit_of_depth),
    T(kernels_agree_on_documents_with_repeated_parts),
    T(kernels_agree_on_every_broken_place),
    T(kernels_agree_on_every_broken_place_of_a_long_string),
    T(kernels_agree_wherever_the_document_ends),
    T(kernels_agree_on_pairs_of_broken_bytes),
    T(the_first_supported_kernel_of_the_list_is_used),
    T(the_last_kernel_of_the_list_is_portable_and_runs_everywhere),
    T(a_name_that_no_kernel_has_ends_the_process),
)
