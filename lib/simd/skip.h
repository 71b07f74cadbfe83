/*
 * Long strings: skips blocks of text. Each kernel includes it after its primitives (masks.h).
 */
#ifndef TCE_SIMD_SKIP_H
#define TCE_SIMD_SKIP_H

#include "kernel.h"
#include "masks.h"
#include "scan_utf8.h"
#include "work.h"
#include "json/utf8.h"

#define PAIR_BYTES ((ptrdiff_t)2 * BLOCK_BYTES)

/* Two blocks at a time, as long as they are plain: the cheapest check there is. */
static inline const uint8_t *skip_plain_pairs(const uint8_t *p, const uint8_t *end) {
    while (end - p >= PAIR_BYTES && is_plain_pair(p)) {
        p += PAIR_BYTES;
    }
    return p;
}

static const uint8_t *skip(const uint8_t *p, const uint8_t *end) {
    const uint8_t *begin = p;
    for (;;) {
        if (complete_characters(p, begin) == p) {
            p = skip_plain_pairs(p, end);
        }
        if (end - p < BLOCK_BYTES) {
            break;
        }
        WORK_SCANNED(PAIR_BYTES); /* two checks besides the one that the caller counts */
        if (!is_text_block(p) || !block_is_utf8(p, BLOCK_BYTES, begin)) {
            break;
        }
        p += BLOCK_BYTES;
    }
    return complete_characters(p, begin);
}

#endif
