/*
 * The offset of a JSON violation, held to its definition: the bytes before it can still become a
 * valid text, and with its byte no continuation can make them one.
 */
#include "harness.h"

#include <stdio.h>
#include <string.h>

#include "documents.h"
#include "reader.h"
#include "validators.h"

/* ---- The library -----------------------------------------------------------------------------*/

typedef struct subject {
    owned_validator owned;
    recording recorded;
} subject;

static void subject_open(subject *s, tce_engine engine, uint32_t max_depth, uint64_t max_bytes) {
    tce_options options = TCE_OPTIONS_INIT;
    recording_attach(&s->recorded, &options);
    options.engine = engine;
    options.max_depth = max_depth;
    options.max_bytes = max_bytes;
    s->owned = validator_make(&options);
}

static finding recorded_finding(const recording *recorded) {
    for (size_t i = 0; i < recorded->count; i++) {
        if (is_json_violation(recorded->events[i].violation)) {
            return (finding){recorded->events[i].violation, recorded->events[i].offset};
        }
    }
    return (finding){TCE_VIOLATION_NONE, 0};
}

static void subject_begin(subject *s) {
    recording_clear(&s->recorded);
    tce_reset(s->owned.v);
}

static finding subject_end(subject *s) {
    assert_non_null(tce_finish(s->owned.v));
    return recorded_finding(&s->recorded);
}

static finding subject_validate(subject *s, const char *text, size_t length) {
    subject_begin(s);
    (void)tce_feed(s->owned.v, text, length);
    return subject_end(s);
}

static finding subject_validate_byte_by_byte(subject *s, const char *text, size_t length) {
    subject_begin(s);
    for (size_t i = 0; i < length; i++) {
        (void)tce_feed(s->owned.v, text + i, 1);
    }
    return subject_end(s);
}

/* ---- Every row, every engine -----------------------------------------------------------------*/

typedef bool (*row_check)(subject *s, const written_document *d, finding expected);

static finding row_finding(const document *row) {
    for (const expected_violation *v = row->violations; v->violation != TCE_VIOLATION_NONE; v++) {
        if (is_json_violation(v->violation)) {
            return (finding){v->violation, v->offset};
        }
    }
    return (finding){TCE_VIOLATION_NONE, 0};
}

/* The size is no part of the definition, so that texts may be made longer. */
static bool check_row(tce_engine engine, const document *row, row_check check) {
    static written_document d;
    static subject s;
    document_write(row, &d);
    subject_open(&s, engine, row->max_depth, 0);
    const bool passed = check(&s, &d, row_finding(row));
    if (!passed) {
        fprintf(stderr, "  in the row '%s' (engine %s)\n", row->name, tce_engine_name(engine));
    }
    validator_free(&s.owned);
    return passed;
}

static void check_rows(row_check check) {
    size_t failures = 0;
    for (size_t e = 0; e < ENGINE_COUNT; e++) {
        for (size_t i = 0; i < documents_count() && tce_engine_available(engines[e]); i++) {
            failures += check_row(engines[e], document_at(i), check) ? 0 : 1;
        }
    }
    assert_int_equal(failures, 0);
}

static bool reader_agrees(subject *s, const written_document *d, finding expected) {
    (void)s;
    const finding got = reader_validate(d->json, d->length, d->row->max_depth, d->row->max_bytes);
    return same_finding(expected, got) || finding_complain("the reader", expected, got);
}

/* The reader is not the library's: this holds the table itself to the definition. */
static void the_table_agrees_with_the_definition(void **state) {
    (void)state;
    check_rows(reader_agrees);
}

/* A text that is valid to its end can be completed there. */
static bool has_a_prefix(finding f) {
    return f.violation == TCE_VIOLATION_JSON_SYNTAX || f.violation == TCE_VIOLATION_JSON_UTF8 ||
           f.violation == TCE_VIOLATION_JSON_DEPTH || f.violation == TCE_VIOLATION_JSON_TRAILING ||
           f.violation == TCE_VIOLATION_JSON_TRUNCATED || f.violation == TCE_VIOLATION_JSON_EMPTY;
}

