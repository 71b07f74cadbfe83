/*
 * What a kernel makes of a block: masks of 64 bits, the lowest for the first byte.
 */
#ifndef TCE_SIMD_MASKS_H
#define TCE_SIMD_MASKS_H

#include <stdbool.h>
#include <stdint.h>

/* Where each kind of byte stands in a block, inside strings and outside. */
typedef struct masks {
    uint64_t quote, backslash;
    uint64_t open, close; /* brackets of both kinds */
    uint64_t curly;       /* tells them apart; of other bytes it says nothing */
    uint64_t comma, colon;
    uint64_t space;   /* white space */
    uint64_t control; /* below 0x20 */
    uint64_t digit, zero;
    bool non_ascii; /* some byte is not ASCII */
} masks;

#endif
