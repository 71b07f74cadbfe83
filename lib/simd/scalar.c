#include "scalar.h"

#include <string.h>

#include "json/bytes.h"
#include "json/number.h"

static bool ends_scalar(uint8_t byte) {
    return is_white_space(byte) || (byte != 0 && strchr(",:[]{}\"", byte) != NULL);
}

static bool literal_is_valid(const uint8_t *at, const uint8_t *end) {
    for (const char *word = literal_of(*at); *word != '\0'; word++, at++) {
        if (at == end) {
            return true;
        }
        if (*at != (uint8_t)*word) {
            return false;
        }
    }
    return at == end || ends_scalar(*at);
}

static bool number_is_valid(const uint8_t *at, const uint8_t *end) {
    number_state state = number_begin(*at);
    for (at++; at < end && state < NUMBER_ENDED; at++) {
        state = number_next(state, *at);
    }
    return state < NUMBER_ENDED || (state == NUMBER_ENDED && ends_scalar(at[-1]));
}

bool scalar_is_valid(const uint8_t *at, const uint8_t *end) {
    if (*at == 't' || *at == 'f' || *at == 'n') {
        return literal_is_valid(at, end);
    }
    return (*at == '-' || (*at >= '0' && *at <= '9')) && number_is_valid(at, end);
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
    return is_short_escape(*at) || (*at == 'u' && end - at > 4 && is_unit(at + 1));
}
