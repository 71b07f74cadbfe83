#include "check/har_scan.h"

#include <string.h>

#include "support/utf8.h"

/* ---- The path to a body ----------------------------------------------------------------------*/

enum { LEVEL_ENTRIES = 3, LEVEL_RESPONSE = 5, LEVEL_CONTENT = 6, LEVELS = LEVEL_CONTENT };

/* A container on the path. */
typedef struct level {
    const char *key; /* of the member that it is; NULL: it has none */
    bool is_object;
} level;

static const level levels[LEVELS] = {
    {NULL, true}, {"log", true},      {"entries", false},
    {NULL, true}, {"response", true}, {"content", true},
};

static bool is_word(const har_word *word, const char *wanted) {
    return word->length == strlen(wanted) && memcmp(word->bytes, wanted, word->length) == 0;
}

static void append(har_word *word, const char *bytes, size_t length) {
    if (word->length > HAR_WORD_MAX || length > HAR_WORD_MAX - word->length) {
        word->length = HAR_WORD_MAX + 1;
        return;
    }
    memcpy(word->bytes + word->length, bytes, length);
    word->length += length;
}

static bool is_object(const har_scan *h) {
    return (h->objects[h->depth / 8] >> h->depth % 8 & 1) != 0;
}

/* Whether the container that opens is the next level of the path. */
static bool continues_path(const har_scan *h, bool object) {
    if (h->matched != h->depth || h->matched == LEVELS) {
        return false;
    }
    const level *next = &levels[h->matched];
    return next->is_object == object && (next->key == NULL || is_word(&h->key, next->key));
}

static void open_container(har_scan *h, bool object) {
    if (continues_path(h, object)) {
        h->matched++;
        h->has_entries = h->has_entries || h->matched == LEVEL_ENTRIES;
        if (h->matched == LEVEL_RESPONSE) {
            h->response = (har_response){0};
        }
    }
    h->depth++;
    const uint8_t bit = (uint8_t)(1u << h->depth % 8);
    uint8_t *byte = &h->objects[h->depth / 8];
    *byte = (uint8_t)(object ? *byte | bit : *byte & ~bit);
    h->expects_key = object;
}

/* Returns false to stop. */
static bool close_container(har_scan *h) {
    const bool is_response = h->matched == h->depth && h->matched == LEVEL_RESPONSE;
    if (h->matched == h->depth) {
        h->matched--;
    }
    h->depth--;
    h->expects_key = false;
    return !is_response || h->events->response(h->events->user, &h->response);
}

static bool is_member(const har_scan *h, unsigned of_level, const char *key) {
    return h->matched == of_level && h->depth == of_level && is_word(&h->key, key);
}

/* ---- Strings ---------------------------------------------------------------------------------*/

static void begin_text(har_scan *h) {
    h->response.has_two = h->response.has_text;
    h->response.has_text = true;
    h->response.offset = h->offset;
    h->events->text_begins(h->events->user);
}

static har_role role_of(const har_scan *h) {
    if (h->expects_key) {
        return HAR_KEY;
    }
    if (is_member(h, LEVEL_CONTENT, "text")) {
        return HAR_TEXT;
    }
    return is_member(h, LEVEL_CONTENT, "encoding") ? HAR_ENCODING : HAR_OTHER;
}

static void begin_string(har_scan *h) {
    h->state = HAR_STRING;
    h->role = role_of(h);
    h->high = 0;
    if (h->role == HAR_KEY) {
        h->key.length = 0;
    } else if (h->role == HAR_ENCODING) {
        h->response.encoding.length = 0;
    } else if (h->role == HAR_TEXT) {
        begin_text(h);
    }
}

static void take_text(har_scan *h, const char *bytes, size_t length) {
    switch (h->role) {
    case HAR_KEY:
        append(&h->key, bytes, length);
        break;
    case HAR_ENCODING:
        append(&h->response.encoding, bytes, length);
        break;
    case HAR_TEXT:
        h->events->text(h->events->user, bytes, length);
        break;
    case HAR_OTHER:
        break;
    }
}

