/*
 * The kinds of bytes of a stride, and the primitives that every kernel defines.
 */
#ifndef TCE_SIMD_MASKS_H
#define TCE_SIMD_MASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wide.h"

/* The bytes of each kind, inside strings and outside. */
typedef struct masks {
    wide quote, backslash;
    wide open, close; /* brackets of both kinds */
    wide comma, colon;
    wide space;         /* white space */
    wide control;       /* below 0x20 */
    wide curly;         /* of brackets: { and }; the bits of other bytes are unspecified */
    wide digit, zero;   /* of a scalar's bytes; the bits of other bytes are unspecified */
    uint32_t non_ascii; /* bit i: block i has a byte that is not ASCII */
} masks;

#define ALWAYS_INLINE __attribute__((always_inline))
#define NOINLINE      __attribute__((noinline))

/* Whether a block is text of a string: no quote, backslash or control character. */
static inline bool is_text_block(const uint8_t *p);

/* The same of two blocks, and whether they are ASCII. */
static inline bool is_plain_pair(const uint8_t *p);

/* Whether a block is valid UTF-8, read together with the 3 bytes before it. A sequence that the end
 * of the block cuts is valid so far. */
static inline bool is_utf8(const uint8_t *p);

#endif
