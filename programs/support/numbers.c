#include "support/numbers.h"

#include <stddef.h>

/* Reads digits and returns the first character after them; NULL if there is no digit or the number
 * is too large. */
static const char *parse_digits(const char *text, uint64_t *number) {
    const char *p = text;
    *number = 0;
    for (; *p >= '0' && *p <= '9'; p++) {
        const uint64_t digit = (uint64_t)(*p - '0');
        if (*number > (UINT64_MAX - digit) / 10) {
            return NULL;
        }
        *number = *number * 10 + digit;
    }
    return p == text ? NULL : p;
}

bool number_parse(const char *text, uint64_t *number) {
    const char *end = parse_digits(text, number);
    return end != NULL && *end == '\0';
}

static unsigned suffix_shift(char suffix) {
    switch (suffix) {
    case 'k':
    case 'K':
        return 10;
    case 'm':
    case 'M':
        return 20;
    case 'g':
    case 'G':
        return 30;
    default:
        return 0;
    }
}

bool size_parse(const char *text, uint64_t *size) {
    const char *end = parse_digits(text, size);
    if (end == NULL || *end == '\0') {
        return end != NULL;
    }
    const unsigned shift = suffix_shift(*end);
    if (shift == 0 || end[1] != '\0' || *size > UINT64_MAX >> shift) {
        return false;
    }
    *size <<= shift;
    return true;
}
