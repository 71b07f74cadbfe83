#include "support/escape.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "support/utf8.h"

/* A byte, in every byte of a word. */
#define EVERY UINT64_C(0x0101010101010101)

#define REPLACEMENT "\xEF\xBF\xBD"

typedef struct range {
    uint32_t first;
    uint32_t last;
} range;

/* Characters that move the cursor, end the line, change the writing direction or are invisible. */
static const range unsafe[] = {
    {0x0000, 0x001F}, {0x007F, 0x009F}, {0x061C, 0x061C}, {0x200B, 0x200F},   {0x2028, 0x202E},
    {0x2060, 0x206F}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F},
};

static bool is_unsafe(uint32_t point) {
    if (point >= 0x20 && point < 0x7F) {
        return false;
    }
    for (size_t i = 0; i < sizeof unsafe / sizeof unsafe[0]; i++) {
        if (point >= unsafe[i].first && point <= unsafe[i].last) {
            return true;
        }
    }
    return false;
}

/* The letter of an escape that JSON and C share, or 0. */
static char short_escape(uint32_t point) {
    switch (point) {
    case '\b':
        return 'b';
    case '\t':
        return 't';
    case '\n':
        return 'n';
    case '\f':
        return 'f';
    case '\r':
        return 'r';
    default:
        return 0;
    }
}

static void escape_point(buffer *b, uint32_t point) {
    const char letter = short_escape(point);
    if (letter != 0) {
        buffer_format(b, "\\%c", letter);
    } else {
        buffer_format(b, point > 0xFFFF ? "\\U%08x" : "\\u%04x", (unsigned)point);
    }
}

static bool json_needs_escape(uint8_t byte) {
    return byte < 0x20 || byte == '"' || byte == '\\';
}

/* The high bit of the lowest byte below `limit` is set, and none if there is no such byte. limit:
 * at most 0x80. */
static uint64_t bytes_below(uint64_t word, uint64_t limit) {
    return (word - EVERY * limit) & ~word;
}

static uint64_t bytes_equal(uint64_t word, uint64_t byte) {
    return bytes_below(word ^ EVERY * byte, 1);
}

/* Whether one of eight bytes needs an escape. */
static bool json_word_needs_escape(const char *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return ((bytes_below(word, 0x20) | bytes_equal(word, '"') | bytes_equal(word, '\\')) &
            EVERY * 0x80) != 0;
}

/* The length of the part at the beginning that needs no escape. */
static size_t json_plain(const char *bytes, size_t length) {
    size_t i = 0;
    while (length - i >= sizeof(uint64_t) && !json_word_needs_escape(bytes + i)) {
        i += sizeof(uint64_t);
    }
    while (i < length && !json_needs_escape((uint8_t)bytes[i])) {
        i++;
    }
    return i;
}

static void json_escape_byte(buffer *b, uint8_t byte) {
    if (byte < 0x20) {
        escape_point(b, byte);
    } else {
        buffer_format(b, "\\%c", byte);
    }
}

void escape_json(buffer *b, const char *bytes, size_t length) {
    buffer_byte(b, '"');
    for (size_t i = 0; i < length;) {
        const size_t plain = json_plain(bytes + i, length - i);
        buffer_append(b, bytes + i, plain);
        i += plain;
        if (i < length) {
            json_escape_byte(b, (uint8_t)bytes[i++]);
        }
    }
    buffer_byte(b, '"');
}

void escape_json_any(buffer *b, const char *bytes, size_t length) {
    buffer clean = {0};
    for (size_t i = 0; i < length;) {
        uint32_t point;
        const size_t size = utf8_decode(bytes + i, length - i, &point);
        if (size == 0) {
            buffer_literal(&clean, REPLACEMENT);
        } else {
            buffer_append(&clean, bytes + i, size);
        }
        i += size == 0 ? 1 : size;
    }
    escape_json(b, clean.bytes == NULL ? "" : clean.bytes, clean.length);
    buffer_free(&clean);
}

/* Appends the character at `bytes` and returns the number of bytes it takes. */
static size_t terminal_character(buffer *b, const char *bytes, size_t length, bool quoted) {
    uint32_t point;
    const size_t size = utf8_decode(bytes, length, &point);
    if (size == 0) {
        buffer_format(b, "\\x%02x", (unsigned)(uint8_t)bytes[0]);
    } else if (is_unsafe(point)) {
        escape_point(b, point);
    } else if (point == '\\' || (quoted && point == '"')) {
        buffer_format(b, "\\%c", (char)point);
    } else {
        buffer_append(b, bytes, size);
    }
    return size == 0 ? 1 : size;
}

/* The length of the part at the beginning that is plain ASCII in both kinds of text. */
static size_t terminal_plain(const char *bytes, size_t length) {
    size_t i = 0;
    while (i < length && bytes[i] >= ' ' && bytes[i] <= '~' && bytes[i] != '\\' &&
           bytes[i] != '"') {
        i++;
    }
    return i;
}

static void terminal_text(buffer *b, const char *bytes, size_t length, bool quoted) {
    for (size_t i = 0; i < length;) {
        const size_t plain = terminal_plain(bytes + i, length - i);
        buffer_append(b, bytes + i, plain);
        i += plain;
        if (i < length) {
            i += terminal_character(b, bytes + i, length - i, quoted);
        }
    }
}

void escape_terminal(buffer *b, const char *bytes, size_t length) {
    terminal_text(b, bytes, length, false);
}

void escape_terminal_quoted(buffer *b, const char *bytes, size_t length) {
    buffer_byte(b, '"');
    terminal_text(b, bytes, length, true);
    buffer_byte(b, '"');
}
