/*
 * AVX-512 with byte permutations and GFNI: Intel since Ice Lake, AMD since Zen 4.
 */
#include "kernel.h"

#if defined(__x86_64__)

#include "target.h"

#include <immintrin.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Before TARGET_BEGIN: it must run on any processor. */
static bool is_supported(void) {
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
           __builtin_cpu_supports("gfni") && __builtin_cpu_supports("vpclmulqdq") &&
           __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

TARGET_BEGIN(ICELAKE_FEATURES)

#define KERNEL_HAS_WIDE512

#include "avx512.h"
#include "masks.h"

#include "json/byte_table.h"

/* ---- From bytes to masks ---------------------------------------------------------------------*/

/* Kinds of bytes, a bit each. */
enum {
    KIND_QUOTE = 0x01,
    KIND_BACKSLASH = 0x02,
    KIND_OPEN = 0x04,
    KIND_CLOSE = 0x08,
    KIND_SEPARATOR = 0x10,
    KIND_SPACE = 0x20,
    KIND_SECOND = 0x40, /* a comma among separators, a curly one among brackets; a digit */
    KIND_CONTROL = 0x80 /* with KIND_SECOND: the digit 0 */
};

/* clang-format off */
#define KIND_OF(byte)                                                                              \
    ((byte) == '\t' || (byte) == '\n' || (byte) == '\r' ? KIND_CONTROL | KIND_SPACE                \
     : (byte) < ' ' ? KIND_CONTROL                                                                 \
     : (byte) == ' ' ? KIND_SPACE                                                                  \
     : (byte) == '"' ? KIND_QUOTE                                                                  \
     : (byte) == '\\' ? KIND_BACKSLASH                                                             \
     : (byte) == ',' ? KIND_SEPARATOR | KIND_SECOND                                                \
     : (byte) == ':' ? KIND_SEPARATOR                                                              \
     : (byte) == '[' ? KIND_OPEN                                                                   \
     : (byte) == '{' ? KIND_OPEN | KIND_SECOND                                                     \
     : (byte) == ']' ? KIND_CLOSE                                                                  \
     : (byte) == '}' ? KIND_CLOSE | KIND_SECOND                                                    \
     : (byte) == '0' ? KIND_SECOND | KIND_CONTROL                                                  \
     : (byte) > '0' && (byte) <= '9' ? KIND_SECOND                                                 \
     : 0)
/* clang-format on */

static const uint8_t kinds[128] = {EACH_ASCII_BYTE(KIND_OF)};

/* The kinds of each byte: none when it is not ASCII. */
static inline __m512i kinds_of(__m512i bytes) {
    const __mmask64 ascii = _mm512_testn_epi8_mask(bytes, _mm512_set1_epi8((char)0x80));
    return _mm512_maskz_permutex2var_epi8(ascii, load(kinds), bytes, load(kinds + 64));
}

/*
 * The eight unit vectors, a byte each. As a matrix of GFNI they reverse the bits of a byte, since
 * the first row of a matrix is its last byte.
 */
static inline __m512i unit_vectors(void) {
    return _mm512_set1_epi64((long long)UINT64_C(0x8040201008040201));
}

/*
 * Transposes the bits of each eight bytes: byte k becomes the bits of kind k, in reverse order.
 *
 *     bytes             {  "  a  }
 *     kinds             44 01 00 48     a byte each
 *     byte 0            0  1  0  0      the quotes
 *     byte 2            1  0  0  0      the opening brackets
 *     byte 3            0  0  0  1      the closing brackets
 *     byte 6            1  0  0  1      the curly brackets
 *
 * It is the affine transformation of the unit vectors by the matrix that consists of the bytes.
 */
static inline __m512i transposed(__m512i kinds_of_block) {
    return _mm512_gf2p8affine_epi64_epi8(unit_vectors(), kinds_of_block, 0);
}

/* Reverses the bits of each byte. */
static inline wide reversed(__m512i bits) {
    return wide_of(_mm512_gf2p8affine_epi64_epi8(bits, unit_vectors(), 0));
}

/* Orders the bytes of two blocks by kind: eight bytes of the first block, then eight of the second,
 * for each of the kinds 0, 2, 4 and 6, or with first_kind 1 for the odd ones. */
static inline __m512i order_by_kind(__m512i first, __m512i second, char first_kind) {
    const __m512i of_kind_0 = _mm512_set_epi64(
        0x7E766E665E564E46, 0x3E362E261E160E06, 0x7C746C645C544C44, 0x3C342C241C140C04,
        0x7A726A625A524A42, 0x3A322A221A120A02, 0x7870686058504840, 0x3830282018100800);
    const __m512i places = _mm512_add_epi8(of_kind_0, _mm512_set1_epi8(first_kind));
    return _mm512_permutex2var_epi8(first, places, second);
}

/* Reorders four kinds of four pairs of blocks, from pair by pair to kind by kind. */
static inline void join_kinds(const __m512i pairs[4], wide kinds_over[4]) {
    const __m512i low_01 = _mm512_maskz_shuffle_i64x2(ALL_WORDS, pairs[0], pairs[1], 0x44);
    const __m512i low_23 = _mm512_maskz_shuffle_i64x2(ALL_WORDS, pairs[2], pairs[3], 0x44);
    const __m512i high_01 = _mm512_maskz_shuffle_i64x2(ALL_WORDS, pairs[0], pairs[1], 0xEE);
    const __m512i high_23 = _mm512_maskz_shuffle_i64x2(ALL_WORDS, pairs[2], pairs[3], 0xEE);
    kinds_over[0] = reversed(_mm512_maskz_shuffle_i64x2(ALL_WORDS, low_01, low_23, 0x88));
    kinds_over[1] = reversed(_mm512_maskz_shuffle_i64x2(ALL_WORDS, low_01, low_23, 0xDD));
    kinds_over[2] = reversed(_mm512_maskz_shuffle_i64x2(ALL_WORDS, high_01, high_23, 0x88));
    kinds_over[3] = reversed(_mm512_maskz_shuffle_i64x2(ALL_WORDS, high_01, high_23, 0xDD));
}

/* The block at this place of a stride, filled up with spaces past length. */
static inline __m512i block_of(const uint8_t *p, size_t length, size_t place) {
    const __m512i spaces = _mm512_set1_epi8(' ');
    if (place >= length) {
        return spaces;
    }
    const size_t left = length - place;
    const __mmask64 there = ~UINT64_C(0) >> (left < BLOCK_BYTES ? BLOCK_BYTES - left : 0);
    return _mm512_mask_loadu_epi8(spaces, there, p + place);
}

/* Bit i: block i is not ASCII. */
static inline uint32_t non_ascii_blocks(const __m512i blocks[WIDE_WORDS]) {
    uint32_t found = 0;
    __m512i any = blocks[0];
    for (unsigned i = 1; i < WIDE_WORDS; i++) {
        any = _mm512_or_si512(any, blocks[i]);
    }
    if (_mm512_movepi8_mask(any) == 0) {
        return 0;
    }
    for (unsigned i = 0; i < WIDE_WORDS; i++) {
        found |= (uint32_t)(_mm512_movepi8_mask(blocks[i]) != 0) << i;
    }
    return found;
}

static inline void load_stride(__m512i blocks[WIDE_WORDS], const uint8_t *p, size_t length) {
    if (length == (size_t)STRIDE_BYTES) {
        for (unsigned i = 0; i < WIDE_WORDS; i++) {
            blocks[i] = load(p + (size_t)i * BLOCK_BYTES);
        }
        return;
    }
    for (unsigned i = 0; i < WIDE_WORDS; i++) {
        blocks[i] = block_of(p, length, (size_t)i * BLOCK_BYTES);
    }
}

static inline masks classify(const uint8_t *p, size_t length, const uint8_t *begin) {
    (void)begin;
    __m512i blocks[WIDE_WORDS];
    __m512i even_pairs[WIDE_WORDS / 2];
    __m512i odd_pairs[WIDE_WORDS / 2];
    wide even[4]; /* kinds 0, 2, 4, 6 */
    wide odd[4];  /* kinds 1, 3, 5, 7 */
    load_stride(blocks, p, length);
    for (unsigned i = 0; i < WIDE_WORDS; i += 2) {
        const __m512i first = transposed(kinds_of(blocks[i]));
        const __m512i second = transposed(kinds_of(blocks[i + 1]));
        even_pairs[i / 2] = order_by_kind(first, second, 0);
        odd_pairs[i / 2] = order_by_kind(first, second, 1);
    }
    join_kinds(even_pairs, even);
    join_kinds(odd_pairs, odd);
    const wide separator = even[2];
    const wide second = even[3];
    const wide control = odd[3];
    masks m;
    m.quote = even[0];
    m.backslash = odd[0];
    m.open = even[1];
    m.close = odd[1];
    m.comma = separator & second;
    m.colon = separator & ~second;
    m.space = odd[2];
    m.control = control & ~second;
    m.curly = second;
    m.digit = second;
    m.zero = second & control;
    m.non_ascii = non_ascii_blocks(blocks);
    return m;
}

#include "icelake_members.h"
#include "scan.h"
#include "skip.h"

const kernel KERNEL_SYMBOL(icelake) = {is_supported, scan, icelake_members, skip};

TARGET_END

#endif
