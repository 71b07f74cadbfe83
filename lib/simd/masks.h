/*
 * What a kernel makes of a stride: wide masks, a bit for each byte, the lowest for the first.
 *
 * A wide mask is a number of WIDE_WORDS words of 64 bits, whose operators & | ~ ^ work on all of
 * it, and which wide_add and the like take as one number. One word goes with each block.
 */
#ifndef TCE_SIMD_MASKS_H
#define TCE_SIMD_MASKS_H

#include <stdbool.h>
#include <stdint.h>

/* Where each kind of byte stands, inside strings and outside. What says nothing of other bytes is
 * only ever read together with a mask of those that it speaks of. */
typedef struct masks {
    wide quote, backslash;
    wide open, close; /* brackets of both kinds */
    wide comma, colon;
    wide space;         /* white space */
    wide control;       /* below 0x20 */
    wide curly;         /* tells brackets apart; of other bytes it says nothing */
    wide digit, zero;   /* tell scalars' bytes apart; of others they say nothing */
    uint32_t non_ascii; /* bit i: some byte of block i is not ASCII */
} masks;

#define STRIDE_BYTES ((ptrdiff_t)WIDE_WORDS * BLOCK_BYTES)

#endif
