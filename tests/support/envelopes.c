#include "envelopes.h"

#include <stdbool.h>
#include <string.h>

#include "random.h"

/* ---- Writing ---------------------------------------------------------------------------------*/

/* A document being made: its white space follows one style. */
typedef struct maker {
    envelope_text *text;
    uint64_t *random;
    unsigned style;
} maker;

enum { COMPACT, PRETTY, ODD, STYLES };

static size_t below(maker *m, size_t bound) {
    return random_below(m->random, bound);
}

/* Once in so many times. */
static bool rarely(maker *m, size_t times) {
    return below(m, times) == 0;
}

static void put_bytes(maker *m, const char *bytes, size_t length) {
    envelope_text *t = m->text;
    if (length <= sizeof(t->bytes) - t->length) {
        memcpy(t->bytes + t->length, bytes, length);
        t->length += length;
    }
}

static void put(maker *m, const char *text) {
    put_bytes(m, text, strlen(text));
}

static void put_times(maker *m, const char *text, size_t times) {
    for (; times > 0; times--) {
        put(m, text);
    }
}

#define PUT_ONE_OF(m, words) put(m, (words)[below(m, sizeof(words) / sizeof((words)[0]))])

/* White space where a pretty document has a line break or a blank. */
static void put_space(maker *m, const char *pretty) {
    static const char *const odd[] = {"", "", " ", "\n", "\r\n\t", "          ", " \t \n  "};
    if (m->style == PRETTY) {
        put(m, pretty);
    } else if (m->style == ODD) {
        PUT_ONE_OF(m, odd);
    }
}

static void put_line(maker *m) {
    put_space(m, "\n    ");
}

static void put_colon(maker *m) {
    if (rarely(m, 100)) {
        put(m, " ");
    }
    put(m, ":");
    put_space(m, " ");
}

/* ---- Strings ---------------------------------------------------------------------------------*/

static void put_text(maker *m) {
    static const char *const parts[] = {
        "a",
        "ins-3f2a",
        "The resource does not exist.",
        "0123456789abcdef0123456789abcdef",
        "/",
        "\xC2\xA9",
        "\xE5\x93\x8D\xE5\xBA\x94",
        "\xED\x9F\xBF",
        "\xEE\x80\x80",
        "\xF0\x9F\x98\x80",
        "\xF4\x8F\xBF\xBF",
        "\x7F",
        "\\\"",
        "\\\\",
        "\\/",
        "\\b\\f\\n\\r\\t",
        "\\u00e9",
        "\\u0000",
        "\\ud83d\\ude00",
        "\\ud83d",
        "\\ude00",
        "\\ud83d\\n",
        "\\ud83dx",
        "\\uD83D\\uD83D\\uDE00",
        "{\\\"k\\\":[1]}",
        ", : [ ] { }",
        "\\\"RequestId\\\":\\\"x\\\"",
        "Error",
        "RequestId",
        "}}",
        "\\\\\\\\",
        "\\\\\\\\\\\\",
        "\\\\\\\"",
    };
    static const char *const broken[] = {"\\x",
                                         "\\u12g4",
                                         "\\u12",
                                         "\\",
                                         "\"",
                                         "\n",
                                         "\x01",
                                         "\x1F",
                                         "\x80",
                                         "\xC0\x80",
                                         "\xC3",
                                         "\xED\xA0\x80",
                                         "\xE0\x80\x80",
                                         "\xE5\x93",
                                         "\xF4\x90\x80\x80",
                                         "\xF0\x9F\x98",
                                         "\xF5\x80\x80\x80",
                                         "\xFF"};
    for (size_t left = below(m, 5); left > 0; left--) {
        PUT_ONE_OF(m, parts);
    }
    if (rarely(m, 150)) {
        PUT_ONE_OF(m, broken);
    }
}

static void put_plain(maker *m, size_t length) {
    for (; length > 0; length--) {
        const char byte = "abcdefghijklmnopqrstuvwxyz0123456789-. "[below(m, 39)];
        put_bytes(m, &byte, 1);
    }
}

static void put_string(maker *m) {
    put(m, "\"");
    if (rarely(m, 2)) {
        put_plain(m, below(m, rarely(m, 10) ? 300 : 24));
    } else {
        put_text(m);
    }
    put(m, "\"");
}

