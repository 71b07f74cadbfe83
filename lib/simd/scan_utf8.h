/*
 * UTF-8: which blocks must be validated, and how at the edges of the input.
 */
#ifndef TCE_SIMD_SCAN_UTF8_H
#define TCE_SIMD_SCAN_UTF8_H

#include <string.h>

#include "bits.h"
#include "masks.h"
#include "scan_stride.h"

/* Validates a block together with those of the 3 bytes before it that are not before begin, where a
 * character begins. Out of line: it is rare, and would take registers. */
NOINLINE static bool edge_is_utf8(const uint8_t *p, size_t length, const uint8_t *begin) {
    uint8_t bytes[3 + BLOCK_BYTES];
    memset(bytes, ' ', sizeof(bytes));
    for (ptrdiff_t back = 1; back <= 3 && back <= p - begin; back++) {
        bytes[3 - back] = p[-back];
    }
    memcpy(bytes + 3, p, length);
    return is_utf8(bytes + 3);
}

static inline bool block_is_utf8(const uint8_t *p, size_t length, const uint8_t *begin) {
    const bool is_inside = length == BLOCK_BYTES && p - begin >= 3;
    return is_inside ? is_utf8(p) : edge_is_utf8(p, length, begin);
}

/* Validates the given blocks of a stride. */
static inline bool blocks_are_utf8(uint32_t blocks, const uint8_t *p, size_t length,
                                   const uint8_t *begin) {
    for (uint32_t left = blocks; left != 0; left &= left - 1) {
        const size_t place = (size_t)BLOCK_BYTES * lowest_bit(left);
        if (place >= length) {
            return true;
        }
        const size_t in_block = length - place < BLOCK_BYTES ? length - place : BLOCK_BYTES;
        if (!block_is_utf8(p + place, in_block, begin)) {
            return false;
        }
    }
    return true;
}

/* Validates the blocks that are not ASCII, and the block that follows each of them. */
static inline bool stride_is_utf8(carry *c, const masks *m, const stride *s,
                                  const scan_input *input) {
    const uint32_t blocks = m->non_ascii | m->non_ascii << 1 | c->non_ascii;
    c->non_ascii = m->non_ascii >> (WIDE_WORDS - 1) & 1;
    return blocks == 0 || blocks_are_utf8(blocks, s->p, s->length, input->chunk);
}

#endif
