/*
 * Strings: which bytes are inside, and whether they may be.
 */
#ifndef TCE_SIMD_SCAN_STRINGS_H
#define TCE_SIMD_SCAN_STRINGS_H

#include "bits.h"
#include "masks.h"
#include "scalar.h"
#include "scan_stride.h"

/*
 * The bytes that a backslash escapes: those that follow a run of backslashes of odd length. (The
 * backslashes of an even run escape each other.) The sum of a run and its first bit is the place
 * that follows the run. The length is odd where one of the two places is even and the other odd:
 *
 *     bytes             a \ \ \ n b
 *     runs              0 1 1 1 0 0
 *     begins            0 1 0 0 0 0     at an odd place
 *     runs + begins     0 0 0 0 1 0     at an even place: n is escaped
 */
static inline wide escaped_bytes(wide backslash, uint64_t *carried) {
    const wide even = wide_all(UINT64_C(0x5555555555555555));
    const wide first = wide_bit_0(*carried);
    const wide runs = backslash & ~first;
    const wide begins = runs & ~wide_up(runs);
    uint64_t carried_odd = 0;
    uint64_t no_carry =
        0; /* strides have an even length: an even run escapes nothing in the next */
    const wide past_odd = wide_add(runs, begins & ~even, &carried_odd);
    const wide past_even = wide_add(runs, begins & even, &no_carry);
    *carried = carried_odd;
    return (((past_odd & even) | (past_even & ~even)) & ~runs) | first;
}

/* Validates the given escapes of the bytes from p on. Fails for one that the end of the input cuts.
 * Out of line: it is rare, and would take registers. */
NOINLINE static bool escapes_are_valid(const wide *escaped, const uint8_t *p, size_t length,
                                       const uint8_t *end) {
    bit_iterator i = bits_of(*escaped);
    for (size_t place; next_bit(&i, &place) && place < length;) {
        if (!escape_is_valid(p + place, end)) {
            return false;
        }
    }
    return true;
}

/*
 * Finds the strings of a stride and checks their bytes. Returns the bytes inside strings, with the
 * opening quotes; sets *quotes to the quotes that open or close one, and bits of *wrong where
 * something is invalid.
 *
 *     bytes             , " a , " :
 *     quotes            0 1 0 0 1 0
 *     prefix XOR        0 1 1 1 0 0     inside: with the opening quote, without the closing one
 */
static inline wide find_strings(carry *c, const masks *m, stride *s, const scan_input *input,
                                wide *wrong, wide *quotes) {
    *quotes = m->quote;
    if (wide_any(m->backslash) || c->escaped != 0) {
        const wide escaped = escaped_bytes(m->backslash, &c->escaped);
        c->escaped = bit_at(escaped, s->length, c->escaped);
        *quotes &= ~escaped;
        const wide others = escaped & ~(m->quote | m->backslash);
        if (wide_any(others) && !escapes_are_valid(&others, s->p, s->length, input->end)) {
            *wrong = wide_all(~UINT64_C(0));
        }
    }
    const wide inside = wide_prefix_xor(*quotes, &c->in_string);
    s->tokens.strings = *quotes & inside;
    *wrong |= m->control & inside;
    return inside;
}

#endif
