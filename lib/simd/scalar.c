#include "scalar.h"

#include <stddef.h>
#include <string.h>

#include "json/byte_table.h"
#include "json/bytes.h"
#include "json/number.h"

/* What may follow a scalar. */
#define ENDS_SCALAR(byte)                                                                          \
    ((byte) == ' ' || (byte) == '\t' || (byte) == '\n' || (byte) == '\r' || (byte) == ',' ||       \
     (byte) == ':' || (byte) == '[' || (byte) == ']' || (byte) == '{' || (byte) == '}' ||          \
     (byte) == '"')

static const bool ends_scalar[256] = {EACH_ASCII_BYTE(ENDS_SCALAR)};

/* A literal near the end of the input. */
static const uint8_t *cut_literal_end(const uint8_t *p, const uint8_t *end) {
    const char *word = literal_of(*p);
    while (p < end && *word != '\0' && *p == (uint8_t)*word) {
        p++;
        word++;
    }
    return p == end || (*word == '\0' && ends_scalar[*p]) ? p : NULL;
}

static const uint8_t *literal_end(const uint8_t *p, const uint8_t *end) {
    if (end - p < (ptrdiff_t)sizeof("false")) { /* with the byte after it */
        return cut_literal_end(p, end);
    }
    const bool is_false = memcmp(p, "false", 5) == 0;
    const bool is_other = memcmp(p, "true", 4) == 0 || memcmp(p, "null", 4) == 0;
    const uint8_t *past = p + 4 + is_false;
    return (is_false || is_other) && ends_scalar[*past] ? past : NULL;
}

static const uint8_t *number_end(const uint8_t *p, const uint8_t *end) {
    number_state state = number_begin(*p);
    for (p++; p < end; p++) {
        const number_state next = number_next(state, *p);
        if (next >= NUMBER_ENDED) {
            return next == NUMBER_ENDED && ends_scalar[*p] ? p : NULL;
        }
        state = next;
    }
    return p;
}

const uint8_t *scalar_end(const uint8_t *p, const uint8_t *end) {
    if (*p == 't' || *p == 'f' || *p == 'n') {
        return literal_end(p, end);
    }
    return *p == '-' || (*p >= '0' && *p <= '9') ? number_end(p, end) : NULL;
}

static bool is_of_scalar(uint8_t byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || byte == '-' ||
           byte == '+' || byte == '.' || byte == 'E';
}

const uint8_t *scalar_begin(const uint8_t *p, const uint8_t *chunk) {
    while (p > chunk && is_of_scalar(p[-1])) {
        p--;
    }
    return p;
}

static bool is_unit(const uint8_t *p) {
    return hex_digit(p[0]) >= 0 && hex_digit(p[1]) >= 0 && hex_digit(p[2]) >= 0 &&
           hex_digit(p[3]) >= 0;
}

bool escape_is_valid(const uint8_t *p, const uint8_t *end) {
    return short_escape(*p) != 0 || (*p == 'u' && end - p > 4 && is_unit(p + 1));
}
