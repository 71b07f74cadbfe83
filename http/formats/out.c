#include "out.h"

#include <string.h>

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
    char digits[20]; /* of UINT64_MAX */
    size_t first = sizeof(digits);
    do {
        digits[--first] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    out_put(o, digits + first, sizeof(digits) - first);
}
