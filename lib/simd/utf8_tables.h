/*
 * UTF-8 by tables of errors. The errors that two neighbouring bytes can make are looked up three
 * times: by the high nibble of the first, its low nibble, and the high nibble of the second. An
 * error is present where all three tables name it. (J. Keiser, D. Lemire: Validating UTF-8 In Less
 * Than One Instruction Per Byte, 2021.)
 *
 *     bytes             C0 80
 *     table of C_       TOO_SHORT OVERLONG_2
 *     table of _0       TOO_SHORT TOO_LONG OVERLONG_2 OVERLONG_3 OVERLONG_4 TWO_CONTINUATIONS
 *     table of 8_       TOO_LONG OVERLONG_2 OVERLONG_3 OVERLONG_4 TOO_LARGE_80 TWO_CONTINUATIONS
 *     all three         OVERLONG_2
 *
 * TWO_CONTINUATIONS is an error only where no lead of a long sequence is two or three bytes before.
 */
#ifndef TCE_SIMD_UTF8_TABLES_H
#define TCE_SIMD_UTF8_TABLES_H

#define TOO_SHORT         0x01 /* a leading byte, and no continuation */
#define TOO_LONG          0x02 /* ASCII, and a continuation */
#define OVERLONG_3        0x04 /* E0 80..9F */
#define TOO_LARGE         0x08 /* F4 90..BF, F5..FF 90..BF */
#define SURROGATE         0x10 /* ED A0..BF */
#define OVERLONG_2        0x20 /* C0..C1 80..BF */
#define OVERLONG_4        0x40 /* F0 80..8F */
#define TOO_LARGE_80      0x40 /* F5..FF 80..8F */
#define TWO_CONTINUATIONS 0x80

#define ANY_FIRST (TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS) /* for every low nibble */
#define ABOVE_F4  (ANY_FIRST | TOO_LARGE | TOO_LARGE_80)

/* clang-format off */
#define UTF8_FIRST_HIGH                                                                            \
    TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,                \
    TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS,                     \
    TWO_CONTINUATIONS, TOO_SHORT | OVERLONG_2, TOO_SHORT,                                    \
    TOO_SHORT | OVERLONG_3 | SURROGATE, TOO_SHORT | TOO_LARGE | TOO_LARGE_80 | OVERLONG_4

#define UTF8_FIRST_LOW                                                                             \
    (ANY_FIRST | OVERLONG_2 | OVERLONG_3 | OVERLONG_4), (ANY_FIRST | OVERLONG_2),      \
    ANY_FIRST, ANY_FIRST, (ANY_FIRST | TOO_LARGE), ABOVE_F4,               \
    ABOVE_F4, ABOVE_F4, ABOVE_F4, ABOVE_F4, ABOVE_F4,                \
    ABOVE_F4, ABOVE_F4, (ABOVE_F4 | SURROGATE), ABOVE_F4, ABOVE_F4

#define UTF8_CONTINUES (TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS)
#define UTF8_SECOND_HIGH                                                                           \
    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,        \
    (UTF8_CONTINUES | OVERLONG_3 | TOO_LARGE_80 | OVERLONG_4),                               \
    (UTF8_CONTINUES | OVERLONG_3 | TOO_LARGE),                                               \
    (UTF8_CONTINUES | SURROGATE | TOO_LARGE),                                                \
    (UTF8_CONTINUES | SURROGATE | TOO_LARGE), TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT
/* clang-format on */

#endif
