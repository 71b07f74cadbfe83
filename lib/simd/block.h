/*
 * The bytes of one block by what tokens need to know of them. A kernel with a fast instruction for
 * compress_bits() defines these functions before it includes token_rows.h:
 *
 *   block read_block(p)                            64 bytes
 *   block read_last_block(p, length, begin, end)   fewer; the bytes from begin to end can be read
 *
 * The characters of JSON's tokens differ in three bits of their ASCII codes:
 *
 *               {  }  [  ]  ,  :
 *     bit 6     1  1  1  1  0  0     brackets
 *     bit 5     1  1  0  0  1  1     curly brackets, comma, colon
 *     bit 2     0  1  0  1  1  0     closing brackets, comma
 */
#ifndef TCE_SIMD_BLOCK_H
#define TCE_SIMD_BLOCK_H

#include <stddef.h>
#include <stdint.h>

/* A bit for each byte, of those inside strings and of those outside. */
typedef struct block {
    uint64_t there; /* the bytes of the block; the bits of others are unspecified */
    uint64_t quote, backslash;
    uint64_t op;                  /* {}[],: and the control characters 0C and 1A */
    uint64_t space;               /* white space */
    uint64_t control;             /* below 0x20 */
    uint64_t digit, zero;         /* 0 to 9, 0 */
    uint64_t bit_2, bit_5, bit_6; /* of the byte */
    uint64_t non_ascii;           /* not 0: a byte is not ASCII */
} block;

#endif
