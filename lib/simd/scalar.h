/*
 * What masks alone cannot judge: single escapes, and scalars that are not plain integers.
 */
#ifndef TCE_SIMD_SCALAR_H
#define TCE_SIMD_SCALAR_H

#include <stdbool.h>
#include <stdint.h>

#include "namespace.h"

/* Where the literal or number ends that begins at at: at white space, a quote or a structural
 * character, or at the end, which may cut it off. NULL: none begins there. */
const uint8_t *scalar_end(const uint8_t *at, const uint8_t *end);

/* Where the valid scalar begins whose last byte stands before at. It does not begin before piece.
 */
const uint8_t *scalar_begin(const uint8_t *at, const uint8_t *piece);

/* Whether the byte at at, or \u and its four digits, may stand behind a backslash. Not when the
 * end cuts it off. */
bool escape_is_valid(const uint8_t *at, const uint8_t *end);

#endif
