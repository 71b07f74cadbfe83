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

size_t text_of_number(char buffer[TEXT_DIGITS], uint64_t number) {
    char digits[TEXT_DIGITS];
    size_t first = sizeof(digits);
    do {
        digits[--first] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    memcpy(buffer, digits + first, sizeof(digits) - first);
    return sizeof(digits) - first;
}

size_t text_of_json(char buffer[TEXT_ESCAPE], char byte) {
    static const char hexadecimal[] = "0123456789abcdef";
    const unsigned char code = (unsigned char)byte;
    if (code < 0x20) {
        memcpy(buffer, "\\u00", 4);
        buffer[4] = hexadecimal[code >> 4];
        buffer[5] = hexadecimal[code & 15];
        return 6;
    }
    const size_t escape = byte == '"' || byte == '\\' ? 1 : 0;
    buffer[0] = '\\';
    buffer[escape] = byte;
    return escape + 1;
}

void text_put_number(text *t, uint64_t number) {
    char digits[TEXT_DIGITS];
    text_put(t, digits, text_of_number(digits, number));
}

void text_put_json(text *t, tce_text string) {
    for (size_t i = 0; i < string.length; i++) {
        char escaped[TEXT_ESCAPE];
        text_put(t, escaped, text_of_json(escaped, string.bytes[i]));
    }
}
