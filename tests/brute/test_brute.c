/*
 * Every short text, of tokens and of bytes, against the definition of a JSON violation and of its
 * offset: the bytes before it can still become a valid text, and with its byte no continuation
 * can make them one.
 */
#include "harness.h"

#include <stdio.h>
#include <string.h>

#include "reader.h"
#include "validators.h"

/* ---- The texts -------------------------------------------------------------------------------*/

typedef struct symbol {
    const char *bytes;
    size_t length;
} symbol;

/* All texts of at most max_symbols symbols. */
typedef struct language {
    const symbol *symbols;
    size_t count;
    size_t max_symbols;
    size_t texts; /* how many there are */
    size_t valid; /* how many of them are JSON, as Python's json module counts them */
} language;

/* clang-format off */
#define SYMBOL(literal) {literal, sizeof(literal) - 1}
/* clang-format on */

static const symbol tokens[] = {
    SYMBOL("{"), SYMBOL("}"),    SYMBOL("["),     SYMBOL("]"),
    SYMBOL(":"), SYMBOL(","),    SYMBOL("\"a\""), SYMBOL("\"Response\""),
    SYMBOL("1"), SYMBOL("true"),
};

static const symbol bytes[] = {
    SYMBOL("{"),    SYMBOL("}"),    SYMBOL("["),    SYMBOL("]"),    SYMBOL(":"),    SYMBOL(","),
    SYMBOL("\""),   SYMBOL("\\"),   SYMBOL(" "),    SYMBOL("\n"),   SYMBOL("0"),    SYMBOL("1"),
    SYMBOL("-"),    SYMBOL("."),    SYMBOL("e"),    SYMBOL("t"),    SYMBOL("u"),    SYMBOL("n"),
    SYMBOL("\0"),   SYMBOL("\v"),   SYMBOL("\xEF"), SYMBOL("\xBB"), SYMBOL("\xBF"), SYMBOL("\xC3"),
    SYMBOL("\x80"), SYMBOL("\xFF"),
};

static const language of_tokens = {tokens, sizeof(tokens) / sizeof(tokens[0]), 6, 1111111, 81};
static const language of_bytes = {bytes, sizeof(bytes) / sizeof(bytes[0]), 4, 475255, 695};

#define TEXT_MAX 64 /* bytes of one */

/* Writes the text with this number; number 0 is the empty text. Returns its length. */
static size_t write_text(const language *l, size_t number, char *out) {
    size_t length = 0;
    for (; number > 0; number = (number - 1) / l->count) {
        const symbol *s = &l->symbols[(number - 1) % l->count];
        memcpy(out + length, s->bytes, s->length);
        length += s->length;
    }
    return length;
}

static size_t count_texts(const language *l) {
    size_t count = 1;
    for (size_t i = 0; i < l->max_symbols; i++) {
        count = count * l->count + 1;
    }
    return count;
}

/* ---- The library -----------------------------------------------------------------------------*/

typedef struct subject {
    owned_validator owned;
    finding recorded;
} subject;

static bool record_violation(void *user, tce_violation violation, uint64_t offset) {
    subject *s = user;
    if (violation >= TCE_VIOLATION_JSON_EMPTY && violation <= TCE_VIOLATION_JSON_SIZE) {
        s->recorded = (finding){violation, offset};
    }
    return true;
}

static void subject_open(subject *s, tce_engine engine) {
    tce_options options = TCE_OPTIONS_INIT;
    options.engine = engine;
    options.user = s;
    options.on_violation = record_violation;
    s->owned = validator_make(&options);
}

/* chunk: bytes of each chunk, at least 1. */
static finding subject_validate(subject *s, const char *text, size_t length, size_t chunk) {
    tce_reset(s->owned.v);
    s->recorded = (finding){TCE_VIOLATION_NONE, 0};
    for (size_t at = 0; at < length; at += chunk) {
        (void)tce_feed(s->owned.v, text + at, length - at < chunk ? length - at : chunk);
    }
    assert_non_null(tce_finish(s->owned.v));
    return s->recorded;
}

/* ---- Checks of one text ----------------------------------------------------------------------*/

typedef bool (*text_check)(subject *s, const char *text, size_t length, finding expected);

static bool agrees(const char *what, finding expected, finding got) {
    return same_finding(expected, got) || finding_complain(what, expected, got);
}

static bool agrees_when_complete(subject *s, const char *text, size_t length, finding expected) {
    return agrees("in one chunk", expected, subject_validate(s, text, length, TEXT_MAX));
}

static bool agrees_byte_by_byte(subject *s, const char *text, size_t length, finding expected) {
    return agrees("byte by byte", expected, subject_validate(s, text, length, 1));
}

