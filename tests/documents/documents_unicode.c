/*
 * UTF-8 (RFC 3629), the byte-order mark, and escapes of UTF-16 surrogates.
 */
#include "documents.h"

#define FFFD "\xEF\xBF\xBD" /* U+FFFD, what a lone surrogate becomes */

#define GRIN "\xF0\x9F\x98\x80" /* U+1F600, \ud83d\ude00 */

/* Raw bytes: the text is what stands there. In a name they are payload. */
#define GOOD(words, bytes)                                                                         \
    MESSAGE_ROW(words " in a string", "a" bytes "b", "a" bytes "b"),                               \
        MESSAGE_ROW(words " alone in a string", bytes, bytes),                                     \
        NAME_ROW(words " in a name", "a" bytes "b")

/* where: of the first byte at which the sequence cannot become well-formed. */
#define BAD(words, bytes, where)                                                                   \
    BROKEN_MESSAGE_ROW(words " in a string", "ab" bytes "cd", 2 + (where), JSON_UTF8),             \
        BROKEN_PAYLOAD_ROW(words " at the end of a string", "'" bytes "'", 1 + (where), JSON_UTF8)

#define CUT(words, bytes)                                                                          \
    CUT_MESSAGE_ROW("cut after " words " in a string", "ab" bytes),                                \
        CUT_PAYLOAD_ROW("cut after " words " in a name", "{'" bytes)

#define ESCAPED(words, escaped, text)   MESSAGE_ROW(words, escaped, text)
#define BAD_ESCAPE(words, bytes, where) BROKEN_MESSAGE_ROW(words, bytes, where, JSON_SYNTAX)

#define FIRST(words, bytes, what)                                                                  \
    {                                                                                              \
        words " before a document", JSON(TEXT(bytes "{'Response':{'RequestId':'a'}}")),            \
            INVALID(AT(0, what))                                                                   \
    }
#define ALONE(words, bytes, what)                                                                  \
    { words " is the entire input", JSON(TEXT(bytes)), INVALID(AT(0, what)) }

/* A string of many equal sequences, which lie across every border of blocks and buffers. */
#define MANY(words, count, bytes)                                                                  \
    {                                                                                              \
        "a long string of " words, JSON(TEXT(PAYLOAD_HEAD "'"), TIMES(count, bytes), TEXT("'}}")), \
            SUCCESS, ID(TEXT("a"))                                                                 \
    }