static void take_point(har_scan *h, uint32_t point) {
    char bytes[UTF8_MAX];
    take_text(h, bytes, utf8_encode(point, bytes));
}

/* A UTF-16 unit. In valid JSON a first half is followed by a second one. */
static void take_unit(har_scan *h, uint32_t unit) {
    if (unit >= 0xD800 && unit < 0xDC00) {
        h->high = unit;
    } else if (unit >= 0xDC00 && unit < 0xE000) {
        take_point(h, 0x10000 + ((h->high & 0x3FF) << 10 | (unit & 0x3FF)));
    } else {
        take_point(h, unit);
    }
}

static void take_escape(har_scan *h, char byte) {
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    const char *found = strchr(letters, byte);
    if (byte == 'u') {
        h->state = HAR_HEX;
        h->point = 0;
        h->digits = 0;
        return;
    }
    h->state = HAR_STRING;
    if (found != NULL && byte != '\0') {
        take_text(h, &meanings[found - letters], 1);
    }
}

static void take_hex(har_scan *h, char byte) {
    const uint32_t value = byte <= '9' ? (uint32_t)byte - '0' : ((uint32_t)byte | 0x20) - 'a' + 10;
    h->point = h->point << 4 | (value & 0xF);
    if (++h->digits == 4) {
        h->state = HAR_STRING;
        take_unit(h, h->point);
    }
}

/* Takes what needs no escape, and the byte after it. Returns how many bytes. */
static size_t take_string(har_scan *h, const char *bytes, size_t length) {
    size_t i = 0;
    while (i < length && bytes[i] != '"' && bytes[i] != '\\') {
        i++;
    }
    if (i > 0) {
        take_text(h, bytes, i);
    }
    if (i == length) {
        return i;
    }
    h->state = bytes[i] == '"' ? HAR_BETWEEN : HAR_ESCAPE;
    return i + 1;
}

/* ---- Between strings -------------------------------------------------------------------------*/

static void take_other(har_scan *h, char byte) {
    const bool is_digit = byte >= '0' && byte <= '9';
    if (is_digit && h->response.status < 1000 && is_member(h, LEVEL_RESPONSE, "status")) {
        h->response.status = h->response.status * 10 + (uint32_t)(byte - '0');
    }
}

/* Returns false to stop. */
static bool take_between(har_scan *h, char byte) {
    switch (byte) {
    case '"':
        begin_string(h);
        return true;
    case '{':
    case '[':
        open_container(h, byte == '{');
        return true;
    case '}':
    case ']':
        return close_container(h);
    case ',':
        h->expects_key = is_object(h);
        return true;
    case ':':
        h->expects_key = false;
        return true;
    default:
        take_other(h, byte);
        return true;
    }
}

/* Takes at least one byte. Returns how many; 0 to stop. */
static size_t take_some(har_scan *h, const char *bytes, size_t length) {
    switch (h->state) {
    case HAR_STRING:
        return take_string(h, bytes, length);
    case HAR_ESCAPE:
        take_escape(h, bytes[0]);
        return 1;
    case HAR_HEX:
        take_hex(h, bytes[0]);
        return 1;
    default:
        return take_between(h, bytes[0]) ? 1 : 0;
    }
}

bool har_scan_take(har_scan *h, const char *bytes, size_t length) {
    for (size_t i = 0, taken = 0; i < length; i += taken) {
        taken = take_some(h, bytes + i, length - i);
        if (taken == 0) {
            return false;
        }
        h->offset += taken;
    }
    return true;
}

/* ---- The beginning ---------------------------------------------------------------------------*/

/* Without the white space between tokens. One of the members of `log` follows: `entries` is one of
 * the first in no writer's order, but a response of the API begins with none of this. */
static const char beginning[] = "{\"log\":{\"";

har_begin har_begins(size_t *state, char byte) {
    const bool is_space = byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
    const bool in_word = *state >= 2 && *state <= 5;
    if (is_space && !in_word) {
        return HAR_MAYBE;
    }
    if (byte != beginning[*state]) {
        return HAR_NO;
    }
    (*state)++;
    return beginning[*state] == '\0' ? HAR_YES : HAR_MAYBE;
}
