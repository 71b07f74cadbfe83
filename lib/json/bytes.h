/*
 * The meaning of single bytes in a JSON text (RFC 8259) in UTF-8 (RFC 3629).
 */
#ifndef TCE_JSON_BYTES_H
#define TCE_JSON_BYTES_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* RFC 8259, section 2. */
static inline bool is_white_space(uint8_t byte) {
    const uint64_t all = UINT64_C(1) << ' ' | 1U << '\n' | 1U << '\r' | 1U << '\t';
    return byte <= ' ' && (all >> byte & 1) != 0;
}

static inline const uint8_t *skip_white_space_bytes(const uint8_t *p, const uint8_t *end) {
    while (p < end && is_white_space(*p)) {
        p++;
    }
    return p;
}

static inline const uint8_t *skip_white_space_bytes_back(const uint8_t *p, const uint8_t *begin) {
    while (p > begin && is_white_space(p[-1])) {
        p--;
    }
    return p;
}

#if defined(__SSE2__)

/* The set of bytes, lowest bit first, that are not white space. */
static inline unsigned not_white_space(const uint8_t *p) {
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
    const __m128i blanks = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(' ')),
                                        _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t')));
    const __m128i breaks = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')),
                                        _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r')));
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(blanks, breaks)) ^ 0xFFFF;
}

/* The rest of a long run: the indentation of a line. */
static inline const uint8_t *skip_indentation(const uint8_t *p, const uint8_t *end) {
    for (; end - p >= 16; p += 16) {
        const unsigned other = not_white_space(p);
        if (other != 0) {
            return p + __builtin_ctz(other);
        }
    }
    return skip_white_space_bytes(p, end);
}

/* The same before p, down to begin. */
static inline const uint8_t *skip_indentation_back(const uint8_t *p, const uint8_t *begin) {
    for (; p - begin >= 16; p -= 16) {
        const unsigned other = not_white_space(p - 16);
        if (other != 0) {
            return p - __builtin_clz(other << 16);
        }
    }
    return skip_white_space_bytes_back(p, begin);
}

#else

#define skip_indentation      skip_white_space_bytes
#define skip_indentation_back skip_white_space_bytes_back

#endif

/* Returns the first byte from p on that is not white space, or end. None and one are the usual
 * numbers outside indentation. */
static inline const uint8_t *skip_white_space(const uint8_t *p, const uint8_t *end) {
    if (p == end || *p > ' ') {
        return p;
    }
    if (end - p > 1 && p[1] > ' ' && is_white_space(*p)) {
        return p + 1;
    }
    return skip_indentation(p, end);
}

/* Returns the byte past the last one before p that is not white space, or begin. */
static inline const uint8_t *skip_white_space_back(const uint8_t *p, const uint8_t *begin) {
    return p == begin || p[-1] > ' ' ? p : skip_indentation_back(p, begin);
}

/* A byte with which no character of UTF-8 begins. */
static inline bool begins_no_character(uint8_t byte) {
    return (byte >= 0x80 && byte <= 0xC1) || byte >= 0xF5;
}

/* The character that a backslash and this byte stand for; 0 where they are not an escape (RFC 8259,
 * section 7). */
static inline uint8_t short_escape(uint8_t byte) {
    switch (byte) {
    case '"':
    case '\\':
    case '/':
        return byte;
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return 0;
    }
}

/* The value of a hexadecimal digit; -1 for any other byte. */
static inline int hex_digit(uint8_t byte) {
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    const uint8_t lower = byte | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The two halves of a surrogate pair. */
static inline bool is_high_surrogate(uint16_t unit) {
    return (unit & 0xFC00) == 0xD800;
}

static inline bool is_low_surrogate(uint16_t unit) {
    return (unit & 0xFC00) == 0xDC00;
}

#define REPLACEMENT_CHARACTER 0xFFFD /* a lone surrogate is unescaped to it */

/* The literal that begins with this letter: 't', 'f' or 'n'. */
static inline const char *literal_of(uint8_t first) {
    return first == 't' ? "true" : first == 'f' ? "false" : "null";
}

#endif
