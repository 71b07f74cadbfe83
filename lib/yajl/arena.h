/*
 * libyajl's memory: a bump arena in the caller's storage.
 *
 * Nothing is freed; arena_reset forgets everything at once. The newest block grows in place; any
 * other one moves to the end when it grows.
 */
#ifndef TCE_YAJL_ARENA_H
#define TCE_YAJL_ARENA_H

#include <stddef.h>
#include <stdint.h>

#include <yajl/yajl_common.h>

#include "namespace.h"

typedef struct arena {
    uint8_t *base;
    size_t size;
    size_t used;
    size_t last; /* offset of the newest block's bytes; 0: there is none */
} arena;

/* Each block costs its size, rounded up to the alignment, and ARENA_ALIGNMENT for its length. */
#define ARENA_ALIGNMENT 16
#define ARENA_BLOCK(size)                                                                          \
    (ARENA_ALIGNMENT + ((size) + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT)

/* base is aligned to TCE_STORAGE_ALIGNMENT; ARENA_SLACK of size may go to aligning it further. */
#define ARENA_SLACK ARENA_ALIGNMENT
void arena_init(arena *a, void *base, size_t size);
void arena_reset(arena *a);

/* The functions to give to libyajl; a is their context. malloc and realloc return NULL when the
 * arena is full, which its user rules out by its size. */
yajl_alloc_funcs arena_functions(arena *a);

#endif
