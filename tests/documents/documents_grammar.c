/*
 * Every token, and every kind of byte that begins none, at every place of the grammar where it may
 * not stand.
 */
#include "documents.h"

/* ---- Places: words, and the bytes before -----------------------------------------------------*/

#define AT_THE_START       "at the start", ""
#define AFTER_OPEN_OBJECT  "after {", PAYLOAD_HEAD "{"
#define AFTER_MEMBER_COMMA "after a comma in an object", PAYLOAD_HEAD "{'b':0,"
#define AFTER_NAME         "after a name", PAYLOAD_HEAD "{'b'"
#define AFTER_COLON        "after a colon", PAYLOAD_HEAD "{'b':"
#define AFTER_MEMBER       "after a value in an object", PAYLOAD_HEAD "{'b':[]"
#define AFTER_OPEN_ARRAY   "after [", PAYLOAD_HEAD "["
#define AFTER_ELEMENT      "after a value in an array", PAYLOAD_HEAD "[{}"
#define AFTER_COMMA        "after a comma in an array", PAYLOAD_HEAD "[0,"

/* ---- Tokens: words, bytes and violation ------------------------------------------------------*/

/* The violation is at the token's first byte. RequestId has been read except at the very start. */
#define REFUSED(...) REFUSED_AT(__VA_ARGS__)
#define REFUSED_AT(place, head, words, token, what)                                                \
    {                                                                                              \
        words " " place, JSON(TEXT(head), RAW(token)), INVALID(AT(LENGTH(head), what)),            \
            ID({"a", 1, LENGTH(head) != 0 ? 1 : 0, false})                                         \
    }

#define REFUSED_CLOSE_OBJECT(...) REFUSED(__VA_ARGS__, "}", "}", JSON_SYNTAX)
#define REFUSED_CLOSE_ARRAY(...)  REFUSED(__VA_ARGS__, "]", "]", JSON_SYNTAX)
#define REFUSED_COLON(...)        REFUSED(__VA_ARGS__, "a colon", ":", JSON_SYNTAX)
#define REFUSED_COMMA(...)        REFUSED(__VA_ARGS__, "a comma", ",", JSON_SYNTAX)

#define REFUSED_OPEN(...)                                                                          \
    REFUSED(__VA_ARGS__, "{", "{", JSON_SYNTAX), REFUSED(__VA_ARGS__, "[", "[", JSON_SYNTAX)

/* What is wrong later in a string or a number no longer matters. */
#define REFUSED_STRING(...)                                                                        \
    REFUSED(__VA_ARGS__, "a string", "\"y\"", JSON_SYNTAX),                                        \
        REFUSED(__VA_ARGS__, "a string cut", "\"y", JSON_SYNTAX),                                  \
        REFUSED(__VA_ARGS__, "a string with a bad escape", "\"y\\q\"", JSON_SYNTAX),               \
        REFUSED(__VA_ARGS__, "a string with bad UTF-8", "\"y\xFF\"", JSON_SYNTAX)

#define REFUSED_SCALAR(...)                                                                        \
    REFUSED(__VA_ARGS__, "a number", "7", JSON_SYNTAX),                                            \
        REFUSED(__VA_ARGS__, "a minus cut", "-", JSON_SYNTAX),                                     \
        REFUSED(__VA_ARGS__, "a number with a bad exponent", "1ex", JSON_SYNTAX),                  \
        REFUSED(__VA_ARGS__, "true", "true", JSON_SYNTAX),                                         \
        REFUSED(__VA_ARGS__, "true cut", "tru", JSON_SYNTAX),                                      \
        REFUSED(__VA_ARGS__, "false", "false", JSON_SYNTAX),                                       \
        REFUSED(__VA_ARGS__, "null", "null", JSON_SYNTAX),                                         \
        REFUSED(__VA_ARGS__, "null misspelt", "nil", JSON_SYNTAX)

#define REFUSED_VALUE(...)                                                                         \
    REFUSED_OPEN(__VA_ARGS__), REFUSED_STRING(__VA_ARGS__), REFUSED_SCALAR(__VA_ARGS__)