static bool prefix_can_become_valid(subject *s, const written_document *d, finding expected) {
    static char text[DOCUMENT_BYTES_MAX + COMPLETION_MAX];
    static reader r;
    if (!has_a_prefix(expected)) {
        return true;
    }
    const size_t prefix = (size_t)expected.offset;
    reader_start(&r, d->row->max_depth);
    for (size_t i = 0; i < prefix; i++) {
        assert_int_equal(reader_take(&r, (uint8_t)d->json[i]), TCE_VIOLATION_NONE);
    }
    memcpy(text, d->json, prefix);
    const size_t length = prefix + reader_complete(&r, text + prefix);
    const finding got = subject_validate(s, text, length);
    return got.violation == TCE_VIOLATION_NONE ||
           finding_complain("the bytes before, completed", (finding){TCE_VIOLATION_NONE, 0}, got);
}

static void the_bytes_before_an_offset_can_become_valid(void **state) {
    (void)state;
    check_rows(prefix_can_become_valid);
}

static const char *const continuations[] = {
    "",    "\"",    "\"}",      "\"}}",   "\"}}}", "}",           "}}",        "]",
    "]}}", "0",     "0}}",      ":0}}",   ",",     "n\"}}",       "0041\"}}}", "\x80\x80\"}}",
    "ue",  "rue}}", "\xBB\xBF", "1\"]}}", " ",     "\n{\"a\":1}", "e5}}",      "\"\":0}}}",
};
#define CONTINUATION_COUNT (sizeof(continuations) / sizeof(continuations[0]))

/* The same violation at the same place, whatever follows. A byte-order mark that is completed
 * takes a name of its own. */
static bool stays(subject *s, const char *text, size_t length, finding expected) {
    const finding got = subject_validate(s, text, length);
    const bool mark =
        expected.offset == 0 && text[0] == '\xEF' && got.violation == TCE_VIOLATION_JSON_BOM;
    return got.offset == expected.offset && (mark || got.violation == expected.violation)
               ? true
               : finding_complain("with the byte, continued", expected, got);
}

static bool ends_for_good(finding f) {
    return f.violation == TCE_VIOLATION_JSON_SYNTAX || f.violation == TCE_VIOLATION_JSON_UTF8 ||
           f.violation == TCE_VIOLATION_JSON_DEPTH || f.violation == TCE_VIOLATION_JSON_TRAILING;
}

static bool nothing_mends_it(subject *s, const written_document *d, finding expected) {
    static char text[DOCUMENT_BYTES_MAX + COMPLETION_MAX];
    if (!ends_for_good(expected)) {
        return true;
    }
    const size_t length = (size_t)expected.offset + 1;
    memcpy(text, d->json, length);
    bool agrees = true;
    for (size_t i = 0; i < CONTINUATION_COUNT && agrees; i++) {
        const size_t more = strlen(continuations[i]);
        memcpy(text + length, continuations[i], more);
        agrees = stays(s, text, length + more, expected);
    }
    for (int byte = 0; byte < 256 && agrees; byte++) {
        text[length] = (char)byte;
        agrees = stays(s, text, length + 1, expected);
    }
    return agrees;
}

static void no_continuation_repairs_the_byte_at_an_offset(void **state) {
    (void)state;
    check_rows(nothing_mends_it);
}

/* ---- Every short text ------------------------------------------------------------------------*/

/* One of each kind of byte. */
static const char alphabet[] = {'{',    '}',    '[',    ']',    ':',    ',',    '"',    '\\',
                                'u',    'n',    '0',    '1',    '-',    '+',    '.',    'e',
                                'r',    ' ',    '\n',   '\0',   '\v',   '\x7F', '\x80', '\xA0',
                                '\xC3', '\xE4', '\xED', '\xEF', '\xF0', '\xFF'};

