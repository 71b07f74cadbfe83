/*
 * The offset of a JSON violation, held to its definition: the bytes before it can still become a
 * valid text, and with its byte no continuation can make them one.
 *
 * A reader of RFC 8259 and RFC 3629, which shares nothing with the library, says what can become
 * valid and how.
 */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "documents.h"

/* ---- The reader ------------------------------------------------------------------------------*/

/* What the reader waits for. */
typedef enum place {
    A_VALUE,
    A_FIRST_ELEMENT, /* or the array's end */
    A_FIRST_NAME,    /* or the object's end */
    A_NAME,          /* behind a comma */
    A_COLON,         /* behind a name */
    A_COMMA,         /* or the container's end; at the root: the end of input */
    IN_STRING,       /* a character, or the closing quote */
    IN_ESCAPE,       /* what stands behind a backslash */
    IN_HEX,          /* one of the left digits */
    IN_SEQUENCE,     /* one of the left bytes of a UTF-8 sequence */
    IN_LITERAL,      /* the next letter of rest */
    NUMBER_MINUS,    /* the first digit */
    NUMBER_ZERO,     /* a dot, an exponent or the end */
    NUMBER_DIGITS,   /* these, or a digit */
    NUMBER_DOT,      /* the fraction's first digit */
    NUMBER_FRACTION, /* a digit, an exponent or the end */
    NUMBER_E,        /* a sign or the exponent's first digit */
    NUMBER_SIGN,     /* the exponent's first digit */
    NUMBER_EXPONENT  /* a digit or the end */
} place;

typedef struct reader {
    place place;
    uint32_t depth;
    uint32_t max_depth;
    bool name;     /* the string is a member's name */
    unsigned left; /* of hex digits or of a sequence's bytes */
    uint8_t low;   /* the bounds of the sequence's next byte */
    uint8_t high;
    const char *rest; /* of a literal */
    bool object[TCE_MAX_DEPTH_LIMIT];
} reader;

static void reader_start(reader *r, uint32_t max_depth) {
    memset(r, 0, sizeof(*r));
    r->max_depth = max_depth != 0 ? max_depth : TCE_MAX_DEPTH_DEFAULT;
}

