/*
 * Wide masks: one bit for each byte of a stride, the lowest bit for the first byte.
 *
 * A wide mask consists of WIDE_WORDS words of 64 bits, one for each block. The operators & | ~ ^
 * work on all words. The functions wide_add(), wide_up() and wide_prefix_xor() treat the mask as
 * one number.
 *
 * A kernel with 512-bit registers defines KERNEL_HAS_WIDE512 before it includes this file.
 */
#ifndef TCE_SIMD_WIDE_H
#define TCE_SIMD_WIDE_H

#ifdef KERNEL_HAS_WIDE512
#include "wide512.h"
#else
#include "wide64.h"
#endif

#include <stddef.h>

#include "kernel.h"

#define STRIDE_BYTES ((ptrdiff_t)WIDE_WORDS * BLOCK_BYTES)

#endif
