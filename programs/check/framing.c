/*
 * What the beginning shows:
 *
 *     {"log":{"                                            har
 *     {...} newline            a value on one line         ndjson
 *     {...} {                  another value follows       concatenated
 *     {...} other, or the end                              single
 *     no value, newline, {     a broken line, then lines   ndjson
 *     one line past FRAMING_BYTES                          ndjson, which is single if no line
 * follows several lines past FRAMING_BYTES                     single
 */
#include "check/framing.h"

static framing_state found(framing_scan *f, division d) {
    f->found = d;
    return FRAMING_FOUND;
}

static bool is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static framing_state before(framing_scan *f, char byte) {
    if (is_space(byte)) {
        return FRAMING_BEFORE;
    }
    f->depth = 1;
    return byte == '{' || byte == '[' ? FRAMING_VALUE : FRAMING_NO_VALUE;
}

static framing_state in_value(framing_scan *f, char byte) {
    f->has_newline = f->has_newline || byte == '\n';
    switch (byte) {
    case '"':
        return FRAMING_STRING;
    case '{':
    case '[':
        f->depth++;
        return FRAMING_VALUE;
    case '}':
    case ']':
        f->depth--;
        return f->depth == 0 ? FRAMING_AFTER : FRAMING_VALUE;
    default:
        return FRAMING_VALUE;
    }
}

/* JSON has no newline in a string: the line is broken. */
static framing_state in_string(char byte) {
    switch (byte) {
    case '"':
        return FRAMING_VALUE;
    case '\\':
        return FRAMING_ESCAPE;
    case '\n':
        return FRAMING_NEXT_LINE;
    default:
        return FRAMING_STRING;
    }
}

static framing_state after(framing_scan *f, char byte) {
    if (byte == '\n' && !f->has_newline) {
        return found(f, DIVISION_NDJSON);
    }
    if (is_space(byte)) {
        return FRAMING_AFTER;
    }
    return found(f, byte == '{' ? DIVISION_CONCATENATED : DIVISION_SINGLE);
}

static bool begins_har(framing_scan *f, char byte) {
    if (f->har == HAR_MAYBE) {
        f->har = har_begins(&f->har_state, byte);
    }
    return f->har == HAR_YES;
}

static framing_state next(framing_scan *f, char byte) {
    if (begins_har(f, byte)) {
        return found(f, DIVISION_HAR);
    }
    switch (f->state) {
    case FRAMING_BEFORE:
        return before(f, byte);
    case FRAMING_VALUE:
        return in_value(f, byte);
    case FRAMING_STRING:
        return in_string(byte);
    case FRAMING_ESCAPE:
        return byte == '\n' ? FRAMING_NEXT_LINE : FRAMING_STRING;
    case FRAMING_AFTER:
        return after(f, byte);
    case FRAMING_NO_VALUE:
        return byte == '\n' ? FRAMING_NEXT_LINE : FRAMING_NO_VALUE;
    case FRAMING_NEXT_LINE:
        return found(f, byte == '{' ? DIVISION_NDJSON : DIVISION_SINGLE);
    default:
        return FRAMING_FOUND;
    }
}

bool framing_take(framing_scan *f, const char *bytes, size_t length) {
    for (size_t i = 0; i < length && f->state != FRAMING_FOUND && f->bytes < FRAMING_BYTES; i++) {
        f->state = next(f, bytes[i]);
        f->bytes++;
    }
    return f->state == FRAMING_FOUND || f->bytes == FRAMING_BYTES;
}

static bool is_in_first_value(const framing_scan *f) {
    return f->state == FRAMING_VALUE || f->state == FRAMING_STRING || f->state == FRAMING_ESCAPE;
}

division framing_of(const framing_scan *f) {
    if (f->state == FRAMING_FOUND) {
        return f->found;
    }
    return f->bytes == FRAMING_BYTES && is_in_first_value(f) && !f->has_newline ? DIVISION_NDJSON
                                                                                : DIVISION_SINGLE;
}