/* Bytes that begin no token. */
#define REFUSED_NOISE(...)                                                                         \
    REFUSED(__VA_ARGS__, "a letter", "x", JSON_SYNTAX),                                            \
        REFUSED(__VA_ARGS__, "True", "True", JSON_SYNTAX),                                         \
        REFUSED(__VA_ARGS__, "an apostrophe", "'y'", JSON_SYNTAX),                                 \
        REFUSED(__VA_ARGS__, "a block comment", "/* */", JSON_SYNTAX),                             \
        REFUSED(__VA_ARGS__, "a line comment", "// x\n", JSON_SYNTAX),                             \
        REFUSED(__VA_ARGS__, "a plus", "+1", JSON_SYNTAX),                                         \
        REFUSED(__VA_ARGS__, "a dot", ".5", JSON_SYNTAX),                                          \
        REFUSED(__VA_ARGS__, "a backslash", "\\n", JSON_SYNTAX),                                   \
        REFUSED(__VA_ARGS__, "NaN", "NaN", JSON_SYNTAX),                                           \
        REFUSED(__VA_ARGS__, "Infinity", "Infinity", JSON_SYNTAX)

#define REFUSED_CONTROL(...)                                                                       \
    REFUSED(__VA_ARGS__, "NUL", "\0", JSON_SYNTAX),                                                \
        REFUSED(__VA_ARGS__, "a backspace", "\b", JSON_SYNTAX),                                    \
        REFUSED(__VA_ARGS__, "a vertical tab", "\v", JSON_SYNTAX),                                 \
        REFUSED(__VA_ARGS__, "a form feed", "\f", JSON_SYNTAX),                                    \
        REFUSED(__VA_ARGS__, "byte 1F", "\x1F", JSON_SYNTAX),                                      \
        REFUSED(__VA_ARGS__, "DEL", "\x7F", JSON_SYNTAX)

#define REFUSED_HIGH(...)                                                                          \
    REFUSED(__VA_ARGS__, "byte 80", "\x80", JSON_UTF8),                                            \
        REFUSED(__VA_ARGS__, "byte BF", "\xBF", JSON_UTF8),                                        \
        REFUSED(__VA_ARGS__, "byte C0", "\xC0", JSON_UTF8),                                        \
        REFUSED(__VA_ARGS__, "byte C1", "\xC1", JSON_UTF8),                                        \
        REFUSED(__VA_ARGS__, "byte C2", "\xC2", JSON_SYNTAX),                                      \
        REFUSED(__VA_ARGS__, "a no-break space", "\xC2\xA0", JSON_SYNTAX),                         \
        REFUSED(__VA_ARGS__, "a line separator", "\xE2\x80\xA8", JSON_SYNTAX),                     \
        REFUSED(__VA_ARGS__, "byte EF", "\xEF", JSON_SYNTAX),                                      \
        REFUSED(__VA_ARGS__, "byte F4", "\xF4", JSON_SYNTAX),                                      \
        REFUSED(__VA_ARGS__, "byte F5", "\xF5", JSON_UTF8),                                        \
        REFUSED(__VA_ARGS__, "byte FE", "\xFE", JSON_UTF8),                                        \
        REFUSED(__VA_ARGS__, "byte FF", "\xFF", JSON_UTF8)

#define REFUSED_OTHER(...)                                                                         \
    REFUSED_NOISE(__VA_ARGS__), REFUSED_CONTROL(__VA_ARGS__), REFUSED_HIGH(__VA_ARGS__)

/* A byte-order mark has a name of its own at the very start alone. */
#define REFUSED_BOM(...) REFUSED(__VA_ARGS__, "a byte-order mark", "\xEF\xBB\xBF", JSON_SYNTAX)

/* ---- After the root value --------------------------------------------------------------------*/

#define ROOT_VALUE "{'Response':{'RequestId':'a'}}"

#define TRAILING(words, token)                                                                     \
    {                                                                                              \
        words " after the root value", JSON(TEXT(ROOT_VALUE), RAW(token)),                         \
            INVALID(AT(LENGTH(ROOT_VALUE), JSON_TRAILING)), ID(TEXT("a"))                          \
    }
#define SPACED_TRAILING(words, space, token)                                                       \
    {                                                                                              \
        words " after the root value and white space", JSON(TEXT(ROOT_VALUE space), RAW(token)),   \
            INVALID(AT(LENGTH(ROOT_VALUE space), JSON_TRAILING)), ID(TEXT("a"))                    \
    }

