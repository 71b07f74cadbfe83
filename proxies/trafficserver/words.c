#include "words.h"

#include <string.h>

bool words_number(tce_text text, uint64_t max, uint64_t *number) {
    uint64_t value = 0;
    for (size_t i = 0; i < text.length; i++) {
        const unsigned digit = (unsigned char)text.bytes[i] - (unsigned)'0';
        if (digit > 9 || digit > max || value > (max - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    *number = value;
    return text.length > 0;
}

/* The power of two that a unit stands for; 0 for no unit. */
static unsigned unit_of(char last) {
    switch (last) {
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

bool words_size(tce_text text, uint64_t max, uint64_t *size) {
    const unsigned shift = text.length > 0 ? unit_of(text.bytes[text.length - 1]) : 0;
    uint64_t value;
    text.length -= shift > 0;
    if (!words_number(text, max >> shift, &value)) {
        return false;
    }
    *size = value << shift;
    return true;
}

bool words_choice(tce_text text, const char *const *names, unsigned first, unsigned *number) {
    for (unsigned i = 0; names[i] != NULL; i++) {
        if (strlen(names[i]) == text.length && memcmp(names[i], text.bytes, text.length) == 0) {
            *number = first + i;
            return true;
        }
    }
    return false;
}

bool words_next(tce_text *list, tce_text *word) {
    if (list->bytes == NULL) {
        return false;
    }
    const char *comma = memchr(list->bytes, ',', list->length);
    *word = (tce_text){list->bytes, comma == NULL ? list->length : (size_t)(comma - list->bytes)};
    *list = comma == NULL ? (tce_text){NULL, 0}
                          : (tce_text){comma + 1, list->length - word->length - 1};
    return true;
}