static void put_name(maker *m) {
    static const char *const names[] = {
        "\"InstanceId\"", "\"TotalCount\"", "\"abcde\"",
        "\"ninebytes\"",  "\"Code\"",       "\"Message\"",
        "\"Response\"",   "\"RequestID\"",  "\"RequestIds\"",
        "\"requestid\"",  "\"Errors\"",     "\"xError\"",
        "\"\"",           "\"a\"",          "\"\xE5\x93\x8D\xE5\xBA\x94\"",
        "\"Set\"",
    };
    static const char *const escaped[] = {
        "\"Erro\\u0072x\"",       "\"\\\"Error\"", "\"\\\\Error\"",
        "\"x\\\\\\\"RequestId\"", "\"Error\\n\"",
    };
    if (rarely(m, 30)) {
        put_string(m);
    } else if (rarely(m, 30)) {
        PUT_ONE_OF(m, escaped);
    } else {
        PUT_ONE_OF(m, names);
    }
}

/* ---- Payload ---------------------------------------------------------------------------------*/

static void put_scalar(maker *m) {
    static const char *const scalars[] = {"0",
                                          "7",
                                          "12345",
                                          "10",
                                          "100000000000000000000",
                                          "true",
                                          "false",
                                          "null",
                                          "[]",
                                          "{}",
                                          "-1",
                                          "-0",
                                          "0.5",
                                          "12.50",
                                          "3e8",
                                          "1E+2",
                                          "-0.25e-10",
                                          "[ ]",
                                          "{ }",
                                          "[[]]",
                                          "{\"Error\":{}}",
                                          "[{}]",
                                          "[0]"};
    static const char *const broken[] = {
        "00",           "01",       "-",     "-01",        "1.",      ".5",  "1e",          "1e+",
        "+1",           "0x1",      "tru",   "truee",      "True",    "nul", "nulll",       "fals",
        "NaN",          "[",        "]",     "{",          "}",       "[}",  "{]",          "[1,]",
        "{\"a\"}",      "{\"a\":}", "{1:2}", "{\"a\":1,}", "[1 2]",   "1 2", "\"a\" \"b\"", "[,]",
        "{,}",          "'a'",      "[1:2]", "{\"a\",1}",  "\"a\":1", "",    "1,2",         "/**/0",
        "\357\273\2770"};
    if (rarely(m, 150)) {
        PUT_ONE_OF(m, broken);
    } else {
        PUT_ONE_OF(m, scalars);
    }
}

#define NESTING_MAX 80

/* The containers that a payload has open. */
typedef struct nest {
    char close[NESTING_MAX];
    size_t depth;
} nest;

static void open_container(maker *m, nest *n, bool object) {
    n->close[n->depth++] = object ? '}' : ']';
    put(m, object ? "{" : "[");
}

static void close_container(maker *m, nest *n) {
    put_line(m);
    put_bytes(m, &n->close[--n->depth], 1);
}

static void put_names_of_envelope(maker *m) {
    static const char *const names[] = {"\"RequestId\"", "\"Error\""};
    PUT_ONE_OF(m, names);
}

/* An item of the innermost container, up to its value. */
static void begin_item(maker *m, const nest *n, bool first) {
    put(m, first ? "" : ",");
    put_line(m);
    if (n->close[n->depth - 1] == '}') {
        if (rarely(m, 8)) {
            put_names_of_envelope(m);
        } else {
            put_name(m);
        }
        put_colon(m);
    }
}

/* A value that contains this many values. */
static void put_payload(maker *m, size_t values) {
    nest n = {.depth = 0};
    bool first = true;
    open_container(m, &n, rarely(m, 2));
    for (; values > 0; values--) {
        begin_item(m, &n, first);
        const size_t what = below(m, 10);
        first = what < 2 && n.depth < NESTING_MAX;
        if (first) {
            open_container(m, &n, what == 0);
        } else if (what < 6) {
            put_string(m);
        } else {
            put_scalar(m);
        }
        while (n.depth > 1 && rarely(m, 4)) {
            close_container(m, &n);
            first = false;
        }
    }
    while (n.depth > 0) {
        close_container(m, &n);
    }
}

/* Containers in containers, as many as limits are about. */
static void put_nest(maker *m) {
    nest n = {.depth = 0};
    const size_t depth = rarely(m, 2) ? 1 + below(m, 6) : 56 + below(m, 14);
    const size_t objects = below(m, 3); /* none, all, or some */
    for (size_t i = 0; i < depth; i++) {
        const bool object = objects == 1 || (objects == 2 && rarely(m, 2));
        open_container(m, &n, object);
        if (object && (i + 1 < depth || rarely(m, 2))) {
            put(m, "\"a\":");
            put(m, i + 1 < depth ? "" : "0");
        }
    }
    while (n.depth > 0) {
        put_bytes(m, &n.close[--n.depth], 1);
    }
}

static void put_value(maker *m) {
    const size_t what = below(m, 20);
    if (what < 9) {
        put_string(m);
    } else if (what < 15) {
        put_scalar(m);
    } else if (what < 19) {
        put_payload(m, below(m, rarely(m, 12) ? 200 : 12));
    } else {
        put_nest(m);
    }
}

