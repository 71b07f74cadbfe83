#include "tokenizer_string.h"

#include "json/bytes.h"
#include "json/plain_text.h"

/* ---- What libyajl is given of a string -------------------------------------------------------*/

/* Passes on plain text up to the limit. A cut inside a character is harmless: it is past everything
 * that a report can hold. */
static void hold(tokenizer *t, const uint8_t *text, size_t length) {
    if (!t->held) {
        return;
    }
    const size_t left = STRING_HELD_MAX - t->held_bytes;
    t->held = length <= left;
    const size_t taken = t->held ? length : left;
    parser_append(&t->parser, text, taken);
    t->held_bytes = (uint16_t)(t->held_bytes + taken);
}

void tokenizer_begin_string(tokenizer *t, const uint8_t *text, size_t length) {
    t->state = TOKENIZER_STRING;
    t->held = t->depth <= SCOPE_ERROR;
    t->held_bytes = 0;
    t->high = 0;
    t->wanted = true; /* it may be a name with escapes */
    parser_append_byte(&t->parser, '"');
    hold(t, text, length);
}

/* Passes on an escape completely or not at all. */
static void hold_escape(tokenizer *t, const uint8_t *text, size_t length) {
    t->held = t->held && length <= (size_t)(STRING_HELD_MAX - t->held_bytes);
    hold(t, text, length);
}

static void hold_unit(tokenizer *t, uint16_t unit) {
    static const char digits[] = "0123456789abcdef";
    const uint8_t text[6] = {'\\',
                             'u',
                             (uint8_t)digits[unit >> 12],
                             (uint8_t)digits[unit >> 8 & 15],
                             (uint8_t)digits[unit >> 4 & 15],
                             (uint8_t)digits[unit & 15]};
    hold_escape(t, text, sizeof(text));
}

/* libyajl would unescape a lone surrogate to a question mark, or merge it with what follows. */
static void hold_lone_surrogate(tokenizer *t) {
    hold_unit(t, REPLACEMENT_CHARACTER);
    t->high = 0;
}

/* A \u escape is complete: pairs a surrogate or replaces it. */
static void end_unit(tokenizer *t, uint16_t unit) {
    t->state = TOKENIZER_STRING;
    if (t->high != 0 && is_low_surrogate(unit)) {
        hold_unit(t, t->high);
        hold_unit(t, unit);
        t->high = 0;
        return;
    }
    if (t->high != 0) {
        hold_lone_surrogate(t);
    }
    if (is_high_surrogate(unit)) {
        t->high = unit;
        t->state = TOKENIZER_STRING_HIGH;
    } else {
        hold_unit(t, is_low_surrogate(unit) ? REPLACEMENT_CHARACTER : unit);
    }
}

/* ---- Escapes ---------------------------------------------------------------------------------*/

static const uint8_t *read_escape(tokenizer *t, const uint8_t *p) {
    const uint8_t byte = *p;
    if (byte == 'u') {
        t->state = TOKENIZER_STRING_HEX;
        t->hex_left = 4;
        t->hex_value = 0;
        return p + 1;
    }
    if (short_escape(byte) == 0) {
        tokenizer_refuse(t, p);
        return p;
    }
    if (t->high != 0) {
        hold_lone_surrogate(t);
    }
    const uint8_t text[2] = {'\\', byte};
    hold_escape(t, text, sizeof(text));
    t->state = TOKENIZER_STRING;
    return p + 1;
}

static const uint8_t *read_hex(tokenizer *t, const uint8_t *p, const uint8_t *end) {
    while (p < end && t->hex_left > 0) {
        const int digit = hex_digit(*p);
        if (digit < 0) {
            tokenizer_refuse(t, p);
            return p;
        }
        t->hex_value = (uint16_t)(t->hex_value << 4 | digit);
        t->hex_left--;
        p++;
    }
    if (t->hex_left == 0) {
        end_unit(t, t->hex_value);
    }
    return p;
}

/* After a high surrogate: it is a lone one unless an escape follows. */
static const uint8_t *read_after_high(tokenizer *t, const uint8_t *p) {
    if (*p == '\\') {
        t->state = TOKENIZER_STRING_ESCAPE;
        return p + 1;
    }
    hold_lone_surrogate(t);
    t->state = TOKENIZER_STRING;
    return p;
}

/* ---- UTF-8 -----------------------------------------------------------------------------------*/

static void begin_utf8(tokenizer *t, const uint8_t *p) {
    t->utf8 = utf8_begin(*p);
    if (t->utf8.left == 0) {
        tokenizer_interrupt(t, TCE_VIOLATION_JSON_UTF8, tokenizer_offset(t, p));
        return;
    }
    t->state = TOKENIZER_STRING_UTF8;
}

static const uint8_t *read_utf8(tokenizer *t, const uint8_t *p, const uint8_t *end) {
    const uint8_t *start = p;
    while (p < end && t->utf8.left > 0) {
        if (!utf8_next(&t->utf8, *p)) {
            tokenizer_interrupt(t, TCE_VIOLATION_JSON_UTF8, tokenizer_offset(t, p));
            return p;
        }
        p++;
    }
    hold(t, start, (size_t)(p - start));
    if (t->utf8.left == 0) {
        t->state = TOKENIZER_STRING;
    }
    return p;
}

/* ---- Plain text ------------------------------------------------------------------------------*/

static void end_string(tokenizer *t) {
    parser_append_byte(&t->parser, '"');
    tokenizer_end_value(t, t->token_start);
}

/* A byte of a string that is not plain text. */
static const uint8_t *read_special(tokenizer *t, const uint8_t *p) {
    const uint8_t byte = *p;
    if (byte == '"') {
        end_string(t);
    } else if (byte == '\\') {
        t->state = TOKENIZER_STRING_ESCAPE;
    } else if (byte < 0x20) {
        tokenizer_refuse(t, p);
    } else {
        begin_utf8(t, p);
        hold(t, p, 1);
    }
    return p + 1;
}

static const uint8_t *read_plain(tokenizer *t, const uint8_t *p, const uint8_t *end) {
    const uint8_t *special = skip_text(t->chunk, p, end);
    hold(t, p, (size_t)(special - p));
    return special < end ? read_special(t, special) : special;
}

const uint8_t *tokenizer_read_string(tokenizer *t, const uint8_t *p, const uint8_t *end) {
    while (p < end) {
        switch (t->state) {
        case TOKENIZER_STRING:
            p = read_plain(t, p, end);
            break;
        case TOKENIZER_STRING_UTF8:
            p = read_utf8(t, p, end);
            break;
        case TOKENIZER_STRING_ESCAPE:
            p = read_escape(t, p);
            break;
        case TOKENIZER_STRING_HEX:
            p = read_hex(t, p, end);
            break;
        case TOKENIZER_STRING_HIGH:
            p = read_after_high(t, p);
            break;
        default:
            return p;
        }
    }
    return p;
}
