#include "arena.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "invariant.h"
#include "tcenvelope.h"

static_assert(ARENA_ALIGNMENT >= sizeof(size_t), "a block's length fits in front of it");
static_assert(ARENA_ALIGNMENT % TCE_STORAGE_ALIGNMENT == 0, "rounding up stays aligned");

static size_t round_up(size_t size) {
    return (size + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
}

void arena_init(arena *a, void *base, size_t size) {
    const size_t over = (uintptr_t)base % ARENA_ALIGNMENT;
    const size_t skip = over == 0 ? 0 : ARENA_ALIGNMENT - over;
    a->base = (uint8_t *)base + skip;
    a->size = size - skip;
    arena_reset(a);
}

void arena_reset(arena *a) {
    a->used = 0;
    a->last = 0;
}

static size_t *block_length(uint8_t *block) {
    return (size_t *)(void *)(block - ARENA_ALIGNMENT);
}

static void *arena_malloc(void *context, size_t size) {
    arena *a = context;
    const size_t left = a->size - a->used;
    if (size > left || ARENA_BLOCK(size) > left) {
        INVARIANT(false); /* the arena is full */
        return NULL;
    }
    a->last = a->used + ARENA_ALIGNMENT;
    a->used += ARENA_BLOCK(size);
    *block_length(a->base + a->last) = size;
    return a->base + a->last;
}

static void *grow_last(arena *a, size_t size) {
    if (size > a->size - a->last || round_up(size) > a->size - a->last) {
        INVARIANT(false); /* the arena is full */
        return NULL;
    }
    a->used = a->last + round_up(size);
    *block_length(a->base + a->last) = size;
    return a->base + a->last;
}

static void *arena_realloc(void *context, void *block, size_t size) {
    arena *a = context;
    if (block == NULL) {
        return arena_malloc(a, size);
    }
    if (block == a->base + a->last) {
        return grow_last(a, size);
    }
    void *moved = arena_malloc(a, size);
    if (moved != NULL) {
        const size_t old = *block_length(block);
        memcpy(moved, block, old < size ? old : size);
    }
    return moved;
}

/* libyajl asks for this function, but frees nothing before a handle's end, which it never sees. */
static void arena_free(void *context, void *block) {
    (void)context;
    (void)block;
}

yajl_alloc_funcs arena_functions(arena *a) {
    return (yajl_alloc_funcs){arena_malloc, arena_realloc, arena_free, a};
}
