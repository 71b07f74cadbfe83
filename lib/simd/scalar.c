#include "scalar.h"

#include <stddef.h>
#include <string.h>

#include "json/bytes.h"
#include "json/number.h"

/* What stands behind a scalar. */
static const bool ends_scalar[256] = {
    [' '] = true, ['\t'] = true, ['\n'] = true, ['\r'] = true, [','] = true, [':'] = true,
    ['['] = true, [']'] = true,  ['{'] = true,  ['}'] = true,  ['"'] = true,
};

/* A literal near the end of the piece. */
static const uint8_t *cut_literal_end(const uint8_t *at, const uint8_t *end) {
    const char *word = literal_of(*at);
    while (at < end && *word != '\0' && *at == (uint8_t)*word) {
        at++;
        word++;
    }
    return at == end || (*word == '\0' && ends_scalar[*at]) ? at : NULL;
}

static const uint8_t *literal_end(const uint8_t *at, const uint8_t *end) {
    if (end - at < (ptrdiff_t)sizeof("false")) { /* with the byte behind it */
        return cut_literal_end(at, end);
    }
    const bool is_false = memcmp(at, "false", 5) == 0;
    const bool is_other = memcmp(at, "true", 4) == 0 || memcmp(at, "null", 4) == 0;
    const uint8_t *behind = at + 4 + is_false;
    return (is_false || is_other) && ends_scalar[*behind] ? behind : NULL;
}

static const uint8_t *number_end(const uint8_t *at, const uint8_t *end) {
    number_state state = number_begin(*at);
    for (at++; at < end; at++) {
        const number_state next = number_next(state, *at);
        if (next >= NUMBER_ENDED) {
            return next == NUMBER_ENDED && ends_scalar[*at] ? at : NULL;
        }
        state = next;
    }
    return at;
}

const uint8_t *scalar_end(const uint8_t *at, const uint8_t *end) {
    if (*at == 't' || *at == 'f' || *at == 'n') {
        return literal_end(at, end);
    }
    return *at == '-' || (*at >= '0' && *at <= '9') ? number_end(at, end) : NULL;
}

static bool is_of_scalar(uint8_t byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || byte == '-' ||
           byte == '+' || byte == '.' || byte == 'E';
}

const uint8_t *scalar_begin(const uint8_t *at, const uint8_t *piece) {
    while (at > piece && is_of_scalar(at[-1])) {
        at--;
    }
    return at;
}

static bool is_unit(const uint8_t *at) {
    return hex_digit(at[0]) >= 0 && hex_digit(at[1]) >= 0 && hex_digit(at[2]) >= 0 &&
           hex_digit(at[3]) >= 0;
}

bool escape_is_valid(const uint8_t *at, const uint8_t *end) {
    return short_escape(*at) != 0 || (*at == 'u' && end - at > 4 && is_unit(at + 1));
}
