/*
 * Plain text of a string: ASCII but for quotes, backslashes and control characters.
 *
 * skip_plain(begin, at, end) returns the first byte from at on that is something else, or end.
 * begin is the first of the bytes that lie before at.
 */
#ifndef TCE_JSON_PLAIN_TEXT_H
#define TCE_JSON_PLAIN_TEXT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "utf8.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

static inline bool is_plain(uint8_t byte) {
    return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
}

static inline const uint8_t *skip_plain_bytes(const uint8_t *at, const uint8_t *end) {
    while (at < end && is_plain(*at)) {
        at++;
    }
    return at;
}

#if defined(__SSE2__)

/* The set of bytes, lowest bit first, that are a quote, a backslash, a control character or not
 * ASCII: as signed numbers the last two are less than a space. */
static inline unsigned special_bytes(const uint8_t *at) {
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    const __m128i other = _mm_cmpgt_epi8(_mm_set1_epi8(' '), bytes);
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, backslash), other));
}

/* The first special byte by steps of 16. The last step goes back over bytes that have been looked
 * at; where there are not enough, it is left out. */
static inline const uint8_t *skip_plain(const uint8_t *begin, const uint8_t *at,
                                        const uint8_t *end) {
    while (end - at >= 16) {
        const unsigned special = special_bytes(at);
        if (special != 0) {
            return at + __builtin_ctz(special);
        }
        at += 16;
    }
    if (end - begin >= 16) {
        const unsigned special = special_bytes(end - 16) >> (16 - (end - at));
        return special != 0 ? at + __builtin_ctz(special) : end;
    }
    return skip_plain_bytes(at, end);
}

#else

#define ONES  UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

/* Not 0 when a byte of the word is zero. */
static inline uint64_t zero_bytes(uint64_t word) {
    return (word - ONES) & ~word & HIGHS;
}

/* Not 0 when a byte is a quote, a backslash, a control character or not ASCII. */
static inline uint64_t special_bytes(uint64_t word) {
    const uint64_t below_space = (word - ONES * 0x20) & ~word & HIGHS;
    return below_space | zero_bytes(word ^ ONES * '"') | zero_bytes(word ^ ONES * '\\') |
           (word & HIGHS);
}

/* The first special byte by steps of eight, then byte by byte. */
static inline const uint8_t *skip_plain(const uint8_t *begin, const uint8_t *at,
                                        const uint8_t *end) {
    (void)begin;
    while (end - at >= 8) {
        uint64_t word;
        memcpy(&word, at, sizeof(word));
        if (special_bytes(word) != 0) {
            break;
        }
        at += 8;
    }
    return skip_plain_bytes(at, end);
}

#endif

/* The first byte that is neither plain text nor of a common character. */
static inline const uint8_t *skip_text(const uint8_t *begin, const uint8_t *at,
                                       const uint8_t *end) {
    for (;;) {
        const uint8_t *next = skip_common_utf8(skip_plain(begin, at, end), end);
        if (next == at) {
            return at;
        }
        at = next;
    }
}

#endif
