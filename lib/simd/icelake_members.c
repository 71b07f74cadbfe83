#include "icelake_members.h"

#if defined(__x86_64__)

#include "target.h"

#include <immintrin.h>
#include <stddef.h>
#include <string.h>

#include "kernel.h"

TARGET_BEGIN(ICELAKE_FEATURES)

#define KERNEL_HAS_CLMUL
#define KERNEL_HAS_PEXT

#include "avx512.h"
#include "masks.h"

/* White space by its low nibble, as in vectors.h. */
static inline uint64_t spaces(__m512i block) {
    const __m512i by_low_nibble =
        four_times(_mm_setr_epi8(' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, '\r', 0, 0));
    return _mm512_cmpeq_epi8_mask(_mm512_shuffle_epi8(by_low_nibble, block), block);
}

ALWAYS_INLINE static inline masks classify(const uint8_t *p, size_t length, const uint8_t *begin) {
    (void)begin;
    const __mmask64 there = ~UINT64_C(0) >> (BLOCK_BYTES - length);
    const __m512i block = _mm512_mask_loadu_epi8(_mm512_set1_epi8(' '), there, p);
    const __m512i brackets = _mm512_or_si512(block, _mm512_set1_epi8(0x20));
    const __m512i digits = _mm512_sub_epi8(block, _mm512_set1_epi8('0'));
    return (masks){
        .quote = equal(block, '"'),
        .backslash = equal(block, '\\'),
        .open = equal(brackets, '{'),
        .close = equal(brackets, '}'),
        .comma = equal(block, ','),
        .colon = equal(block, ':'),
        .space = spaces(block),
        .control = _mm512_cmplt_epu8_mask(block, _mm512_set1_epi8(' ')),
        .curly = _mm512_test_epi8_mask(block, _mm512_set1_epi8(0x20)),
        .digit = _mm512_cmple_epu8_mask(digits, _mm512_set1_epi8(9)),
        .zero = equal(block, '0'),
        .non_ascii = _mm512_movepi8_mask(block) != 0,
    };
}

#include "scan_members.h"

bool icelake_members(finding *f, const found_rest *rest, uint32_t depth_max) {
    return scan_members(f, rest, depth_max);
}

TARGET_END

#endif
