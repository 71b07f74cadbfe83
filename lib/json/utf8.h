/*
 * UTF-8 byte by byte (RFC 3629, section 4).
 */
#ifndef TCE_JSON_UTF8_H
#define TCE_JSON_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An open sequence: how many bytes are still to come, and the range of the next one. */
typedef struct utf8_sequence {
    uint8_t left, low, high;
} utf8_sequence;

/* Of a sequence: left more bytes, of which the next is from low to high. */
static inline utf8_sequence utf8_left(uint8_t left, uint8_t low, uint8_t high) {
    const utf8_sequence sequence = {left, low, high};
    return sequence;
}

/* The sequence that begins with this byte; left is 0 for a byte that begins none. */
static inline utf8_sequence utf8_begin(uint8_t lead) {
    if (lead < 0xC2 || lead > 0xF4) {
        return utf8_left(0, 0, 0);
    }
    if (lead < 0xE0) {
        return utf8_left(1, 0x80, 0xBF);
    }
    if (lead < 0xF0) { /* no overlong forms below U+0800, no surrogates */
        return utf8_left(2, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF);
    }
    /* no overlong forms below U+10000, nothing above U+10FFFF */
    return utf8_left(3, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF);
}

/* Takes the next byte. Returns false, and changes nothing, when it is not allowed. */
static inline bool utf8_next(utf8_sequence *sequence, uint8_t byte) {
    if (byte < sequence->low || byte > sequence->high) {
        return false;
    }
    *sequence = utf8_left((uint8_t)(sequence->left - 1), 0x80, 0xBF);
    return true;
}

/* Returns the start of the sequence that is incomplete at p, or p. At begin a character begins, or
 * begin is at least three bytes before p. */
static inline const uint8_t *complete_characters(const uint8_t *p, const uint8_t *begin) {
    for (ptrdiff_t back = 1; back <= 3 && back <= p - begin; back++) {
        if (p[-back] >= 0xC0) {
            return back == 1 || utf8_begin(p[-back]).left >= back ? p - back : p;
        }
    }
    return p;
}

/* Skips three-byte sequences without special ranges, as in Chinese text. */
static inline const uint8_t *skip_common_utf8(const uint8_t *p, const uint8_t *end) {
    while (end - p >= 3 && p[0] > 0xE0 && p[0] < 0xF0 && p[0] != 0xED && (p[1] & 0xC0) == 0x80 &&
           (p[2] & 0xC0) == 0x80) {
        p += 3;
    }
    return p;
}

#endif
