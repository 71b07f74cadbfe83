/*
 * The data of the mask path: what its steps hand to each other, stride by stride.
 */
#ifndef TCE_SIMD_SCAN_STRIDE_H
#define TCE_SIMD_SCAN_STRIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel.h"
#include "wide.h"

/* What a stride must know of those before it. Members are 0 or 1 unless their comment says more. */
typedef struct carry {
    uint64_t in_string; /* all ones inside a string, else 0 */
    uint64_t escaped;   /* the last byte is a backslash that escapes the next byte */
    uint64_t scalar;    /* the last byte belongs to a scalar */
    uint32_t non_ascii; /* the last block is not ASCII: a sequence may be open */

    uint64_t after_value;         /* the last token ends a value, */
    uint64_t after_separator;     /* is a comma or colon, */
    uint64_t after_head;          /* is { or a comma, */
    uint64_t after_possible_name; /* is a string after a head: a name, if a colon follows */
    uint64_t needs_object;        /* constraints that tokens since the last bracket put on the */
    uint64_t needs_array;         /* innermost container */

    uint64_t objects; /* as in scan_state */
    uint64_t depth;
} carry;

/* What a stride has outside strings. Each token is the bit of its first byte. */
typedef struct tokens {
    wide strings, scalars;
    wide open, close, comma, colon;
    wide curly; /* as in masks */
} tokens;

typedef struct stride {
    const uint8_t *p;
    size_t length; /* STRIDE_BYTES, or less at the end of the input */
    tokens tokens;
    wide complex_scalars; /* a byte of each scalar that is not a plain integer */
    wide misplaced;       /* tokens that may not follow the tokens before them */
    wide brackets;
    wide constrained; /* brackets with a constraint on the container that they close or are in, */
    wide as_object;   /* which must be an object where this bit is set, else an array */
} stride;

/*
 * Each step runs over all strides of a batch before the next step begins. The steps that take bits
 * one by one come last: a processor mispredicts the end of these loops, and would otherwise wait
 * for the masks to find out.
 */
#define SCAN_BATCH_BYTES   2048
#define SCAN_BATCH_STRIDES (SCAN_BATCH_BYTES / STRIDE_BYTES)

typedef struct batch {
    bool valid; /* as far as the first step finds out */
    unsigned count;
    stride strides[SCAN_BATCH_STRIDES];
} batch;

#endif
