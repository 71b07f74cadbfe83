#include "support/numbers.h"

#include <stddef.h>

/* Reads digits up to the first other character, which it returns; NULL when there is no digit or
 * too large a number. */
static const char *parse_digits(const char *text, uint64_t *number) {
    const char *at = text;
    *number = 0;
    for (; *at >= '0' && *at <= '9'; at++) {
        const uint64_t digit = (uint64_t)(*at - '0');
        if (*number > (UINT64_MAX - digit) / 10) {
            return NULL;
        }
        *number = *number * 10 + digit;
    }
    return at == text ? NULL : at;
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