/* Both the library and the reader accept the completed text. */
static bool can_become_valid(subject *s, const char *text, size_t length) {
    char completed[TEXT_MAX + COMPLETION_MAX];
    const finding none = {TCE_VIOLATION_NONE, 0};
    reader r;
    reader_start(&r, 0);
    for (size_t i = 0; i < length; i++) {
        assert_int_equal(reader_take(&r, (uint8_t)text[i]), TCE_VIOLATION_NONE);
    }
    memcpy(completed, text, length);
    const size_t complete = length + reader_complete(&r, completed + length);
    return agrees("the reader, of the bytes before, completed", none,
                  reader_validate(completed, complete, 0, 0)) &&
           agrees("the bytes before, completed", none,
                  subject_validate(s, completed, complete, sizeof(completed)));
}

/* The byte at the offset ends the analysis: nothing past it is read. */
static bool cannot_become_valid(subject *s, const char *text, size_t length, finding expected) {
    return agrees("the reader, of the bytes up to the offset", expected,
                  reader_validate(text, length, 0, 0)) &&
           agrees("the bytes up to the offset", expected,
                  subject_validate(s, text, length, TEXT_MAX));
}

/* A byte-order mark is the one violation that is known only past its offset. */
static bool offset_matches_the_definition(subject *s, const char *text, size_t length,
                                          finding expected) {
    const size_t offset = (size_t)expected.offset;
    if (expected.violation == TCE_VIOLATION_NONE || expected.violation == TCE_VIOLATION_JSON_BOM) {
        return true;
    }
    return can_become_valid(s, text, offset) &&
           (offset == length || cannot_become_valid(s, text, offset + 1, expected));
}

/* ---- All texts, all engines ------------------------------------------------------------------*/

typedef struct tally {
    size_t texts;
    size_t valid;
    size_t failures;
} tally;

static void check_text(subject *s, text_check check, const char *text, size_t length, tally *t) {
    const finding expected = reader_validate(text, length, 0, 0);
    t->texts++;
    t->valid += expected.violation == TCE_VIOLATION_NONE ? 1 : 0;
    if (!check(s, text, length, expected)) {
        finding_print_text(text, length);
        t->failures++;
    }
}

#define FAILURES_SHOWN 20

static void check_engine(tce_engine engine, const language *l, text_check check) {
    static subject s;
    char text[TEXT_MAX] = "";
    tally t = {0};
    subject_open(&s, engine);
    for (size_t n = 0; n < count_texts(l) && t.failures < FAILURES_SHOWN; n++) {
        check_text(&s, check, text, write_text(l, n, text), &t);
    }
    validator_free(&s.owned);
    printf("%s: %zu texts checked, %zu of them valid\n", tce_engine_name(engine), t.texts, t.valid);
    assert_int_equal(t.failures, 0);
    assert_int_equal(t.texts, l->texts);
    assert_int_equal(t.valid, l->valid);
}

static void check_all(const language *l, text_check check) {
    size_t checked = 0;
    for (size_t e = 0; e < ENGINE_COUNT; e++) {
        if (tce_engine_available(engines[e])) {
            check_engine(engines[e], l, check);
            checked++;
        }
    }
    assert_true(checked > 0);
}

static void texts_of_six_tokens_match_the_definition(void **state) {
    (void)state;
    check_all(&of_tokens, agrees_when_complete);
}

static void texts_of_six_tokens_match_the_definition_byte_by_byte(void **state) {
    (void)state;
    check_all(&of_tokens, agrees_byte_by_byte);
}

static void offsets_in_texts_of_six_tokens_match_the_definition(void **state) {
    (void)state;
    check_all(&of_tokens, offset_matches_the_definition);
}

static void texts_of_four_bytes_match_the_definition(void **state) {
    (void)state;
    check_all(&of_bytes, agrees_when_complete);
}

static void texts_of_four_bytes_match_the_definition_byte_by_byte(void **state) {
    (void)state;
    check_all(&of_bytes, agrees_byte_by_byte);
}

static void offsets_in_texts_of_four_bytes_match_the_definition(void **state) {
    (void)state;
    check_all(&of_bytes, offset_matches_the_definition);
}

/* clang-format off */
TESTS(
    T(texts_of_six_tokens_match_the_definition),
    T(texts_of_six_tokens_match_the_definition_byte_by_byte),
    T(offsets_in_texts_of_six_tokens_match_the_definition),
    T(texts_of_four_bytes_match_the_definition),
    T(texts_of_four_bytes_match_the_definition_byte_by_byte),
    T(offsets_in_texts_of_four_bytes_match_the_definition),
)
