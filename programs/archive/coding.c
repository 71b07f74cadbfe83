#include "archive/coding.h"

#include <stdint.h>
#include <string.h>

enum { SIGN_MAX = 4 };

/* The first bytes; those of a skippable zstd frame are 50 to 5F, 2A, 4D, 18. */
typedef struct sign {
    uint8_t bytes[SIGN_MAX];
    uint8_t mask[SIGN_MAX];
    size_t length;
    coding coding;
} sign;

static const sign signs[] = {
    {{0x1F, 0x8B}, {0xFF, 0xFF}, 2, CODING_GZIP},
    {{0x28, 0xB5, 0x2F, 0xFD}, {0xFF, 0xFF, 0xFF, 0xFF}, 4, CODING_ZSTD},
    {{0x50, 0x2A, 0x4D, 0x18}, {0xF0, 0xFF, 0xFF, 0xFF}, 4, CODING_ZSTD},
};

static bool matches(const sign *s, const char *bytes, size_t length) {
    for (size_t i = 0; i < length && i < s->length; i++) {
        if (((uint8_t)bytes[i] & s->mask[i]) != s->bytes[i]) {
            return false;
        }
    }
    return true;
}

bool coding_of(const char *bytes, size_t length, coding *found) {
    *found = CODING_NONE;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (matches(&signs[i], bytes, length)) {
            *found = length < signs[i].length ? CODING_NONE : signs[i].coding;
            return length >= signs[i].length;
        }
    }
    return true;
}

const char *coding_name(coding c) {
    static const char *const names[CODING_END] = {"none", "gzip", "zstd"};
    return names[c];
}
