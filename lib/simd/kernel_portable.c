/*
 * Plain C, for any processor.
 */
#include "kernel.h"
#include "masks.h"

#include "json/byte_table.h"
#include "json/bytes.h"
#include "json/utf8.h"

/* Kinds of bytes, a bit each. */
enum {
    KIND_OTHER = 0,
    KIND_QUOTE = 0x01,
    KIND_BACKSLASH = 0x02,
    KIND_OPEN = 0x04,
    KIND_CLOSE = 0x08,
    KIND_COMMA = 0x10,
    KIND_COLON = 0x20,
    KIND_SPACE = 0x40,
    KIND_DIGIT = 0x80
};

/* clang-format off */
#define KIND_OF(byte)                                                                              \
    ((byte) == '"' ? KIND_QUOTE                                                                    \
     : (byte) == '\\' ? KIND_BACKSLASH                                                             \
     : (byte) == '{' || (byte) == '[' ? KIND_OPEN                                                  \
     : (byte) == '}' || (byte) == ']' ? KIND_CLOSE                                                 \
     : (byte) == ',' ? KIND_COMMA                                                                  \
     : (byte) == ':' ? KIND_COLON                                                                  \
     : (byte) == ' ' || (byte) == '\t' || (byte) == '\n' || (byte) == '\r' ? KIND_SPACE            \
     : (byte) >= '0' && (byte) <= '9' ? KIND_DIGIT                                                 \
     : KIND_OTHER)
/* clang-format on */

static const uint8_t kinds[256] = {EACH_ASCII_BYTE(KIND_OF)};

#define ONES  UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

/* Eight bytes as a number, the first lowest, on every machine. */
static inline uint64_t word_at(const uint8_t *p) {
    uint64_t word = 0;
    for (unsigned i = 0; i < 8; i++) {
        word |= (uint64_t)p[i] << 8 * i;
    }
    return word;
}

static inline uint64_t kinds_at(const uint8_t *p) {
    uint64_t word = 0;
    for (unsigned i = 0; i < 8; i++) {
        word |= (uint64_t)kinds[p[i]] << 8 * i;
    }
    return word;
}

/* The lowest bits of eight bytes, side by side: the product moves each to its place in the top
 * byte. */
static inline uint64_t gather_bits(uint64_t word) {
    return (word & ONES) * UINT64_C(0x0102040810204080) >> 56;
}

/* Sets the lowest bit of each byte that is not 0: adding to its lower bits carries into the
 * highest. */
static inline uint64_t non_zero(uint64_t word) {
    return (((word & ~HIGHS) + ~HIGHS) | word) >> 7 & ONES;
}

static inline masks classify(const uint8_t *block, size_t length, const uint8_t *begin) {
    (void)begin;
    uint8_t filled[BLOCK_BYTES];
    const uint8_t *p = length < BLOCK_BYTES ? filled_up(filled, block, length) : block;
    masks m = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    uint64_t all = 0;
    for (unsigned i = 0; i < BLOCK_BYTES; i += 8) {
        const uint64_t word = word_at(p + i);
        const uint64_t kind = kinds_at(p + i);
        all |= word;
        m.quote |= gather_bits(kind) << i;
        m.backslash |= gather_bits(kind >> 1) << i;
        m.open |= gather_bits(kind >> 2) << i;
        m.close |= gather_bits(kind >> 3) << i;
        m.comma |= gather_bits(kind >> 4) << i;
        m.colon |= gather_bits(kind >> 5) << i;
        m.space |= gather_bits(kind >> 6) << i;
        m.digit |= gather_bits(kind >> 7) << i;
        m.curly |= gather_bits(word >> 5) << i;
        m.control |= gather_bits(~non_zero(word & ONES * 0xE0)) << i;
        m.zero |= gather_bits(~non_zero(word ^ ONES * '0')) << i;
    }
    m.non_ascii = (all & HIGHS) != 0;
    return m;
}

static inline bool is_text_block(const uint8_t *p) {
    uint8_t found = 0;
    for (unsigned i = 0; i < BLOCK_BYTES; i++) {
        found |= (uint8_t)((kinds[p[i]] & (KIND_QUOTE | KIND_BACKSLASH)) | (p[i] < 0x20));
    }
    return found == 0;
}

static inline bool is_plain_pair(const uint8_t *p) {
    uint64_t all = 0;
    for (unsigned i = 0; i < 2 * BLOCK_BYTES; i += 8) {
        all |= word_at(p + i);
    }
    return (all & HIGHS) == 0 && is_text_block(p) && is_text_block(p + BLOCK_BYTES);
}

static inline bool is_utf8(const uint8_t *p) {
    const uint8_t *end = p + BLOCK_BYTES;
    utf8_sequence sequence = {0, 0, 0};
    for (const uint8_t *byte = complete_characters(p, p - 3); byte < end; byte++) {
        if (sequence.left > 0) {
            if (!utf8_next(&sequence, *byte)) {
                return false;
            }
        } else if (*byte >= 0x80) {
            sequence = utf8_begin(*byte);
            if (sequence.left == 0) {
                return false;
            }
        }
    }
    return true;
}

static bool is_supported(void) {
    return true;
}

#include "scan.h"
#include "skip.h"

const kernel KERNEL_SYMBOL(portable) = {is_supported, scan, NULL, skip};