/* ---- The envelope ----------------------------------------------------------------------------*/

#define UUID "7f1fa26f-e2a7-4c2b-8b1c-2d7e4bd0a1c5"

static void put_identifier(maker *m) {
    static const size_t edges[] = {0, 1, 35, 36, 37, 127, 128, 129, 200};
    const size_t what = below(m, 20);
    put(m, "\"");
    if (what < 12) {
        put(m, UUID);
    } else if (what < 15) {
        put_plain(m, below(m, 201));
    } else if (what < 18) {
        put_plain(m, edges[below(m, sizeof(edges) / sizeof(edges[0]))]);
    } else {
        put_text(m);
    }
    put(m, "\"");
}

static void put_code(maker *m) {
    static const char *const codes[] = {"\"InternalError\"",
                                        "\"AuthFailure.SignatureFailure\"",
                                        "\"InvalidParameterValue.Range\"",
                                        "\"ResourceNotFound\"",
                                        "\"RequestLimitExceeded\"",
                                        "\"Own\"",
                                        "\"\"",
                                        "\"Inval\\u0069dParameter\"",
                                        "\"\xE5\x93\x8D\"",
                                        "null",
                                        "7"};
    if (rarely(m, 6)) {
        put_identifier(m);
    } else {
        PUT_ONE_OF(m, codes);
    }
}

/* Often near the most that a report holds. */
static void put_message(maker *m) {
    put(m, "\"");
    put_text(m);
    if (rarely(m, 8)) {
        put_plain(m, 490 + below(m, 30));
    }
    put_text(m);
    put(m, "\"");
    if (rarely(m, 60)) {
        put(m, rarely(m, 2) ? "null" : "x");
    }
}

static void put_member_of_error(maker *m, size_t what) {
    static const char *const codes[] = {"\"Code\"", "\"Code\"", "\"Code\"", "\"C\\u006fde\"",
                                        "\"code\""};
    static const char *const messages[] = {"\"Message\"", "\"Message\"", "\"Message\"",
                                           "\"Messag\\u0065\""};
    put_line(m);
    if (what < 2) {
        put(m, rarely(m, 20) ? codes[below(m, 5)] : what == 0 ? "\"Code\"" : "\"Message\"");
    } else {
        PUT_ONE_OF(m, messages);
    }
    put_colon(m);
    if (what == 0) {
        put_code(m);
    } else {
        put_message(m);
    }
}

/* Code and Message, at times one of them, twice, or another member too. */
static void put_error_object(maker *m) {
    const size_t first = below(m, 2);
    put(m, "{");
    put_member_of_error(m, first);
    if (!rarely(m, 30)) {
        put(m, ",");
        put_member_of_error(m, rarely(m, 30) ? below(m, 3) : 1 - first);
    }
    if (rarely(m, 15)) {
        put(m, ",");
        put_line(m);
        put_name(m);
        put_colon(m);
        put_value(m);
    }
    put_line(m);
    put(m, "}");
}

static void put_error(maker *m) {
    static const char *const names[] = {"\"Error\"", "\"Err\\u006fr\"", "\"\\u0045rror\""};
    static const char *const others[] = {"null", "{}", "[]", "\"Error\"", "0", "{\"Code\":\"c\"}"};
    put(m, rarely(m, 30) ? names[below(m, 3)] : names[0]);
    put_colon(m);
    if (rarely(m, 20)) {
        PUT_ONE_OF(m, others);
    } else {
        put_error_object(m);
    }
}

static void put_request_id(maker *m) {
    static const char *const names[] = {"\"RequestId\"", "\"Request\\u0049d\"",
                                        "\"RequestI\\u0064\""};
    static const char *const others[] = {"null", "{}",   "[\"a\"]",
                                         "0",    "true", "{\"RequestId\":\"a\"}"};
    put(m, rarely(m, 30) ? names[below(m, 3)] : names[0]);
    put_colon(m);
    if (rarely(m, 30)) {
        PUT_ONE_OF(m, others);
    } else {
        put_identifier(m);
    }
}

typedef void writer(maker *m);

static void put_payload_member(maker *m) {
    put_name(m);
    put_colon(m);
    put_value(m);
}

#define MEMBERS_MAX 16

typedef struct members {
    writer *write[MEMBERS_MAX];
    size_t count;
} members;

/* First, last, or anywhere. */
static void insert(maker *m, members *all, writer *write) {
    const size_t where = below(m, 3);
    const size_t place = where == 0 ? 0 : where == 1 ? all->count : below(m, all->count + 1);
    memmove(all->write + place + 1, all->write + place, (all->count - place) * sizeof(writer *));
    all->write[place] = write;
    all->count++;
}

