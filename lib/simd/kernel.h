/*
 * A kernel reads payload in blocks, with the instructions of one family of processors. kernels.def
 * lists all kernels; scan.h and skip.h are what they share.
 *
 * A kernel knows the grammar of JSON, and neither the state machine nor the envelope: it gets what
 * it needs in scan_state and scan_input, and returns what it found in scan_state and scan_result.
 * In a complete document it also finds the members of the envelope, for find.h.
 */
#ifndef TCE_SIMD_KERNEL_H
#define TCE_SIMD_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "namespace.h"

#define BLOCK_BYTES    64 /* as many bytes as a mask has bits */
#define SCAN_DEPTH_MAX 63 /* the kinds of open containers fit in one word */
#define SCAN_BYTES_MIN 96 /* fewer bytes cost more to prepare than a kernel saves */

/* Between two bytes of a document: what is open, or which token may follow. */
typedef enum scan_place {
    SCAN_VALUE,       /* a value */
    SCAN_FIRST_VALUE, /* a value or ] */
    SCAN_NAME,        /* a name */
    SCAN_FIRST_NAME,  /* a name or } */
    SCAN_COLON,       /* a colon */
    SCAN_AFTER,       /* a comma or the container's closing bracket */
    SCAN_IN_NAME,     /* text: inside the string that is a member's name */
    SCAN_IN_STRING,   /* text: inside any other string */
    SCAN_PLACES
} scan_place;

typedef struct scan_state {
    scan_place place;
    uint32_t depth;   /* open containers, at most SCAN_DEPTH_MAX */
    uint64_t objects; /* bit d: the container at depth d is an object */
} scan_state;

typedef struct scan_input {
    const uint8_t *chunk; /* bytes before this one must not be read */
    const uint8_t *begin; /* the first byte to scan */
    const uint8_t *end;
    uint32_t payload_depth; /* payload ends with the bracket that closes down to this depth */
    uint32_t depth_max;     /* at most SCAN_DEPTH_MAX; deeper payload is refused */
} scan_input;

typedef enum scan_outcome {
    SCAN_READ,          /* the bytes before read are valid; few follow */
    SCAN_PAYLOAD_ENDED, /* the bytes before read are valid; read is past the payload's last bracket
                         */
    SCAN_REFUSED        /* something before read is invalid, or beyond what masks can decide */
} scan_outcome;

typedef struct scan_result {
    scan_outcome outcome;
    const uint8_t *next; /* scan_state describes this byte. It is before read where a scalar or a
                            character is open at read, and where bytes were refused */
    const uint8_t *read;
} scan_result;

struct finding; /* find.h */
struct found_rest;

typedef struct kernel {
    bool (*is_supported)(void); /* by this processor */

    /* Validates payload from input->begin, at least SCAN_BYTES_MIN bytes. */
    scan_result (*scan)(const scan_input *input, scan_state *state);

    /* Validates the rest of Response and takes its members (find.h). Returns false, with *f
     * undefined, when the document is not certainly a valid envelope. NULL: the kernel has no way
     * to do this. */
    bool (*members)(struct finding *f, const struct found_rest *rest, uint32_t depth_max);

    /* Skips text of a string (no quote, backslash or control character, valid UTF-8) in blocks.
     * Begins and ends between characters. Returns the first byte it did not skip. */
    const uint8_t *(*skip)(const uint8_t *p, const uint8_t *end);
} kernel;

/* A kernel's symbol, which its file defines. */
#define KERNEL_SYMBOL(name) tcei_##name##_kernel

#define KERNEL(name, instruction_set) extern const kernel KERNEL_SYMBOL(name);
#include "kernels.def"

/*
 * Returns the best kernel for this processor. A release build always finds one, since every
 * processor supports the last of the list. A test build considers only the kernel that the
 * environment variable TCE_KERNEL names, if it is set, and returns NULL when that one cannot run
 * here.
 */
const kernel *kernel_find(void);

/* Returns the instruction set of the kernel that kernel_find() returns, NULL when that is NULL. */
const char *kernel_instruction_set(void);

#endif
