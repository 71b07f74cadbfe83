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

#include "block.h"

static inline uint64_t bits(__m512i bytes, char bit) {
    return _mm512_test_epi8_mask(bytes, _mm512_set1_epi8(bit));
}

/* By the low nibble: looked up, a byte of the table finds itself, and no other byte does. */
static inline uint64_t in_table(__m128i by_low_nibble, __m512i bytes, __m512i spelt) {
    return _mm512_cmpeq_epi8_mask(_mm512_shuffle_epi8(four_times(by_low_nibble), bytes), spelt);
}

ALWAYS_INLINE static inline block classify_bytes(__m512i bytes, __mmask64 there) {
    const __m512i curly = _mm512_or_si512(bytes, _mm512_set1_epi8(0x20));
    const __m512i digits = _mm512_sub_epi8(bytes, _mm512_set1_epi8('0'));
    block b;
    b.there = there;
    b.quote = equal(bytes, '"');
    b.backslash = equal(bytes, '\\');
    b.op = in_table(_mm_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}', 0, 0), bytes,
                    curly);
    b.space = in_table(_mm_setr_epi8(' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, '\r', 0, 0),
                       bytes, bytes);
    b.control = _mm512_mask_cmplt_epu8_mask(there, bytes, _mm512_set1_epi8(' '));
    b.digit = _mm512_cmple_epu8_mask(digits, _mm512_set1_epi8(9));
    b.zero = equal(bytes, '0');
    b.bit_2 = bits(bytes, 1 << 2);
    b.bit_5 = bits(bytes, 1 << 5);
    b.bit_6 = bits(bytes, 1 << 6);
    b.non_ascii = _mm512_movepi8_mask(bytes);
    return b;
}

ALWAYS_INLINE static inline block read_block(const uint8_t *p) {
    return classify_bytes(load(p), ~UINT64_C(0));
}

ALWAYS_INLINE static inline block read_last_block(const uint8_t *p, size_t length,
                                                  const uint8_t *begin, const uint8_t *end) {
    (void)begin, (void)end;
    const __mmask64 there = ~UINT64_C(0) >> (BLOCK_BYTES - length);
    return classify_bytes(_mm512_maskz_loadu_epi8(there, p), there);
}

#include "scan_members.h"

bool icelake_members(finding *f, const found_rest *rest, uint32_t depth_max) {
    return scan_members(f, rest, depth_max);
}

TARGET_END

#endif
