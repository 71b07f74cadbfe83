/*
 * The state machine inside strings: text, escapes, UTF-8, and capturing the text for the envelope.
 */
#include "machine_string.h"

#include <string.h>

#include "json/bytes.h"
#include "json/plain_text.h"

/* ---- Capturing -------------------------------------------------------------------------------*/

/* Drops what does not fit: it is past everything that a report can hold. */
static void capture_bytes(machine *m, const void *bytes, size_t length) {
    const size_t left = CAPTURE_MAX - m->capture_length;
    const size_t taken = length < left ? length : left;
    memcpy(m->capture + m->capture_length, bytes, taken);
    m->capture_length += taken;
}

static void capture_unit(machine *m, uint32_t c) {
    uint8_t bytes[4];
    size_t length = 1;
    if (c < 0x80) {
        bytes[0] = (uint8_t)c;
    } else {
        length = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        for (size_t i = length - 1; i > 0; i--) {
            bytes[i] = (uint8_t)(0x80 | (c & 0x3F));
            c >>= 6;
        }
        bytes[0] = (uint8_t)((0xF00U >> length & 0xFF) | c);
    }
    capture_bytes(m, bytes, length);
}

/* Anything after a high surrogate except a low one makes it a lone surrogate. */
static void end_high(machine *m) {
    if (m->high != 0) {
        m->high = 0;
        capture_unit(m, REPLACEMENT_CHARACTER);
    }
}

static void capture_text(machine *m, const uint8_t *text, size_t length) {
    if (m->captured && length > 0) {
        end_high(m);
        capture_bytes(m, text, length);
    }
}

/* A \u escape is complete: pairs a surrogate or replaces it. */
static void capture_escaped(machine *m, uint16_t unit) {
    if (!m->captured) {
        return;
    }
    if (m->high != 0 && is_low_surrogate(unit)) {
        capture_unit(m, 0x10000U + ((m->high & 0x3FFU) << 10 | (unit & 0x3FFU)));
        m->high = 0;
        return;
    }
    end_high(m);
    if (is_high_surrogate(unit)) {
        m->high = unit;
    } else {
        capture_unit(m, is_low_surrogate(unit) ? REPLACEMENT_CHARACTER : unit);
    }
}

/* ---- Beginning and end -----------------------------------------------------------------------*/

void machine_emit_string(machine *m, bool is_name, uint64_t start, const char *text,
                         size_t length) {
    envelope *e = m->envelope;
    machine_end_string(m, is_name);
    if (is_name ? envelope_may_be_member(length) && !envelope_name(e, start, text, length)
                : !envelope_string(e, start, text, length)) {
        m->state = MACHINE_STOPPED;
    }
}

/* The quote that ends an open string. */
static void end_open_string(machine *m) {
    if (m->captured) {
        end_high(m);
        machine_emit_string(m, m->is_name, m->token_start, m->capture, m->capture_length);
    } else {
        machine_end_string(m, m->is_name);
    }
}

void machine_open_string(machine *m, const uint8_t *text, size_t length) {
    m->state = MACHINE_STRING;
    m->capture_length = 0;
    m->high = 0;
    capture_text(m, text, length);
}

/* ---- Inside a string -------------------------------------------------------------------------*/

static void capture_byte(machine *m, uint8_t byte) {
    capture_text(m, &byte, 1);
}

static const uint8_t *read_escape(machine *m, const uint8_t *p) {
    if (*p == 'u') {
        m->state = MACHINE_HEX;
        m->hex_left = 4;
        m->hex_value = 0;
    } else if (short_escape(*p) != 0) {
        m->state = MACHINE_STRING;
        capture_byte(m, short_escape(*p));
    } else {
        machine_refuse(m, p);
        return p;
    }
    return p + 1;
}

static const uint8_t *read_hex(machine *m, const uint8_t *p, const uint8_t *end) {
    while (p < end && m->hex_left > 0) {
        const int digit = hex_digit(*p);
        if (digit < 0) {
            machine_refuse(m, p);
            return p;
        }
        m->hex_value = (uint16_t)(m->hex_value << 4 | digit);
        m->hex_left--;
        p++;
    }
    if (m->hex_left == 0) {
        m->state = MACHINE_STRING;
        capture_escaped(m, m->hex_value);
    }
    return p;
}

static const uint8_t *read_utf8(machine *m, const uint8_t *p, const uint8_t *end) {
    const uint8_t *start = p;
    while (p < end && m->utf8.left > 0) {
        if (!utf8_next(&m->utf8, *p)) {
            machine_break(m, TCE_VIOLATION_JSON_UTF8, machine_offset(m, p));
            return p;
        }
        p++;
    }
    capture_text(m, start, (size_t)(p - start));
    if (m->utf8.left == 0) {
        m->state = MACHINE_STRING;
    }
    return p;
}

static void begin_utf8(machine *m, const uint8_t *p) {
    m->utf8 = utf8_begin(*p);
    m->state = MACHINE_UTF8;
    capture_text(m, p, 1);
}

/* Reads a byte that is not plain text. */
static const uint8_t *read_special(machine *m, const uint8_t *p) {
    if (*p == '"') {
        end_open_string(m);
    } else if (*p == '\\') {
        m->state = MACHINE_ESCAPE;
    } else if (*p < 0x20 || begins_no_character(*p)) {
        machine_refuse(m, p);
        return p;
    } else {
        begin_utf8(m, p);
    }
    return p + 1;
}

#define LONG_TEXT 256 /* after this many bytes of a string, a kernel skips its text */

/* Reads text up to the next byte that is something else, or some of it. */
static const uint8_t *read_some_text(machine *m, const uint8_t *p, const uint8_t *end) {
    const uint8_t *text = p;
    if (p >= m->text_until && machine_offset(m, p) - m->token_start >= LONG_TEXT) {
        text = m->kernel->skip(p, end);
        m->text_until = end - text > BLOCK_BYTES ? text + BLOCK_BYTES : end;
    }
    const uint8_t *near = end - text > LONG_TEXT ? text + LONG_TEXT : end;
    const uint8_t *special = skip_text(m->chunk, text, near);
    capture_text(m, p, (size_t)(special - p));
    return special;
}

/* Reads text with its short escapes. */
static const uint8_t *read_text(machine *m, const uint8_t *p, const uint8_t *end) {
    for (;;) {
        const uint8_t *special = read_some_text(m, p, end);
        if (special == end) {
            return end;
        }
        if (is_plain(*special)) {
            p = special;
        } else if (*special == '\\' && end - special > 1 && short_escape(special[1]) != 0) {
            capture_byte(m, short_escape(special[1]));
            p = special + 2;
        } else {
            return read_special(m, special);
        }
    }
}

const uint8_t *machine_read_string(machine *m, const uint8_t *p, const uint8_t *end) {
    switch (m->state) {
    case MACHINE_STRING:
        return read_text(m, p, end);
    case MACHINE_UTF8:
        return read_utf8(m, p, end);
    case MACHINE_ESCAPE:
        return read_escape(m, p);
    default:
        return read_hex(m, p, end);
    }
}

document_text machine_unescape(machine *m, document_text text) {
    const uint8_t *end = text.bytes + text.length;
    m->chunk = text.bytes;
    m->chunk_offset = 0;
    m->text_until = text.bytes;
    m->token_start = 0;
    m->captured = true;
    machine_open_string(m, text.bytes, 0);
    for (const uint8_t *p = text.bytes; p < end;) {
        p = machine_read_string(m, p, end);
    }
    end_high(m);
    m->state = MACHINE_START;
    return document_text_of((const uint8_t *)m->capture, m->capture_length);
}
