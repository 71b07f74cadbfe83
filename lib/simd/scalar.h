/*
 * What masks cannot decide: escapes, and scalars that are not plain integers.
 */
#ifndef TCE_SIMD_SCALAR_H
#define TCE_SIMD_SCALAR_H

#include <stdbool.h>
#include <stdint.h>

#include "namespace.h"

/* Returns the end of the literal or number that begins at p: white space, a quote, a structural
 * character, or end, which may cut it. Returns NULL when it is invalid. */
const uint8_t *scalar_end(const uint8_t *p, const uint8_t *end);

/* Returns the first byte of the valid scalar whose last byte is p[-1]. It begins in the chunk. */
const uint8_t *scalar_begin(const uint8_t *p, const uint8_t *chunk);

/* Whether p, the byte after a backslash, is a valid escape, with its four digits if it is u. False
 * when the end cuts them. */
bool escape_is_valid(const uint8_t *p, const uint8_t *end);

#endif