static bool is_space(uint8_t byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static bool is_digit(uint8_t byte) {
    return byte >= '0' && byte <= '9';
}

static bool is_hex(uint8_t byte) {
    return is_digit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

static tce_violation go(reader *r, place next) {
    r->place = next;
    return TCE_NO_VIOLATION;
}

/* A byte that is not allowed where it stands, outside a string's contents. */
static tce_violation refuse(uint8_t byte) {
    return (byte >= 0x80 && byte <= 0xC1) || byte >= 0xF5 ? TCE_JSON_UTF8 : TCE_JSON_SYNTAX;
}

static tce_violation open_string(reader *r, bool name) {
    r->name = name;
    return go(r, IN_STRING);
}

static tce_violation open_container(reader *r, bool object) {
    if (r->depth == r->max_depth) {
        return TCE_JSON_DEPTH;
    }
    r->object[r->depth] = object;
    r->depth++;
    return go(r, object ? A_FIRST_NAME : A_FIRST_ELEMENT);
}

static tce_violation close_container(reader *r, uint8_t byte) {
    const bool fits = r->depth > 0 && byte == (r->object[r->depth - 1] ? '}' : ']');
    if (!fits) {
        return refuse(byte);
    }
    r->depth--;
    return go(r, A_COMMA);
}

static tce_violation begin_literal(reader *r, const char *rest) {
    r->rest = rest;
    return go(r, IN_LITERAL);
}

static tce_violation take_value(reader *r, uint8_t byte) {
    switch (byte) {
    case '{':
    case '[':
        return open_container(r, byte == '{');
    case '"':
        return open_string(r, false);
    case 't':
        return begin_literal(r, "rue");
    case 'f':
        return begin_literal(r, "alse");
    case 'n':
        return begin_literal(r, "ull");
    case '-':
        return go(r, NUMBER_MINUS);
    case '0':
        return go(r, NUMBER_ZERO);
    default:
        return is_digit(byte) ? go(r, NUMBER_DIGITS) : refuse(byte);
    }
}

/* Behind a value. */
static tce_violation take_comma(reader *r, uint8_t byte) {
    if (r->depth == 0) {
        return TCE_JSON_TRAILING;
    }
    if (byte == ',') {
        return go(r, r->object[r->depth - 1] ? A_NAME : A_VALUE);
    }
    return close_container(r, byte);
}

/* Between tokens. */
static tce_violation take_token(reader *r, uint8_t byte) {
    if (is_space(byte)) {
        return TCE_NO_VIOLATION;
    }
    switch (r->place) {
    case A_FIRST_ELEMENT:
        return byte == ']' ? close_container(r, byte) : take_value(r, byte);
    case A_FIRST_NAME:
        return byte == '"' ? open_string(r, true) : close_container(r, byte);
    case A_NAME:
        return byte == '"' ? open_string(r, true) : refuse(byte);
    case A_COLON:
        return byte == ':' ? go(r, A_VALUE) : refuse(byte);
    case A_COMMA:
        return take_comma(r, byte);
    default:
        return take_value(r, byte);
    }
}

/* A sequence's second byte has bounds of its own, against overlong forms, surrogates and what is
 * beyond U+10FFFF. */
static tce_violation begin_sequence(reader *r, uint8_t byte) {
    if (byte < 0xC2 || byte > 0xF4) {
        return TCE_JSON_UTF8;
    }
    r->left = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
    r->low = byte == 0xE0 ? 0xA0 : byte == 0xF0 ? 0x90 : 0x80;
    r->high = byte == 0xED ? 0x9F : byte == 0xF4 ? 0x8F : 0xBF;
    return go(r, IN_SEQUENCE);
}

static tce_violation take_sequence(reader *r, uint8_t byte) {
    if (byte < r->low || byte > r->high) {
        return TCE_JSON_UTF8;
    }
    r->low = 0x80;
    r->high = 0xBF;
    r->left--;
    return go(r, r->left == 0 ? IN_STRING : IN_SEQUENCE);
}

static tce_violation take_string(reader *r, uint8_t byte) {
    if (byte == '"') {
        return go(r, r->name ? A_COLON : A_COMMA);
    }
    if (byte == '\\') {
        return go(r, IN_ESCAPE);
    }
    if (byte >= 0x80) {
        return begin_sequence(r, byte);
    }
    return byte < 0x20 ? TCE_JSON_SYNTAX : TCE_NO_VIOLATION;
}

static tce_violation take_escape(reader *r, uint8_t byte) {
    if (byte == 'u') {
        r->left = 4;
        return go(r, IN_HEX);
    }
    return byte != 0 && strchr("\"\\/bfnrt", byte) != NULL ? go(r, IN_STRING) : refuse(byte);
}

static tce_violation take_hex(reader *r, uint8_t byte) {
    if (!is_hex(byte)) {
        return refuse(byte);
    }
    r->left--;
    return go(r, r->left == 0 ? IN_STRING : IN_HEX);
}

static tce_violation take_literal(reader *r, uint8_t byte) {
    if (byte != (uint8_t)*r->rest) {
        return refuse(byte);
    }
    r->rest++;
    return go(r, *r->rest == '\0' ? A_COMMA : IN_LITERAL);
}

/* A number ends at the first byte that cannot continue it, which then stands behind a value. */
static tce_violation end_number(reader *r, uint8_t byte) {
    r->place = A_COMMA;
    return take_token(r, byte);
}

static tce_violation take_exponent(reader *r, uint8_t byte) {
    if (is_digit(byte)) {
        return go(r, NUMBER_EXPONENT);
    }
    if (r->place == NUMBER_E && (byte == '+' || byte == '-')) {
        return go(r, NUMBER_SIGN);
    }
    return r->place == NUMBER_EXPONENT ? end_number(r, byte) : refuse(byte);
}

static tce_violation take_fraction(reader *r, uint8_t byte) {
    if (is_digit(byte)) {
        return go(r, NUMBER_FRACTION);
    }
    if (r->place == NUMBER_DOT) {
        return refuse(byte);
    }
    return byte == 'e' || byte == 'E' ? go(r, NUMBER_E) : end_number(r, byte);
}

static tce_violation take_digits(reader *r, uint8_t byte) {
    if (r->place == NUMBER_MINUS) {
        return byte == '0'      ? go(r, NUMBER_ZERO)
               : is_digit(byte) ? go(r, NUMBER_DIGITS)
                                : refuse(byte);
    }
    if (r->place == NUMBER_DIGITS && is_digit(byte)) {
        return TCE_NO_VIOLATION;
    }
    if (byte == '.') {
        return go(r, NUMBER_DOT);
    }
    return byte == 'e' || byte == 'E' ? go(r, NUMBER_E) : end_number(r, byte);
}

/* The violation that this byte is, if any: then the reader can go no further. */
static tce_violation take(reader *r, uint8_t byte) {
    switch (r->place) {
    case IN_STRING:
        return take_string(r, byte);
    case IN_ESCAPE:
        return take_escape(r, byte);
    case IN_HEX:
        return take_hex(r, byte);
    case IN_SEQUENCE:
        return take_sequence(r, byte);
    case IN_LITERAL:
        return take_literal(r, byte);
    case NUMBER_MINUS:
    case NUMBER_ZERO:
    case NUMBER_DIGITS:
        return take_digits(r, byte);
    case NUMBER_DOT:
    case NUMBER_FRACTION:
        return take_fraction(r, byte);
    case NUMBER_E:
    case NUMBER_SIGN:
    case NUMBER_EXPONENT:
        return take_exponent(r, byte);
    default:
        return take_token(r, byte);
    }
}

/* ---- What would make the text valid ----------------------------------------------------------*/

/* The end of the open token, and of the member that it is in. */
static size_t complete_token(const reader *r, char *out) {
    switch (r->place) {
    case A_VALUE:
    case NUMBER_MINUS:
    case NUMBER_DOT:
    case NUMBER_E:
    case NUMBER_SIGN:
        return (size_t)sprintf(out, "0");
    case A_NAME:
        return (size_t)sprintf(out, "\"\":0");
    case A_COLON:
        return (size_t)sprintf(out, ":0");
    case IN_STRING:
        return (size_t)sprintf(out, r->name ? "\":0" : "\"");
    case IN_ESCAPE:
        return (size_t)sprintf(out, r->name ? "n\":0" : "n\"");
    case IN_HEX:
        return (size_t)sprintf(out, r->name ? "%.*s\":0" : "%.*s\"", (int)r->left, "0000");
    case IN_LITERAL:
        return (size_t)sprintf(out, "%s", r->rest);
    default:
        return 0;
    }
}

static size_t complete_sequence(const reader *r, char *out) {
    memset(out, 0x80, r->left);
    out[0] = (char)r->low;
    reader string = *r;
    string.place = IN_STRING;
    return r->left + complete_token(&string, out + r->left);
}

#define COMPLETION_MAX (TCE_MAX_DEPTH_LIMIT + 16)

/* Bytes that make what was read a valid text; returns how many. */
static size_t complete(const reader *r, char *out) {
    size_t length = r->place == IN_SEQUENCE ? complete_sequence(r, out) : complete_token(r, out);
    for (uint32_t depth = r->depth; depth > 0; depth--) {
        out[length] = r->object[depth - 1] ? '}' : ']';
        length++;
    }
    return length;
}

static bool ended(const reader *r) {
    return r->depth == 0 &&
           (r->place == A_COMMA || r->place == NUMBER_ZERO || r->place == NUMBER_DIGITS ||
            r->place == NUMBER_FRACTION || r->place == NUMBER_EXPONENT);
}

/* ---- Findings --------------------------------------------------------------------------------*/

/* The JSON violation of a text. */
typedef struct finding {
    tce_violation violation;
    uint64_t offset;
} finding;

static bool same_finding(finding a, finding b) {
    return a.violation == b.violation && a.offset == b.offset;
}

static finding reader_end(const reader *r, size_t length) {
    if (ended(r)) {
        return (finding){TCE_NO_VIOLATION, 0};
    }
    const bool empty = r->depth == 0 && r->place == A_VALUE;
    return (finding){empty ? TCE_JSON_EMPTY : TCE_JSON_TRUNCATED, length};
}

/* What the reader finds in the first bytes, as many as a limit allows (0: all of them). */
static finding reader_judge(const char *text, size_t length, uint32_t max_depth,
                            uint64_t max_bytes) {
    const bool over = max_bytes != 0 && length > max_bytes;
    const size_t allowed = over ? (size_t)max_bytes : length;
    if (allowed >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        return (finding){TCE_JSON_BOM, 0};
    }
    static reader r;
    reader_start(&r, max_depth);
    for (size_t i = 0; i < allowed; i++) {
        const tce_violation violation = take(&r, (uint8_t)text[i]);
        if (violation != TCE_NO_VIOLATION) {
            return (finding){violation, i};
        }
    }
    return over ? (finding){TCE_JSON_SIZE, max_bytes} : reader_end(&r, length);
}

/* ---- The library -----------------------------------------------------------------------------*/

typedef struct subject {
    tce_validator *validator;
    void *storage;
    recording heard;
} subject;

static void subject_open(subject *s, tce_engine engine, uint32_t max_depth, uint64_t max_bytes) {
    tce_options options = TCE_OPTIONS_INIT;
    recording_attach(&s->heard, &options);
    options.engine = engine;
    options.max_depth = max_depth;
    options.max_bytes = max_bytes;
    const size_t size = tce_storage_size(&options);
    s->storage = malloc(size);
    s->validator = tce_init(s->storage, size, &options);
    assert_non_null(s->validator);
}

static void subject_close(subject *s) {
    free(s->storage);
}

static finding heard_finding(const recording *heard) {
    for (size_t i = 0; i < heard->count; i++) {
        if (is_json_violation(heard->events[i].violation)) {
            return (finding){heard->events[i].violation, heard->events[i].offset};
        }
    }
    return (finding){TCE_NO_VIOLATION, 0};
}

static void subject_begin(subject *s) {
    recording_clear(&s->heard);
    tce_reset(s->validator);
}

static finding subject_end(subject *s) {
    assert_non_null(tce_finish(s->validator));
    return heard_finding(&s->heard);
}

static finding subject_judge(subject *s, const char *text, size_t length) {
    subject_begin(s);
    (void)tce_feed(s->validator, text, length);
    return subject_end(s);
}

static finding subject_judge_byte_by_byte(subject *s, const char *text, size_t length) {
    subject_begin(s);
    for (size_t i = 0; i < length; i++) {
        (void)tce_feed(s->validator, text + i, 1);
    }
    return subject_end(s);
}

/* ---- Every row, every engine -----------------------------------------------------------------*/

static const tce_engine engines[] = {TCE_ENGINE_YAJL, TCE_ENGINE_SIMD};
#define ENGINE_COUNT (sizeof(engines) / sizeof(engines[0]))

typedef bool (*row_check)(subject *s, const written_document *d, finding expected);

static finding row_finding(const document *row) {
    for (const expected_violation *v = row->violations; v->violation != TCE_NO_VIOLATION; v++) {
        if (is_json_violation(v->violation)) {
            return (finding){v->violation, v->offset};
        }
    }
    return (finding){TCE_NO_VIOLATION, 0};
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
    subject_close(&s);
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

static bool complain(const char *what, finding expected, finding got) {
    const char *const expected_name = tce_violation_name(expected.violation);
    const char *const got_name = tce_violation_name(got.violation);
    fprintf(stderr, "%s: expected %s@%llu, got %s@%llu\n", what,
            expected_name != NULL ? expected_name : "none", (unsigned long long)expected.offset,
            got_name != NULL ? got_name : "none", (unsigned long long)got.offset);
    return false;
}

static bool reader_agrees(subject *s, const written_document *d, finding expected) {
    (void)s;
    const finding got = reader_judge(d->json, d->length, d->row->max_depth, d->row->max_bytes);
    return same_finding(expected, got) || complain("the reader", expected, got);
}

/* The reader is not the library's: this holds the table itself to the definition. */
static void the_table_agrees_with_the_definition(void **state) {
    (void)state;
    check_rows(reader_agrees);
}

/* A text that is valid to its end can be completed there. */
static bool has_a_prefix(finding f) {
    return f.violation == TCE_JSON_SYNTAX || f.violation == TCE_JSON_UTF8 ||
           f.violation == TCE_JSON_DEPTH || f.violation == TCE_JSON_TRAILING ||
           f.violation == TCE_JSON_TRUNCATED || f.violation == TCE_JSON_EMPTY;
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
        assert_int_equal(take(&r, (uint8_t)d->json[i]), TCE_NO_VIOLATION);
    }
    memcpy(text, d->json, prefix);
    const size_t length = prefix + complete(&r, text + prefix);
    const finding got = subject_judge(s, text, length);
    return got.violation == TCE_NO_VIOLATION ||
           complain("the bytes before, completed", (finding){TCE_NO_VIOLATION, 0}, got);
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
    const finding got = subject_judge(s, text, length);
    const bool mark = expected.offset == 0 && text[0] == '\xEF' && got.violation == TCE_JSON_BOM;
    return got.offset == expected.offset && (mark || got.violation == expected.violation)
               ? true
               : complain("with the byte, continued", expected, got);
}

static bool ends_for_good(finding f) {
    return f.violation == TCE_JSON_SYNTAX || f.violation == TCE_JSON_UTF8 ||
           f.violation == TCE_JSON_DEPTH || f.violation == TCE_JSON_TRAILING;
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

static void nothing_mends_the_byte_at_an_offset(void **state) {
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

static void print_text(const char *text, size_t length) {
    fprintf(stderr, "  in the text");
    for (size_t i = 0; i < length; i++) {
        const unsigned char byte = (unsigned char)text[i];
        fprintf(stderr, byte > 0x20 && byte < 0x7F ? " %c" : " %02X", byte);
    }
    fprintf(stderr, "\n");
}

static bool short_text_agrees(subject *s, const char *text, size_t length, uint32_t max_depth,
                              uint64_t max_bytes) {
    const finding expected = reader_judge(text, length, max_depth, max_bytes);
    const finding whole = subject_judge(s, text, length);
    const finding cut = subject_judge_byte_by_byte(s, text, length);
    if (same_finding(expected, whole) && same_finding(expected, cut)) {
        return true;
    }
    (void)complain("whole", expected, whole);
    (void)complain("byte by byte", expected, cut);
    print_text(text, length);
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
    subject_close(&s);
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

static void every_short_text_is_judged_by_the_definition(void **state) {
    (void)state;
    check_short_texts_everywhere(2, 0, 0);
}

static void every_longer_short_text_is_judged_by_the_definition(void **state) {
    (void)state;
    check_short_texts_everywhere(SHORT_LENGTH, 0, 0);
}

static void every_short_text_is_judged_within_a_depth(void **state) {
    (void)state;
    check_short_texts_everywhere(2, 1, 0);
    check_short_texts_everywhere(2, 2, 0);
}

static void every_short_text_is_judged_within_a_size(void **state) {
    (void)state;
    for (uint64_t max_bytes = 1; max_bytes <= 7; max_bytes++) {
        check_short_texts_everywhere(2, 0, max_bytes);
    }
}

/* clang-format off */
TESTS(
    T(the_table_agrees_with_the_definition),
    T(the_bytes_before_an_offset_can_become_valid),
    T(nothing_mends_the_byte_at_an_offset),
    T(every_short_text_is_judged_by_the_definition),
    T(every_longer_short_text_is_judged_by_the_definition),
    T(every_short_text_is_judged_within_a_depth),
    T(every_short_text_is_judged_within_a_size),
)
