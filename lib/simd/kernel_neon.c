/*
 * NEON: every 64-bit ARM.
 */
#include "kernel.h"

#if defined(__aarch64__)

#include <arm_neon.h>

#include "masks.h"

#define VEC_BYTES 16

typedef uint8x16_t vec;

static inline vec vec_load(const uint8_t *p) {
    return vld1q_u8(p);
}

static inline vec vec_all(uint8_t byte) {
    return vdupq_n_u8(byte);
}

static inline vec vec_table(const uint8_t table[16]) {
    return vld1q_u8(table);
}

static inline vec vec_or(vec a, vec b) {
    return vorrq_u8(a, b);
}

static inline vec vec_and(vec a, vec b) {
    return vandq_u8(a, b);
}

static inline vec vec_xor(vec a, vec b) {
    return veorq_u8(a, b);
}

static inline vec vec_saturating_sub(vec a, vec b) {
    return vqsubq_u8(a, b);
}

static inline vec vec_sub(vec a, vec b) {
    return vsubq_u8(a, b);
}

static inline vec vec_equal(vec a, vec b) {
    return vceqq_u8(a, b);
}

static inline vec vec_at_most(vec a, vec b) {
    return vcleq_u8(a, b);
}

static inline vec vec_least(vec a, vec b) {
    return vreinterpretq_u8_s8(vminq_s8(vreinterpretq_s8_u8(a), vreinterpretq_s8_u8(b)));
}

static inline vec vec_less(vec a, vec b) {
    return vcltq_s8(vreinterpretq_s8_u8(a), vreinterpretq_s8_u8(b));
}

static inline vec vec_look_up(vec table, vec i) {
    return vqtbl1q_u8(table, i);
}

static inline vec vec_by_low_nibble(vec table, vec a) {
    return vqtbl1q_u8(table, vandq_u8(a, vdupq_n_u8(0x0F)));
}

static inline vec vec_high_nibbles(vec a) {
    return vshrq_n_u8(a, 4);
}

/* Selects bit i of each byte i of eight, then adds neighbours until eight bytes are left. */
static inline uint64_t vec_mask(const vec v[4]) {
    static const uint8_t own_bits[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const vec own = vld1q_u8(own_bits);
    vec bits[4];
    for (int i = 0; i < 4; i++) {
        bits[i] = vandq_u8(vcltzq_s8(vreinterpretq_s8_u8(v[i])), own);
    }
    const vec low = vpaddq_u8(bits[0], bits[1]);
    const vec high = vpaddq_u8(bits[2], bits[3]);
    const vec both = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(both, both)), 0);
}

static inline bool vec_any(vec a) {
    return vmaxvq_u8(a) >= 0x80;
}

static inline bool vec_is_zero(vec a) {
    return vmaxvq_u8(a) == 0;
}

static bool is_supported(void) {
    return true;
}

#include "vectors.h"

#include "scan.h"
#include "skip.h"

const kernel KERNEL_SYMBOL(neon) = {is_supported, scan, NULL, skip};

#endif
