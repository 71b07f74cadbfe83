/*
 * Scalars: numbers, true, false and null. Masks validate plain integers; the others are read byte
 * by byte.
 */
#ifndef TCE_SIMD_SCAN_SCALARS_H
#define TCE_SIMD_SCAN_SCALARS_H

#include "bits.h"
#include "masks.h"
#include "scalar.h"
#include "scan_stride.h"

/*
 * Finds the scalars outside strings, and those that are not plain integers. A scalar that the next
 * stride continues is complex in the first of its strides.
 *
 *     bytes             [ 1 2 , - 3 . 5 ]
 *     scalar            0 1 1 0 1 1 1 1 0
 *     begins            0 1 0 0 1 0 0 0 0
 *     complex           0 0 0 0 1 0 1 0 0
 */
static inline void find_scalars(carry *c, const masks *m, wide outside, stride *s) {
    const wide scalar = outside & ~(m->space | m->open | m->close | m->comma | m->colon);
    const wide continues = wide_up(scalar) | wide_bit_0(c->scalar);
    const wide begins = scalar & ~continues;
    wide complex = (scalar & ~m->digit) | (wide_up(begins & m->zero) & scalar); /* as in 01 */
    const uint64_t cut = bit_at(scalar, s->length - 1, 0);
    if (cut != 0) {
        complex |= wide_bit(s->length - 1);
    }
    if (c->scalar != 0) { /* drops what continues the scalar of the stride before */
        complex &= wide_add(scalar, wide_all(0), &c->scalar);
    }
    c->scalar = cut;
    s->tokens.scalars = begins;
    s->complex_scalars = complex & ~wide_up(complex); /* the first of neighbours is enough */
}

/* The first byte of the scalar that byte belongs to, when only digits precede it from begin on. */
static inline const uint8_t *skip_digits_back(const uint8_t *byte, const uint8_t *begin) {
    while (byte > begin && byte[-1] >= '0' && byte[-1] <= '9') {
        byte--;
    }
    return byte;
}

/* Validates the scalars of a stride from p on that are not plain integers. begin is where their
 * digits can begin; those before until have been validated. Returns until which byte they have been
 * then, NULL when one is invalid. */
static inline const uint8_t *scalars_end(const wide *scalars, const uint8_t *p,
                                         const uint8_t *begin, const uint8_t *until,
                                         const uint8_t *end) {
    bit_iterator bits = bits_of(*scalars);
    for (size_t place; until != NULL && next_bit(&bits, &place);) {
        if (p + place >= until) {
            until = scalar_end(skip_digits_back(p + place, begin), end);
        }
    }
    return until;
}

static inline bool complex_scalars_are_valid(const batch *b, const uint8_t *end) {
    bool valid = true;
    for (unsigned i = 0; i < b->count && valid; i++) {
        const stride *s = &b->strides[i];
        valid = !wide_any(s->complex_scalars) ||
                scalars_end(&s->complex_scalars, s->p, s->p, s->p, end) != NULL;
    }
    return valid;
}

#endif
