/*
 * The arena that serves libyajl's allocations.
 */
#include "harness.h"

#include <string.h>

#include "yajl/arena.h"

static _Alignas(ARENA_ALIGNMENT) unsigned char memory[4096];

static void blocks_are_aligned_and_disjoint_at_any_start(void **state) {
    (void)state;
    for (size_t skew = 0; skew < 64; skew += 8) {
        arena a;
        arena_init(&a, memory + skew, sizeof(memory) - skew);
        const yajl_alloc_funcs f = arena_functions(&a);
        unsigned char *last = NULL;
        for (size_t size = 0; size < 60; size++) {
            unsigned char *block = f.malloc(f.ctx, size);
            assert_non_null(block);
            assert_int_equal((uintptr_t)block % ARENA_ALIGNMENT, 0);
            assert_true(last == NULL || block >= last + size - 1);
            memset(block, (int)size, size);
            last = block;
        }
    }
}

static void growing_keeps_the_bytes_and_the_last_block_grows_in_place(void **state) {
    (void)state;
    arena a;
    arena_init(&a, memory, sizeof(memory));
    const yajl_alloc_funcs f = arena_functions(&a);
    unsigned char *first = f.malloc(f.ctx, 10);
    memcpy(first, "0123456789", 10);
    assert_ptr_equal(f.realloc(f.ctx, first, 100), first);
    unsigned char *second = f.realloc(f.ctx, NULL, 10);
    assert_true(second >= first + 100);
    unsigned char *moved = f.realloc(f.ctx, first, 200);
    assert_true(moved >= second + 10);
    assert_memory_equal(moved, "0123456789", 10);
    f.free(f.ctx, moved);
}

static void a_full_arena_returns_null_for_any_size(void **state) {
    (void)state;
    arena a;
    arena_init(&a, memory, 256);
    const yajl_alloc_funcs f = arena_functions(&a);
    void *block = f.malloc(f.ctx, 64);
    assert_non_null(block);
    const size_t sizes[] = {241, 256, SIZE_MAX, SIZE_MAX - 15, SIZE_MAX / 2, 4096};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        assert_null(f.malloc(f.ctx, sizes[i]));
        assert_null(f.realloc(f.ctx, block, sizes[i]));
    }
    assert_ptr_equal(f.realloc(f.ctx, block, 240), block);
    assert_null(f.malloc(f.ctx, 0));
}

static void reset_frees_everything(void **state) {
    (void)state;
    arena a;
    arena_init(&a, memory, 256);
    const yajl_alloc_funcs f = arena_functions(&a);
    void *block = f.malloc(f.ctx, 200);
    assert_null(f.malloc(f.ctx, 200));
    arena_reset(&a);
    assert_ptr_equal(f.malloc(f.ctx, 200), block);
}

/* The costs in the arena's formula are the costs of its blocks. */
static void a_block_costs_what_the_formula_counts(void **state) {
    (void)state;
    for (size_t size = 0; size < 100; size++) {
        arena a;
        arena_init(&a, memory, ARENA_BLOCK(size));
        const yajl_alloc_funcs f = arena_functions(&a);
        assert_non_null(f.malloc(f.ctx, size));
        assert_null(f.malloc(f.ctx, 0));
    }
}

/* clang-format off */
TESTS(
    T(blocks_are_aligned_and_disjoint_at_any_start),
    T(growing_keeps_the_bytes_and_the_last_block_grows_in_place),
    T(a_full_arena_returns_null_for_any_size),
    T(reset_frees_everything),
    T(a_block_costs_what_the_formula_counts),
)
