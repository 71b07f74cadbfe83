/*
 * Strings: the only tokens that are long, and the only place for escapes and UTF-8.
 */
#include "guard.h"
#include "json/bytes.h"
#include "json/plain_text.h"

/* ---- What libyajl is given of a string -------------------------------------------------------*/

/* Keeps as much of plain text as there is room for. A cut inside a character is harmless: it lies
 * behind everything that a report can hold. */
static void keep(guard *g, const uint8_t *text, size_t length) {
    if (!g->kept) {
        return;
    }
    const size_t room = STRING_KEPT_MAX - g->kept_bytes;
    g->kept = length <= room;
    const size_t taken = g->kept ? length : room;
    parser_append(&g->parser, text, taken);
    g->kept_bytes = (uint16_t)(g->kept_bytes + taken);
}

void guard_begin_string(guard *g, const uint8_t *text, size_t length) {
    g->state = GUARD_STRING;
    g->kept = g->depth <= SCOPE_ERROR;
    g->kept_bytes = 0;
    g->high = 0;
    g->heeded = true; /* it may be a name with escapes */
    parser_append_byte(&g->parser, '"');
    keep(g, text, length);
}

/* Keeps an escape whole or not at all. */
static void keep_escape(guard *g, const uint8_t *text, size_t length) {
    g->kept = g->kept && length <= (size_t)(STRING_KEPT_MAX - g->kept_bytes);
    keep(g, text, length);
}

static void keep_unit(guard *g, uint16_t unit) {
    static const char digits[] = "0123456789abcdef";
    const uint8_t text[6] = {'\\',
                             'u',
                             (uint8_t)digits[unit >> 12],
                             (uint8_t)digits[unit >> 8 & 15],
                             (uint8_t)digits[unit >> 4 & 15],
                             (uint8_t)digits[unit & 15]};
    keep_escape(g, text, sizeof(text));
}

/* libyajl would unescape a lone surrogate to a question mark, or merge it with what follows. */
static void keep_lone_surrogate(guard *g) {
    keep_unit(g, REPLACEMENT_CHARACTER);
    g->high = 0;
}

/* A \u escape is complete: pairs a surrogate or replaces it. */
static void end_unit(guard *g, uint16_t unit) {
    g->state = GUARD_STRING;
    if (g->high != 0 && is_low_surrogate(unit)) {
        keep_unit(g, g->high);
        keep_unit(g, unit);
        g->high = 0;
        return;
    }
    if (g->high != 0) {
        keep_lone_surrogate(g);
    }
    if (is_high_surrogate(unit)) {
        g->high = unit;
        g->state = GUARD_STRING_HIGH;
    } else {
        keep_unit(g, is_low_surrogate(unit) ? REPLACEMENT_CHARACTER : unit);
    }
}

/* ---- Escapes ---------------------------------------------------------------------------------*/

static const uint8_t *read_escape(guard *g, const uint8_t *at) {
    const uint8_t byte = *at;
    if (byte == 'u') {
        g->state = GUARD_STRING_HEX;
        g->hex_left = 4;
        g->hex_value = 0;
        return at + 1;
    }
    if (short_escape(byte) == 0) {
        guard_refuse(g, at);
        return at;
    }
    if (g->high != 0) {
        keep_lone_surrogate(g);
    }
    const uint8_t text[2] = {'\\', byte};
    keep_escape(g, text, sizeof(text));
    g->state = GUARD_STRING;
    return at + 1;
}

static const uint8_t *read_hex(guard *g, const uint8_t *at, const uint8_t *end) {
    while (at < end && g->hex_left > 0) {
        const int digit = hex_digit(*at);
        if (digit < 0) {
            guard_refuse(g, at);
            return at;
        }
        g->hex_value = (uint16_t)(g->hex_value << 4 | digit);
        g->hex_left--;
        at++;
    }
    if (g->hex_left == 0) {
        end_unit(g, g->hex_value);
    }
    return at;
}

/* Behind a high surrogate: whatever is not an escape leaves it alone. */
static const uint8_t *read_after_high(guard *g, const uint8_t *at) {
    if (*at == '\\') {
        g->state = GUARD_STRING_ESCAPE;
        return at + 1;
    }
    keep_lone_surrogate(g);
    g->state = GUARD_STRING;
    return at;
}

/* ---- UTF-8 -----------------------------------------------------------------------------------*/

static void begin_utf8(guard *g, const uint8_t *at) {
    g->utf8 = utf8_begin(*at);
    if (g->utf8.left == 0) {
        guard_interrupt(g, TCE_VIOLATION_JSON_UTF8, guard_offset(g, at));
        return;
    }
    g->state = GUARD_STRING_UTF8;
}

static const uint8_t *read_utf8(guard *g, const uint8_t *at, const uint8_t *end) {
    const uint8_t *start = at;
    while (at < end && g->utf8.left > 0) {
        if (!utf8_next(&g->utf8, *at)) {
            guard_interrupt(g, TCE_VIOLATION_JSON_UTF8, guard_offset(g, at));
            return at;
        }
        at++;
    }
    keep(g, start, (size_t)(at - start));
    if (g->utf8.left == 0) {
        g->state = GUARD_STRING;
    }
    return at;
}

/* ---- Plain text ------------------------------------------------------------------------------*/

static void end_string(guard *g) {
    parser_append_byte(&g->parser, '"');
    guard_end_value(g, g->token_start);
}

/* A byte of a string that is not plain text. */
static const uint8_t *read_special(guard *g, const uint8_t *at) {
    const uint8_t byte = *at;
    if (byte == '"') {
        end_string(g);
    } else if (byte == '\\') {
        g->state = GUARD_STRING_ESCAPE;
    } else if (byte < 0x20) {
        guard_refuse(g, at);
    } else {
        begin_utf8(g, at);
        keep(g, at, 1);
    }
    return at + 1;
}

static const uint8_t *read_plain(guard *g, const uint8_t *at, const uint8_t *end) {
    const uint8_t *special = skip_text(g->piece, at, end);
    keep(g, at, (size_t)(special - at));
    return special < end ? read_special(g, special) : special;
}

const uint8_t *guard_read_string(guard *g, const uint8_t *at, const uint8_t *end) {
    while (at < end) {
        switch (g->state) {
        case GUARD_STRING:
            at = read_plain(g, at, end);
            break;
        case GUARD_STRING_UTF8:
            at = read_utf8(g, at, end);
            break;
        case GUARD_STRING_ESCAPE:
            at = read_escape(g, at);
            break;
        case GUARD_STRING_HEX:
            at = read_hex(g, at, end);
            break;
        case GUARD_STRING_HIGH:
            at = read_after_high(g, at);
            break;
        default:
            return at;
        }
    }
    return at;
}