/* A root that is not an object, which ends at the first byte that cannot continue it. */
#define ROOT_TRAILING(json, where)                                                                 \
    {                                                                                              \
        "root and more: " json, JSON(TEXT(json)),                                                  \
            INVALID(AT(0, ROOT_NOT_OBJECT), AT(where, JSON_TRAILING))                              \
    }

static const document rows[] = {
    REFUSED_CLOSE_OBJECT(AT_THE_START),
    REFUSED_CLOSE_ARRAY(AT_THE_START),
    REFUSED_COLON(AT_THE_START),
    REFUSED_COMMA(AT_THE_START),
    REFUSED_OTHER(AT_THE_START),

    REFUSED_CLOSE_ARRAY(AFTER_OPEN_OBJECT),
    REFUSED_COLON(AFTER_OPEN_OBJECT),
    REFUSED_COMMA(AFTER_OPEN_OBJECT),
    REFUSED_OPEN(AFTER_OPEN_OBJECT),
    REFUSED_SCALAR(AFTER_OPEN_OBJECT),
    REFUSED_OTHER(AFTER_OPEN_OBJECT),
    REFUSED_BOM(AFTER_OPEN_OBJECT),

    REFUSED_CLOSE_OBJECT(AFTER_MEMBER_COMMA),
    REFUSED_CLOSE_ARRAY(AFTER_MEMBER_COMMA),
    REFUSED_COLON(AFTER_MEMBER_COMMA),
    REFUSED_COMMA(AFTER_MEMBER_COMMA),
    REFUSED_OPEN(AFTER_MEMBER_COMMA),
    REFUSED_SCALAR(AFTER_MEMBER_COMMA),
    REFUSED_OTHER(AFTER_MEMBER_COMMA),
    REFUSED_BOM(AFTER_MEMBER_COMMA),

    REFUSED_CLOSE_OBJECT(AFTER_NAME),
    REFUSED_CLOSE_ARRAY(AFTER_NAME),
    REFUSED_COMMA(AFTER_NAME),
    REFUSED_VALUE(AFTER_NAME),
    REFUSED_OTHER(AFTER_NAME),
    REFUSED_BOM(AFTER_NAME),

    REFUSED_CLOSE_OBJECT(AFTER_COLON),
    REFUSED_CLOSE_ARRAY(AFTER_COLON),
    REFUSED_COLON(AFTER_COLON),
    REFUSED_COMMA(AFTER_COLON),
    REFUSED_OTHER(AFTER_COLON),
    REFUSED_BOM(AFTER_COLON),

    REFUSED_CLOSE_ARRAY(AFTER_MEMBER),
    REFUSED_COLON(AFTER_MEMBER),
    REFUSED_VALUE(AFTER_MEMBER),
    REFUSED_OTHER(AFTER_MEMBER),
    REFUSED_BOM(AFTER_MEMBER),

    REFUSED_CLOSE_OBJECT(AFTER_OPEN_ARRAY),
    REFUSED_COLON(AFTER_OPEN_ARRAY),
    REFUSED_COMMA(AFTER_OPEN_ARRAY),
    REFUSED_OTHER(AFTER_OPEN_ARRAY),
    REFUSED_BOM(AFTER_OPEN_ARRAY),

    REFUSED_CLOSE_OBJECT(AFTER_ELEMENT),
    REFUSED_COLON(AFTER_ELEMENT),
    REFUSED_VALUE(AFTER_ELEMENT),
    REFUSED_OTHER(AFTER_ELEMENT),
    REFUSED_BOM(AFTER_ELEMENT),

    REFUSED_CLOSE_OBJECT(AFTER_COMMA),
    REFUSED_CLOSE_ARRAY(AFTER_COMMA),
    REFUSED_COLON(AFTER_COMMA),
    REFUSED_COMMA(AFTER_COMMA),
    REFUSED_OTHER(AFTER_COMMA),
    REFUSED_BOM(AFTER_COMMA),

    TRAILING("{", "{"),
    TRAILING("}", "}"),
    TRAILING("[", "["),
    TRAILING("]", "]"),
    TRAILING("a colon", ":"),
    TRAILING("a comma", ","),
    TRAILING("a string", "\"y\""),
    TRAILING("a string cut", "\""),
    TRAILING("a number", "0"),
    TRAILING("a minus", "-"),
    TRAILING("true", "true"),
    TRAILING("a letter", "x"),
    TRAILING("a semicolon", ";"),
    TRAILING("an apostrophe", "'"),
    TRAILING("a block comment", "/* */"),
    TRAILING("a line comment", "// x\n"),
    TRAILING("a backslash", "\\"),
    TRAILING("NUL", "\0"),
    TRAILING("a vertical tab", "\v"),
    TRAILING("a form feed", "\f"),
    TRAILING("DEL", "\x7F"),
    TRAILING("byte 80", "\x80"),
    TRAILING("byte C0", "\xC0"),
    TRAILING("byte C2", "\xC2"),
    TRAILING("a byte-order mark", "\xEF\xBB\xBF"),
    TRAILING("byte F5", "\xF5"),
    TRAILING("byte FF", "\xFF"),
    TRAILING("another document", "{\"Response\":{\"RequestId\":\"b\"}}"),
    SPACED_TRAILING("}", " ", "}"),
    SPACED_TRAILING("another document", "\r\n", "{\"Response\":{\"RequestId\":\"b\"}}"),
    SPACED_TRAILING("NUL", " \t\r\n", "\0"),
    SPACED_TRAILING("a form feed", "\n", "\f\n"),
    SPACED_TRAILING("byte FF", "\n\n", "\xFF"),

    ROOT_TRAILING("01", 1),
    ROOT_TRAILING("-01", 2),
    ROOT_TRAILING("00", 1),
    ROOT_TRAILING("12x", 2),
    ROOT_TRAILING("1 2", 2),
    ROOT_TRAILING("1\n\n]", 3),
    ROOT_TRAILING("1.5.5", 3),
    ROOT_TRAILING("1e5e", 3),
    ROOT_TRAILING("0x10", 1),
    ROOT_TRAILING("1+1", 1),
    ROOT_TRAILING("1-", 1),
    ROOT_TRAILING("1,2", 1),
    ROOT_TRAILING("1'y'", 1),
    ROOT_TRAILING("1{", 1),
    ROOT_TRAILING("truefalse", 4),
    ROOT_TRAILING("nullnull", 4),
    ROOT_TRAILING("falsey", 5),
    ROOT_TRAILING("true,", 4),
    ROOT_TRAILING("'y''z'", 3),
    ROOT_TRAILING("'y':1", 3),
    ROOT_TRAILING("[]]", 2),
    ROOT_TRAILING("[][", 2),
    ROOT_TRAILING("[1],", 3),
    ROOT_TRAILING("[] {}", 3),
    {"a root number and NUL", JSON(TEXT("7\0")),
     INVALID(AT(0, ROOT_NOT_OBJECT), AT(1, JSON_TRAILING))},
    {"a root number and a vertical tab", JSON(TEXT("7\v")),
     INVALID(AT(0, ROOT_NOT_OBJECT), AT(1, JSON_TRAILING))},
    {"a root number and byte C3", JSON(TEXT("7\xC3\xA9")),
     INVALID(AT(0, ROOT_NOT_OBJECT), AT(1, JSON_TRAILING))},
    {"a root number and byte FF", JSON(TEXT("7\xFF")),
     INVALID(AT(0, ROOT_NOT_OBJECT), AT(1, JSON_TRAILING))},
    {"a root literal and byte FF", JSON(TEXT("null\xFF")),
     INVALID(AT(0, ROOT_NOT_OBJECT), AT(4, JSON_TRAILING))},

    {"a closing bracket of the other kind at the root", JSON(TEXT("[}")),
     INVALID(AT(0, ROOT_NOT_OBJECT), AT(1, JSON_SYNTAX))},
    {"a closing brace of the other kind at the root", JSON(TEXT("{]")),
     INVALID(AT(1, JSON_SYNTAX))},
    {"a misspelt literal after a value in the root array", JSON(TEXT("[1 trap")),
     INVALID(AT(0, ROOT_NOT_OBJECT), AT(3, JSON_SYNTAX))},
    {"a literal cut after a value in the root array", JSON(TEXT("[1 tru")),
     INVALID(AT(0, ROOT_NOT_OBJECT), AT(3, JSON_SYNTAX))},
    {"a literal with byte FF after a value in the root array", JSON(TEXT("[1 tr\xFF")),
     INVALID(AT(0, ROOT_NOT_OBJECT), AT(3, JSON_SYNTAX))},
    {"a string cut after a name of the root", JSON(TEXT("{'a' 'abc")), INVALID(AT(5, JSON_SYNTAX))},
    {"a string with a bad escape after a name of the root", JSON(TEXT("{'a' 'x\\q'}")),
     INVALID(AT(5, JSON_SYNTAX))},
    {"a string cut in an escape after a name of the root", JSON(TEXT("{'a' 'x\\")),
     INVALID(AT(5, JSON_SYNTAX))},
    {"a string cut in a sequence after a name of the root", JSON(TEXT("{'a' 'x\xE4\xB8")),
     INVALID(AT(5, JSON_SYNTAX))},
    {"a long string after a name of the root", JSON(TEXT("{'a' '"), TIMES(5000, "x"), TEXT("'}")),
     INVALID(AT(5, JSON_SYNTAX))},
    {"a long number after a name of the root", JSON(TEXT("{'a' "), TIMES(5000, "7"), TEXT("}")),
     INVALID(AT(5, JSON_SYNTAX))},
    {"a missing colon before the value of Response", JSON(TEXT("{'Response' {'RequestId':'a'}}")),
     INVALID(AT(12, JSON_SYNTAX))},
    {"a comma in the place of Response's value", JSON(TEXT("{'Response':,}")),
     INVALID(AT(12, JSON_SYNTAX))},
    {"a trailing comma in the root", JSON(TEXT("{'Response':{'RequestId':'a'},}")),
     INVALID(AT(30, JSON_SYNTAX)), ID(TEXT("a"))},
    {"a trailing comma in Response", JSON(TEXT("{'Response':{'RequestId':'a',}}")),
     INVALID(AT(29, JSON_SYNTAX)), ID(TEXT("a"))},
    {"a trailing comma in Error", JSON(TEXT("{'Response':{'Error':{'Code':'c',}}}")),
     INVALID(AT(33, JSON_SYNTAX)), CODE(TEXT("c"))},
    {"a missing comma between members of Response",
     JSON(TEXT("{'Response':{'RequestId':'a' 'x':1}}")), INVALID(AT(29, JSON_SYNTAX)),
     ID(TEXT("a"))},
    {"a missing closing brace between Response and a root member",
     JSON(TEXT("{'Response':{'RequestId':'a']}")), INVALID(AT(28, JSON_SYNTAX)), ID(TEXT("a"))},
    {"a second colon", JSON(TEXT("{'Response'::{}}")), INVALID(AT(12, JSON_SYNTAX))},
    {"a second comma", JSON(TEXT("{'a':1,,'b':2}")), INVALID(AT(7, JSON_SYNTAX))},
    {"names without quotes", JSON(TEXT("{Response:{RequestId:'a'}}")), INVALID(AT(1, JSON_SYNTAX))},
    {"names in apostrophes", JSON(RAW("{'Response':{'RequestId':'a'}}")),
     INVALID(AT(1, JSON_SYNTAX))},
    {"a value in apostrophes", JSON(RAW("{\"Response\":{\"RequestId\":'a'}}")),
     INVALID(AT(25, JSON_SYNTAX))},
    {"an element without brackets", JSON(TEXT("'Response':{}")),
     INVALID(AT(0, ROOT_NOT_OBJECT), AT(10, JSON_TRAILING))},
    {"HTML", JSON(TEXT("<html><body>502</body></html>")), INVALID(AT(0, JSON_SYNTAX))},
    {"prose", JSON(TEXT("upstream timed out")), INVALID(AT(0, JSON_SYNTAX))},
    {"prose that begins as a literal does", JSON(TEXT("not found")), INVALID(AT(1, JSON_SYNTAX))},
    {"an event stream", JSON(TEXT("data: {'Response':{'RequestId':'a'}}\n\n")),
     INVALID(AT(0, JSON_SYNTAX))},
    {"a JSONP call", JSON(TEXT("f({'Response':{'RequestId':'a'}})")), INVALID(AT(1, JSON_SYNTAX))},
};

const document_topic documents_grammar = {rows, sizeof(rows) / sizeof(rows[0])};
