/*
 * What a kernel is: the mask path (scan.h) built on the instructions of one family of processors.
 */
#ifndef TCE_SIMD_KERNEL_H
#define TCE_SIMD_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "namespace.h"

#define BLOCK_BYTES    64   /* a block is as many bytes as a mask has bits */
#define SCAN_DEPTH_MAX 63   /* containers that a kernel tells apart: the bits of one word */
#define SCAN_BATCH_BYTES    2048 /* that are read before it is said whether they are valid */
#define WALK_BYTES     512  /* of payload are walked at a time, before a kernel is asked again */
#define SCAN_BYTES_MIN 96   /* fewer bytes are not worth a kernel's while */

struct machine;

typedef struct kernel {
    const char *name;            /* as TCE_KERNEL chooses it in test builds */
    const char *instruction_set; /* for people */
    bool (*is_supported)(void);  /* by this processor */

    /*
     * Reads payload in blocks from at, before end, with the machine between tokens or in a string's
     * text. Returns where it stopped: behind the payload, where little of the piece is left, or
     * where something stands that it does not judge (machine.walk_until is then set behind it). The
     * machine is then as if it had walked there itself.
     */
    const uint8_t *(*scan)(struct machine *m, const uint8_t *at, const uint8_t *end);

    /* Skips text of a string (no quote, backslash or control character, valid UTF-8) in blocks.
     * Begins and ends between characters. */
    const uint8_t *(*skip)(const uint8_t *at, const uint8_t *end);
} kernel;

extern const kernel icelake_kernel;
extern const kernel haswell_kernel;
extern const kernel westmere_kernel;
extern const kernel neon_kernel;
extern const kernel portable_kernel;

/* The best kernel for this processor. NULL: the one that a test asks for cannot run here. */
const kernel *kernel_find(void);

#endif
