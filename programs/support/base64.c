#include "support/base64.h"

enum { GROUP = 4 };

/* The six bits of a character; -1: it is none. */
static int value_of(char c) {
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Padding stands for the last one or two characters of a group, and ends the text. */
static void take(base64 *b, char c) {
    const int value = value_of(c);
    if (c == '=') {
        b->broken = b->count < 2;
        b->padding++;
        b->bits <<= 6;
    } else {
        b->broken = value < 0 || b->padding > 0;
        b->bits = b->bits << 6 | (uint32_t)(value & 0x3F);
    }
    b->count++;
}

/* Writes the bytes of a complete group. */
static size_t end_group(base64 *b, char *out) {
    const size_t length = 3 - b->padding;
    for (size_t i = 0; i < length; i++) {
        out[i] = (char)(b->bits >> (16 - 8 * i) & 0xFF);
    }
    b->bits = 0;
    b->count = 0;
    return length;
}

size_t base64_decode(base64 *b, const char *text, size_t length, char *out) {
    size_t written = 0;
    for (size_t i = 0; i < length && !b->broken; i++) {
        take(b, text[i]);
        if (b->count == GROUP && !b->broken) {
            written += end_group(b, out + written);
        }
    }
    return written;
}

bool base64_can_end(const base64 *b) {
    return !b->broken && b->count == 0;
}
