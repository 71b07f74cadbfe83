/*
 * Plain text of a string: ASCII without quotes, backslashes and control characters.
 *
 * skip_plain(begin, p, end) returns the first byte from p on that is not plain, or end. The bytes
 * from begin to p can be read too.
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

static inline const uint8_t *skip_plain_bytes(const uint8_t *p, const uint8_t *end) {
    while (p < end && is_plain(*p)) {
        p++;
    }
    return p;
}

#if defined(__SSE2__)

/* The set of bytes, lowest bit first, that are a quote, a backslash, a control character or not
 * ASCII. As signed numbers the last two are less than a space. */
static inline unsigned special_bytes(const uint8_t *p) {
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
    const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    const __m128i other = _mm_cmpgt_epi8(_mm_set1_epi8(' '), bytes);
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, backslash), other));
}

/* Whether all bytes are plain, of which there are at least 16. */
static inline bool is_plain_text(const uint8_t *p, size_t length) {
    const __m128i control = _mm_set1_epi8(0x1F);
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(p + length - 16));
    __m128i all = bytes, least = bytes, special = _mm_setzero_si128();
    for (size_t i = 0;; i += 16) {
        special = _mm_or_si128(special, _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                                                     _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))));
        all = _mm_or_si128(all, bytes);
        least = _mm_min_epu8(least, bytes);
        if (length - i < 16) {
            break;
        }
        bytes = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
    }
    special = _mm_or_si128(special, _mm_cmpeq_epi8(_mm_min_epu8(least, control), least));
    return _mm_movemask_epi8(_mm_or_si128(special, all)) == 0;
}

/* In steps of 16. The last step overlaps the bytes before p, where there are enough of them. */
static inline const uint8_t *skip_plain(const uint8_t *begin, const uint8_t *p,
                                        const uint8_t *end) {
    while (end - p >= 16) {
        const unsigned special = special_bytes(p);
        if (special != 0) {
            return p + __builtin_ctz(special);
        }
        p += 16;
    }
    if (end - begin >= 16) {
        const unsigned special = special_bytes(end - 16) >> (16 - (end - p));
        return special != 0 ? p + __builtin_ctz(special) : end;
    }
    return skip_plain_bytes(p, end);
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

/* In steps of 8, then byte by byte. */
static inline const uint8_t *skip_plain(const uint8_t *begin, const uint8_t *p,
                                        const uint8_t *end) {
    (void)begin;
    while (end - p >= 8) {
        uint64_t word;
        memcpy(&word, p, sizeof(word));
        if (special_bytes(word) != 0) {
            break;
        }
        p += 8;
    }
    return skip_plain_bytes(p, end);
}

static inline bool is_plain_text(const uint8_t *p, size_t length) {
    return skip_plain(p, p, p + length) == p + length;
}

#endif

/* Returns the first byte from p on that is neither plain nor part of a common character, or end. */
static inline const uint8_t *skip_text(const uint8_t *begin, const uint8_t *p, const uint8_t *end) {
    for (;;) {
        const uint8_t *next = skip_common_utf8(skip_plain(begin, p, end), end);
        if (next == p) {
            return p;
        }
        p = next;
    }
}

#endif