static void choose_members(maker *m, members *all) {
    all->count = 0;
    for (size_t payload = below(m, rarely(m, 3) ? 9 : 3); payload > 0; payload--) {
        insert(m, all, put_payload_member);
    }
    for (size_t errors = rarely(m, 30) ? 2 : below(m, 2); errors > 0; errors--) {
        insert(m, all, put_error);
    }
    for (size_t ids = rarely(m, 20) ? below(m, 3) : 1; ids > 0; ids--) {
        insert(m, all, put_request_id);
    }
}

static void put_members(maker *m) {
    members all;
    choose_members(m, &all);
    put(m, "{");
    for (size_t i = 0; i < all.count; i++) {
        put(m, i == 0 ? "" : ",");
        put_line(m);
        all.write[i](m);
    }
    put_line(m);
    put(m, "}");
}

static void put_root(maker *m, bool alone) {
    static const char *const before[] = {"\"a\":0,", "\"Response\":0,", "\"RequestId\":\"a\",",
                                         ","};
    static const char *const past[] = {",\"a\":{}", ",\"a\":{\"RequestId\":\"a\"}",
                                       ",\"Response\":{}", ",", "}"};
    put(m, "{");
    if (!alone && rarely(m, 2)) {
        PUT_ONE_OF(m, before);
    }
    put_line(m);
    put(m, rarely(m, 60) ? "\"Respons\\u0065\"" : "\"Response\"");
    put_colon(m);
    put_members(m);
    if (!alone) {
        PUT_ONE_OF(m, past);
    }
    put_line(m);
    put(m, "}");
}

static void put_around(maker *m) {
    static const char *const tails[] = {"\n", "\r\n", " ", "        ", "\t\n \r", "\n\n"};
    static const char *const wrong[] = {"}",    "{}",           "0",  ",", "\"",
                                        "\x01", "\xEF\xBB\xBF", " x", "\\"};
    if (rarely(m, 4)) {
        PUT_ONE_OF(m, tails);
    }
    if (rarely(m, 60)) {
        PUT_ONE_OF(m, wrong);
    }
}

void envelope_make(envelope_text *t, uint64_t *random) {
    maker m = {t, random, 0};
    t->length = 0;
    m.style = (unsigned)below(&m, STYLES + 2) % STYLES; /* mostly compact or pretty */
    if (rarely(&m, 30)) {
        put(&m, rarely(&m, 4) ? "\xEF\xBB\xBF" : " \n");
    }
    put_root(&m, !rarely(&m, 25));
    put_around(&m);
}

/* ---- A given length --------------------------------------------------------------------------*/

/* What is before and after the bytes that fill a document up. */
typedef struct frame {
    const char *head, *tail;
    char filling;
} frame;

#define ID "\"RequestId\":\"" UUID "\""
static const frame frames[] = {
    {"{\"Response\":{\"RequestId\":\"", "\"}}", 'x'},
    {"{\"Response\":{\"a\":\"", "\"," ID "}}", 'x'},
    {"{\"Response\":{\"a\":[\"", "\"]," ID "}}", 'x'},
    {"{\"Response\":{" ID ",\"a\":{\"b\":[1,", "2]}}}", ' '},
    {"{\"Response\":{\"", "\":[true]," ID "}}", 'n'},
    {"{\"Response\":{\"a\":[", "]," ID "}}", '7'},
    {"{\"Response\":{\"Error\":{\"Code\":\"c\",\"Message\":\"", "\"}," ID "}}", 'm'},
    {"{\"Response\":{" ID ",\"Error\":{\"Message\":\"\\n", "\",\"Code\":\"c\"}}}", 'm'},
    {"{\"Response\":{\"a\":[0],", ID "}}", ' '},
    {"{\"Response\":{\"a\":[0]," ID "}", "}", '\n'},
    {"{\"Response\":{\"a\":[\"\xE5\x93\x8D\"]," ID "}}", "", '\r'},
};
#undef ID
#define FRAMES (sizeof(frames) / sizeof(frames[0]))

void envelope_make_of_length(envelope_text *t, uint64_t *random, size_t length) {
    maker m = {t, random, COMPACT};
    const frame *f = &frames[below(&m, FRAMES)];
    const char filling[] = {f->filling, '\0'};
    const size_t shortest = strlen(f->head) + strlen(f->tail);
    t->length = 0;
    put(&m, f->head);
    put_times(&m, filling, length > shortest ? length - shortest : 0);
    put(&m, f->tail);
    t->length = length;
}