/* Where the short text stands. */
static const char *const contexts[] = {
    "",          "{",       "[",         "{\"a",        "{\"a\"",    "{\"a\":",    "{\"a\":1",
    "{\"a\":1,", "[1",      "[1,",       "[[]",         "{\"a\":{}", "\"",         "\"\\",
    "\"\\u",     "\"\\u00", "\"\\ud83d", "\"\\ud83d\\", "\"\xE4",    "\"\xE4\xB8", "\"\xE0",
    "\"\xED",    "\"\xF0",  "\"\xF4",    "[-",          "[0",        "[1.",        "[1.5",
    "[1e",       "[1e+",    "[1e5",      "-",           "1.",        "1e5",        "[t",
    "[nul",      "n",       "{} ",       "\xEF",        "\xEF\xBB",  " ",
};
#define CONTEXT_COUNT (sizeof(contexts) / sizeof(contexts[0]))

#define SHORT_LENGTH 3

/* The text of that number; all texts of up to SHORT_LENGTH bytes have numbers. */
static size_t short_text(size_t number, char *out) {
    size_t length = 0;
    while (number > 0) {
        out[length] = alphabet[(number - 1) % sizeof(alphabet)];
        number = (number - 1) / sizeof(alphabet);
        length++;
    }
    return length;
}

static size_t short_text_count(size_t max_length) {
    size_t count = 1;
    for (size_t i = 0; i < max_length; i++) {
        count = count * sizeof(alphabet) + 1;
    }
    return count;
}

static bool short_text_agrees(subject *s, const char *text, size_t length, uint32_t max_depth,
                              uint64_t max_bytes) {
    const finding expected = reader_validate(text, length, max_depth, max_bytes);
    const finding complete = subject_validate(s, text, length);
    const finding cut = subject_validate_byte_by_byte(s, text, length);
    if (same_finding(expected, complete) && same_finding(expected, cut)) {
        return true;
    }
    (void)finding_complain("complete", expected, complete);
    (void)finding_complain("byte by byte", expected, cut);
    finding_print_text(text, length);
    return false;
}

#define FAILURES_SHOWN 20

static void check_short_texts(tce_engine engine, size_t max_length, uint32_t max_depth,
                              uint64_t max_bytes) {
    static subject s;
    char text[32];
    size_t failures = 0;
    subject_open(&s, engine, max_depth, max_bytes);
    for (size_t c = 0; c < CONTEXT_COUNT && failures < FAILURES_SHOWN; c++) {
        const size_t head = strlen(contexts[c]);
        memcpy(text, contexts[c], head);
        for (size_t n = 0; n < short_text_count(max_length) && failures < FAILURES_SHOWN; n++) {
            const size_t length = head + short_text(n, text + head);
            failures += short_text_agrees(&s, text, length, max_depth, max_bytes) ? 0 : 1;
        }
    }
    validator_free(&s.owned);
    assert_int_equal(failures, 0);
}

static void check_short_texts_everywhere(size_t max_length, uint32_t max_depth,
                                         uint64_t max_bytes) {
    for (size_t e = 0; e < ENGINE_COUNT; e++) {
        if (tce_engine_available(engines[e])) {
            check_short_texts(engines[e], max_length, max_depth, max_bytes);
        }
    }
}

static void short_texts_match_the_definition(void **state) {
    (void)state;
    check_short_texts_everywhere(2, 0, 0);
}

static void longer_short_texts_match_the_definition(void **state) {
    (void)state;
    check_short_texts_everywhere(SHORT_LENGTH, 0, 0);
}

static void short_texts_match_the_definition_under_a_depth_limit(void **state) {
    (void)state;
    check_short_texts_everywhere(2, 1, 0);
    check_short_texts_everywhere(2, 2, 0);
}

static void short_texts_match_the_definition_under_a_size_limit(void **state) {
    (void)state;
    for (uint64_t max_bytes = 1; max_bytes <= 7; max_bytes++) {
        check_short_texts_everywhere(2, 0, max_bytes);
    }
}

/* clang-format off */
TESTS(
    T(the_table_agrees_with_the_definition),
    T(the_bytes_before_an_offset_can_become_valid),
    T(no_continuation_repairs_the_byte_at_an_offset),
    T(short_texts_match_the_definition),
    T(longer_short_texts_match_the_definition),
    T(short_texts_match_the_definition_under_a_depth_limit),
    T(short_texts_match_the_definition_under_a_size_limit),
)