static const document rows[] = {
    /* ---- The byte-order mark -------------------------------------------------------------*/
    FIRST("a byte-order mark", "\xEF\xBB\xBF", JSON_BOM),
    FIRST("two byte-order marks", "\xEF\xBB\xBF\xEF\xBB\xBF", JSON_BOM),
    ALONE("a byte-order mark", "\xEF\xBB\xBF", JSON_BOM),
    ALONE("a byte-order mark and white space", "\xEF\xBB\xBF \n", JSON_BOM),
    ALONE("byte EF", "\xEF", JSON_SYNTAX),
    ALONE("bytes EF BB", "\xEF\xBB", JSON_SYNTAX),
    FIRST("byte EF", "\xEF", JSON_SYNTAX),
    FIRST("bytes EF BB", "\xEF\xBB", JSON_SYNTAX),
    FIRST("bytes EF BB BE", "\xEF\xBB\xBE", JSON_SYNTAX),
    FIRST("bytes EF BF BF", "\xEF\xBF\xBF", JSON_SYNTAX),
    FIRST("bytes EF BB EF", "\xEF\xBB\xEF", JSON_SYNTAX),
    FIRST("bytes EF EF BB BF", "\xEF\xEF\xBB\xBF", JSON_SYNTAX),
    FIRST("a little-endian byte-order mark of UTF-16", "\xFF\xFE", JSON_UTF8),
    FIRST("a big-endian byte-order mark of UTF-16", "\xFE\xFF", JSON_UTF8),
    FIRST("a big-endian byte-order mark of UTF-32", "\0\0\xFE\xFF", JSON_SYNTAX),
    FIRST("a byte-order mark's last two bytes", "\xBB\xBF", JSON_UTF8),
    {"a byte-order mark after white space", JSON(TEXT(" \xEF\xBB\xBF{}")),
     INVALID(AT(1, JSON_SYNTAX))},
    {"a byte-order mark in the root", JSON(TEXT("{\xEF\xBB\xBF}")), INVALID(AT(1, JSON_SYNTAX))},
    {"UTF-16 in little-endian order", JSON(TEXT("{\0'\0a\0'\0")), INVALID(AT(1, JSON_SYNTAX))},
    {"UTF-16 in big-endian order", JSON(TEXT("\0{\0'\0a\0'")), INVALID(AT(0, JSON_SYNTAX))},
    GOOD("a byte-order mark", "\xEF\xBB\xBF"),

    /* ---- Well-formed sequences: the first and the last of each length and gap ------------*/
    GOOD("U+007F", "\x7F"),
    GOOD("U+0080", "\xC2\x80"),
    GOOD("U+009F", "\xC2\x9F"),
    GOOD("U+00E9", "\xC3\xA9"),
    GOOD("U+07FF", "\xDF\xBF"),
    GOOD("U+0800", "\xE0\xA0\x80"),
    GOOD("U+0FFF", "\xE0\xBF\xBF"),
    GOOD("U+1000", "\xE1\x80\x80"),
    GOOD("U+2028", "\xE2\x80\xA8"),
    GOOD("U+4E00", "\xE4\xB8\x80"),
    GOOD("U+CFFF", "\xEC\xBF\xBF"),
    GOOD("U+D000", "\xED\x80\x80"),
    GOOD("U+D7FF", "\xED\x9F\xBF"),
    GOOD("U+E000", "\xEE\x80\x80"),
    GOOD("U+FFFD", "\xEF\xBF\xBD"),
    GOOD("U+FFFE", "\xEF\xBF\xBE"),
    GOOD("U+FFFF", "\xEF\xBF\xBF"),
    GOOD("U+10000", "\xF0\x90\x80\x80"),
    GOOD("U+1F600", GRIN),
    GOOD("U+1FFFE", "\xF0\x9F\xBF\xBE"),
    GOOD("U+3FFFF", "\xF0\xBF\xBF\xBF"),
    GOOD("U+40000", "\xF1\x80\x80\x80"),
    GOOD("U+FFFFF", "\xF3\xBF\xBF\xBF"),
    GOOD("U+100000", "\xF4\x80\x80\x80"),
    GOOD("U+10FFFF", "\xF4\x8F\xBF\xBF"),
    GOOD("sequences of each length in a row",
         "a\xC3\xA9\xE4\xB8\x80" GRIN GRIN "\xE4\xB8\x80\xC3\xA9"),
    MANY("two-byte sequences", 2500, "\xC3\xA9"),
    MANY("three-byte sequences", 1700, "\xE4\xB8\x80"),
    MANY("four-byte sequences", 1250, GRIN),
    MANY("sequences of each length", 500, "a\xC3\xA9\xE4\xB8\x80" GRIN),

    /* ---- Bytes that begin nothing --------------------------------------------------------*/
    BAD("byte 80", "\x80", 0),
    BAD("byte BF", "\xBF", 0),
    BAD("byte C0", "\xC0", 0),
    BAD("byte C1", "\xC1", 0),
    BAD("byte F5", "\xF5", 0),
    BAD("byte F8", "\xF8", 0),
    BAD("byte FC", "\xFC", 0),
    BAD("byte FE", "\xFE", 0),
    BAD("byte FF", "\xFF", 0),
    BAD("byte 80 after U+007F", "\x7F\x80", 1),
    BAD("byte 80 after U+00E9", "\xC3\xA9\x80", 2),
    BAD("byte 80 after U+4E00", "\xE4\xB8\x80\x80", 3),
    BAD("byte 80 after U+1F600", GRIN "\x80", 4),

    /* ---- Overlong forms ------------------------------------------------------------------*/
    BAD("NUL in two bytes", "\xC0\x80", 0),
    BAD("a slash in two bytes", "\xC0\xAF", 0),
    BAD("U+007F in two bytes", "\xC1\xBF", 0),
    BAD("NUL in three bytes", "\xE0\x80\x80", 1),
    BAD("a slash in three bytes", "\xE0\x80\xAF", 1),
    BAD("U+07FF in three bytes", "\xE0\x9F\xBF", 1),
    BAD("NUL in four bytes", "\xF0\x80\x80\x80", 1),
    BAD("U+07FF in four bytes", "\xF0\x80\x9F\xBF", 1),
    BAD("U+FFFF in four bytes", "\xF0\x8F\xBF\xBF", 1),
    BAD("NUL in five bytes", "\xF8\x80\x80\x80\x80", 0),
    BAD("NUL in six bytes", "\xFC\x80\x80\x80\x80\x80", 0),

    /* ---- Surrogates, and beyond U+10FFFF -------------------------------------------------*/
    BAD("U+D800", "\xED\xA0\x80", 1),
    BAD("U+DBFF", "\xED\xAF\xBF", 1),
    BAD("U+DC00", "\xED\xB0\x80", 1),
    BAD("U+DFFF", "\xED\xBF\xBF", 1),
    BAD("a pair of surrogates", "\xED\xA0\xBD\xED\xB8\x80", 1),
    BAD("U+110000", "\xF4\x90\x80\x80", 1),
    BAD("U+13FFFF", "\xF4\xBF\xBF\xBF", 1),
    BAD("U+140000", "\xF5\x80\x80\x80", 0),
    BAD("U+1FFFFF", "\xF7\xBF\xBF\xBF", 0),

    /* ---- Sequences that something else ends ----------------------------------------------*/
    BAD("C3 and a letter", "\xC3x", 1),
    BAD("C3 and a space", "\xC3 ", 1),
    BAD("C3 and byte 7F", "\xC3\x7F", 1),
    BAD("C3 and byte C0", "\xC3\xC0", 1),
    BAD("C3 twice", "\xC3\xC3\xA9", 1),
    BAD("C3 and FF", "\xC3\xFF", 1),
    BAD("C3 and NUL", "\xC3\0", 1),
    BAD("C3 and a newline", "\xC3\n", 1),
    BAD("C3 and a backslash", "\xC3\\n", 1),
    BAD("C3 and a quotation mark", "\xC3'", 1),
    BAD("E0 and byte C0", "\xE0\xC0\x80", 1),
    BAD("E0 and a quotation mark", "\xE0'", 1),
    BAD("E0 A0 and byte 7F", "\xE0\xA0\x7F", 2),
    BAD("E0 A0 and byte C0", "\xE0\xA0\xC0", 2),
    BAD("E1 and byte 7F", "\xE1\x7F", 1),
    BAD("E2 and a parenthesis", "\xE2(\xA1", 1),
    BAD("E2 82 and a parenthesis", "\xE2\x82(", 2),
    BAD("E4 B8 and a quotation mark", "\xE4\xB8'", 2),
    BAD("E4 B8 and a backslash", "\xE4\xB8\\u0041", 2),
    BAD("E4 B8 and E4", "\xE4\xB8\xE4\xB8\x80", 2),
    BAD("ED 9F and byte C0", "\xED\x9F\xC0", 2),
    BAD("EF and byte 7F", "\xEF\x7F", 1),
    BAD("EF BF and a quotation mark", "\xEF\xBF'", 2),
    BAD("F0 and a parenthesis", "\xF0(\x8C\xBC", 1),
    BAD("F0 and a quotation mark", "\xF0'", 1),
    BAD("F0 and byte C0", "\xF0\xC0\x80\x80", 1),
    BAD("F0 90 and a parenthesis", "\xF0\x90(\xBC", 2),
    BAD("F0 9F and a quotation mark", "\xF0\x9F'", 2),
    BAD("F0 9F 98 and a parenthesis", "\xF0\x9F\x98(", 3),
    BAD("F0 9F 98 and a quotation mark", "\xF0\x9F\x98'", 3),
    BAD("F0 9F 98 and F0", "\xF0\x9F\x98" GRIN, 3),
    BAD("F4 and byte 7F", "\xF4\x7F", 1),
    BAD("F4 8F and byte C0", "\xF4\x8F\xC0", 2),
    BAD("F4 8F BF and byte C0", "\xF4\x8F\xBF\xC0", 3),
    BAD("Latin-1", "caf\xE9", 4),
    BROKEN_NAME_ROW("an overlong form in a name", "ab\xC0\x80", 2, JSON_UTF8),
    BROKEN_NAME_ROW("a sequence that a name's end cuts", "ab\xE4\xB8", 4, JSON_UTF8),
    BROKEN_NAME_ROW("a surrogate in a name", "\xED\xA0\x80", 1, JSON_UTF8),
    {"bad UTF-8 in RequestId", JSON(TEXT("{'Response':{'RequestId':'a\xC0\x80'}}")),
     INVALID(AT(27, JSON_UTF8))},
    {"bad UTF-8 in the name Response", JSON(TEXT("{'Respons\xE5':{'RequestId':'a'}}")),
     INVALID(AT(10, JSON_UTF8))},
    {"bad UTF-8 late in a long string",
     JSON(TEXT(PAYLOAD_HEAD "'"), TIMES(1700, "\xE4\xB8\x80"), TEXT("\xE4\xB8'}}")),
     INVALID(AT(PAYLOAD_AT + 5103, JSON_UTF8)), ID(TEXT("a"))},
    {"bad UTF-8 late in a long name",
     JSON(TEXT(PAYLOAD_HEAD "{'"), TIMES(1700, "\xE4\xB8\x80"), TEXT("\x80':1}}}")),
     INVALID(AT(PAYLOAD_AT + 5102, JSON_UTF8)), ID(TEXT("a"))},

    /* ---- Sequences that the end of input cuts --------------------------------------------*/
    CUT("C3", "\xC3"),
    CUT("U+00E9", "\xC3\xA9"),
    CUT("E0", "\xE0"),
    CUT("E0 A0", "\xE0\xA0"),
    CUT("E4", "\xE4"),
    CUT("E4 B8", "\xE4\xB8"),
    CUT("ED", "\xED"),
    CUT("ED 9F", "\xED\x9F"),
    CUT("F0", "\xF0"),
    CUT("F0 90", "\xF0\x90"),
    CUT("F0 9F 98", "\xF0\x9F\x98"),
    CUT("F4 8F", "\xF4\x8F"),
    {"cut after E0 80, which nothing can mend", JSON(TEXT(PAYLOAD_HEAD "'\xE0\x80")),
     INVALID(AT(PAYLOAD_AT + 2, JSON_UTF8)), ID(TEXT("a"))},
    {"cut in a long string in a sequence",
     JSON(TEXT(PAYLOAD_HEAD "'"), TIMES(1250, GRIN), TEXT("\xF0\x9F")),
     INVALID(AT(PAYLOAD_AT + 5003, JSON_TRUNCATED)), ID(TEXT("a"))},

    /* ---- Escaped code points -------------------------------------------------------------*/
    ESCAPED("U+007F escaped", "\\u007f", "\x7F"),
    ESCAPED("U+0080 escaped", "\\u0080", "\xC2\x80"),
    ESCAPED("U+07FF escaped", "\\u07FF", "\xDF\xBF"),
    ESCAPED("U+0800 escaped", "\\u0800", "\xE0\xA0\x80"),
    ESCAPED("U+D7FF escaped", "\\ud7ff", "\xED\x9F\xBF"),
    ESCAPED("U+E000 escaped", "\\ue000", "\xEE\x80\x80"),
    ESCAPED("U+FEFF escaped", "\\ufeff", "\xEF\xBB\xBF"),
    ESCAPED("U+FFFD escaped", "\\ufffd", FFFD),
    ESCAPED("U+FFFF escaped", "\\uffff", "\xEF\xBF\xBF"),
    ESCAPED("U+10000 escaped", "\\ud800\\udc00", "\xF0\x90\x80\x80"),
    ESCAPED("U+103FF escaped", "\\ud800\\udfff", "\xF0\x90\x8F\xBF"),
    ESCAPED("U+10FC00 escaped", "\\udbff\\udc00", "\xF4\x8F\xB0\x80"),
    ESCAPED("U+10FFFF escaped", "\\udbff\\udfff", "\xF4\x8F\xBF\xBF"),
    ESCAPED("a pair in capital hex digits", "\\uD83D\\uDE00", GRIN),
    ESCAPED("a pair in hex digits of both cases", "\\uD83d\\udE00", GRIN),
    ESCAPED("a pair among characters", "a\\ud83d\\ude00b", "a" GRIN "b"),
    ESCAPED("two pairs", "\\ud83d\\ude00\\ud83d\\ude00", GRIN GRIN),
    ESCAPED("a pair at a string's end", "ab\\ud83d\\ude00", "ab" GRIN),

    /* ---- Lone surrogates -----------------------------------------------------------------*/
    ESCAPED("a lone high surrogate", "\\ud800", FFFD),
    ESCAPED("a lone low surrogate", "\\udc00", FFFD),
    ESCAPED("the last high surrogate alone", "\\uDBFF", FFFD),
    ESCAPED("the last low surrogate alone", "\\uDFFF", FFFD),
    ESCAPED("a lone high surrogate before a character", "\\ud83dx", FFFD "x"),
    ESCAPED("a lone high surrogate before a u", "\\ud83dude00", FFFD "ude00"),
    ESCAPED("a lone high surrogate after characters", "ab\\ud83d", "ab" FFFD),
    ESCAPED("a lone low surrogate among characters", "a\\ude00b", "a" FFFD "b"),
    ESCAPED("a lone high surrogate before a newline", "\\ud83d\\n", FFFD "\n"),
    ESCAPED("a lone high surrogate before a quote", "\\ud83d\\'", FFFD "'"),
    ESCAPED("a lone high surrogate before a backslash", "\\ud83d\\\\", FFFD "\\"),
    ESCAPED("a lone high surrogate before a backslash and a low's text", "\\ud83d\\\\ude00",
            FFFD "\\ude00"),
    ESCAPED("a lone high surrogate before an escaped letter", "\\ud83d\\u0041", FFFD "A"),
    ESCAPED("a lone high surrogate before an escaped NUL", "\\ud83d\\u0000", FFFD "\0"),
    ESCAPED("a lone high surrogate before U+D7FF", "\\ud83d\\ud7ff", FFFD "\xED\x9F\xBF"),
    ESCAPED("a lone high surrogate before U+E000", "\\ud83d\\ue000", FFFD "\xEE\x80\x80"),
    ESCAPED("a lone high surrogate before raw U+4E00", "\\ud83d\xE4\xB8\x80", FFFD "\xE4\xB8\x80"),
    ESCAPED("a lone high surrogate before raw U+1F600", "\\ud83d" GRIN, FFFD GRIN),
    ESCAPED("two high surrogates", "\\ud83d\\ud83d", FFFD FFFD),
    ESCAPED("two low surrogates", "\\ude00\\ude00", FFFD FFFD),
    ESCAPED("a low surrogate and a high", "\\ude00\\ud83d", FFFD FFFD),
    ESCAPED("a high surrogate and a pair", "\\ud83d\\ud83d\\ude00", FFFD GRIN),
    ESCAPED("two high surrogates and a pair", "\\ud800\\udbff\\ud83d\\ude00", FFFD FFFD GRIN),
    ESCAPED("a pair and a low surrogate", "\\ud83d\\ude00\\ude00", GRIN FFFD),
    ESCAPED("a pair and a high surrogate", "\\ud83d\\ude00\\ud83d", GRIN FFFD),
    ESCAPED("a low surrogate and a pair", "\\ude00\\ud83d\\ude00", FFFD GRIN),
    ESCAPED("a pair that a character divides", "\\ud83dx\\ude00", FFFD "x" FFFD),
    ESCAPED("a pair that a newline divides", "\\ud83d\\n\\ude00", FFFD "\n" FFFD),
    BAD_ESCAPE("a high surrogate before a bad escape", "\\ud83d\\q", 7),
    BAD_ESCAPE("a high surrogate before a capital U", "\\ud83d\\Ude00", 7),
    BAD_ESCAPE("a high surrogate before a bad hex digit", "\\ud83d\\udeg0", 10),
    BAD_ESCAPE("a high surrogate before an escape without digits", "\\ud83d\\u", 8),
    BAD_ESCAPE("a high surrogate before a control character", "\\ud83d\n", 6),
    BROKEN_MESSAGE_ROW("a high surrogate before byte 80", "\\ud83d\x80", 6, JSON_UTF8),
    BROKEN_MESSAGE_ROW("a high surrogate before an escaped byte 80", "\\ud83d\\\x80", 7, JSON_UTF8),
    NAME_ROW("a lone high surrogate in a payload name", "ab\\ud800"),
    NAME_ROW("a lone low surrogate in a payload name", "\\udc00"),
    PAYLOAD_ROW("surrogates of all kinds in the payload",
                "['\\ud800','\\udc00','\\ud83d\\ude00','\\ude00\\ud83d','\\ud800\\n']"),
    MANY("lone surrogates", 800, "\\ud83d"),
    MANY("pairs of surrogates", 400, "\\ud83d\\ude00"),
};

const document_topic documents_unicode = {rows, sizeof(rows) / sizeof(rows[0])};
