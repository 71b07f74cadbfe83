#include "summary/json_cursor.h"

#include <string.h>

static void skip_space(json_cursor *c) {
    while (c->p < c->end && (*c->p == ' ' || *c->p == '\n' || *c->p == '\t' || *c->p == '\r')) {
        c->p++;
    }
}

bool json_take(json_cursor *c, const char *token) {
    const size_t length = strlen(token);
    skip_space(c);
    if ((size_t)(c->end - c->p) < length || memcmp(c->p, token, length) != 0) {
        return false;
    }
    c->p += length;
    return true;
}

/* ---- Strings ---------------------------------------------------------------------------------*/

static int hex_digit(char byte) {
    static const char digits[] = "0123456789abcdef";
    const char *found = byte == '\0' ? NULL : strchr(digits, byte | 0x20);
    return found == NULL ? -1 : (int)(found - digits);
}

/* The four digits after \u. Summaries escape control characters alone: below 0x80. */
static bool take_point(json_cursor *c, buffer *text) {
    int point = 0;
    if (c->end - c->p < 4) {
        return false;
    }
    for (int i = 0; i < 4; i++) {
        const int digit = hex_digit(c->p[i]);
        if (digit < 0) {
            return false;
        }
        point = point * 16 + digit;
    }
    c->p += 4;
    buffer_byte(text, (char)point);
    return point < 0x80;
}

static bool take_escape(json_cursor *c, buffer *text) {
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    if (c->p == c->end) {
        return false;
    }
    const char letter = *c->p++;
    if (letter == 'u') {
        return take_point(c, text);
    }
    const char *found = letter == '\0' ? NULL : strchr(letters, letter);
    if (found == NULL) {
        return false;
    }
    buffer_byte(text, meanings[found - letters]);
    return true;
}

bool json_take_string(json_cursor *c, buffer *text) {
    buffer_clear(text);
    bool taken = json_take(c, "\"");
    while (taken && c->p < c->end && *c->p != '"') {
        const char byte = *c->p++;
        if (byte == '\\') {
            taken = take_escape(c, text);
        } else {
            buffer_byte(text, byte);
        }
    }
    buffer_byte(text, '\0');
    text->length--;
    return taken && json_take(c, "\"");
}

/* ---- Other values ----------------------------------------------------------------------------*/

bool json_take_number(json_cursor *c, uint64_t *number) {
    skip_space(c);
    const char *begin = c->p;
    *number = 0;
    for (; c->p < c->end && *c->p >= '0' && *c->p <= '9'; c->p++) {
        const uint64_t digit = (uint64_t)(*c->p - '0');
        if (*number > (UINT64_MAX - digit) / 10) {
            return false;
        }
        *number = *number * 10 + digit;
    }
    return c->p > begin;
}

bool json_take_truth(json_cursor *c, bool *truth) {
    *truth = json_take(c, "true");
    return *truth || json_take(c, "false");
}

bool json_take_key(json_cursor *c, const char *name) {
    return json_take(c, ",") && json_take(c, "\"") && json_take(c, name) && json_take(c, "\"") &&
           json_take(c, ":");
}

bool json_take_member(json_cursor *c, const char *name, uint64_t *number) {
    return json_take_key(c, name) && json_take_number(c, number);
}

bool json_is_at_end(json_cursor *c) {
    skip_space(c);
    return c->p == c->end;
}
