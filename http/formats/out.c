#include "out.h"

#include <string.h>

#include "text.h"

static void pass_on(out *o, const char *bytes, size_t length) {
    o->has_failed = o->has_failed || (length > 0 && !o->write(o->user, bytes, length));
}

bool out_flush(out *o) {
    pass_on(o, o->block, o->length);
    o->length = 0;
    return !o->has_failed;
}

void out_put(out *o, const char *bytes, size_t length) {
    if (length > sizeof(o->block) - o->length) {
        (void)out_flush(o);
    }
    if (length > sizeof(o->block)) {
        pass_on(o, bytes, length);
        return;
    }
    memcpy(o->block + o->length, bytes, length);
    o->length += length;
}

void out_put_name(out *o, const char *name) {
    out_put(o, name, strlen(name));
}

void out_put_number(out *o, uint64_t number) {
    char digits[TEXT_DIGITS];
    out_put(o, digits, text_of_number(digits, number));
}

void out_put_json(out *o, tce_text string) {
    for (size_t i = 0; i < string.length; i++) {
        char escaped[TEXT_ESCAPE];
        out_put(o, escaped, text_of_json(escaped, string.bytes[i]));
    }
}
