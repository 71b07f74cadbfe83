#include "text.h"

#include <string.h>

void text_put(text *t, const char *bytes, size_t length) {
    const size_t left = t->size - t->length;
    const size_t n = length < left ? length : left;
    if (n > 0) {
        memcpy(t->bytes + t->length, bytes, n);
    }
    t->length += n;
    t->is_cut = t->is_cut || n < length;
}

void text_put_name(text *t, const char *name) {
    text_put(t, name, strlen(name));
}

void text_put_number(text *t, uint64_t number) {
    char digits[20]; /* of UINT64_MAX */
    size_t first = sizeof(digits);
    do {
        digits[--first] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    text_put(t, digits + first, sizeof(digits) - first);
}

static void put_json_byte(text *t, char byte) {
    static const char hexadecimal[] = "0123456789abcdef";
    const unsigned char code = (unsigned char)byte;
    if (byte == '"' || byte == '\\') {
        text_put(t, (const char[]){'\\', byte}, 2);
    } else if (code < 0x20) {
        text_put(
            t, (const char[]){'\\', 'u', '0', '0', hexadecimal[code >> 4], hexadecimal[code & 15]},
            6);
    } else {
        text_put(t, &byte, 1);
    }
}

void text_put_json(text *t, tce_text string) {
    for (size_t i = 0; i < string.length; i++) {
        put_json_byte(t, string.bytes[i]);
    }
}
