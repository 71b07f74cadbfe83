#include "support/utf8.h"

typedef struct utf8_form {
    uint8_t mask; /* of the bits that identify this form in its first byte */
    uint8_t lead;
    uint8_t length;
    uint32_t least; /* the lowest code point of this form */
} utf8_form;

static const utf8_form forms[] = {
    {0x80, 0x00, 1, 0x0},
    {0xE0, 0xC0, 2, 0x80},
    {0xF0, 0xE0, 3, 0x800},
    {0xF8, 0xF0, 4, 0x10000},
};

static const utf8_form *form_of(uint8_t first) {
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if ((first & forms[i].mask) == forms[i].lead) {
            return &forms[i];
        }
    }
    return NULL;
}

static int is_character(uint32_t point, uint32_t least) {
    return point >= least && point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
}

size_t utf8_decode(const char *bytes, size_t length, uint32_t *point) {
    const utf8_form *form = form_of((uint8_t)bytes[0]);
    if (form == NULL || form->length > length) {
        return 0;
    }
    uint32_t value = (uint8_t)bytes[0] & (uint32_t)(uint8_t)~form->mask;
    for (size_t i = 1; i < form->length; i++) {
        const uint8_t next = (uint8_t)bytes[i];
        if ((next & 0xC0) != 0x80) {
            return 0;
        }
        value = value << 6 | (next & 0x3Fu);
    }
    *point = value;
    return is_character(value, form->least) ? form->length : 0;
}

bool utf8_is_valid(const char *bytes, size_t length) {
    for (size_t i = 0; i < length;) {
        uint32_t point;
        const size_t step = utf8_decode(bytes + i, length - i, &point);
        if (step == 0) {
            return false;
        }
        i += step;
    }
    return true;
}

size_t utf8_encode(uint32_t point, char *bytes) {
    size_t form = 0;
    while (form + 1 < sizeof forms / sizeof forms[0] && point >= forms[form + 1].least) {
        form++;
    }
    const size_t length = forms[form].length;
    for (size_t i = length; i > 1; i--) {
        bytes[i - 1] = (char)(0x80 | (point & 0x3F));
        point >>= 6;
    }
    bytes[0] = (char)(forms[form].lead | point);
    return length;
}
