/*
 * Two ways to the same count. The sanitizers bring an allocator of their own, with hooks; without
 * them this file's functions replace the C library's, also for calls from shared objects.
 */
#define _GNU_SOURCE /* for the prototypes of all allocator functions */
#include "allocations.h"

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

static _Atomic size_t calls;
static _Atomic size_t in_use;     /* bytes */
static _Atomic size_t peak;       /* the most of them since the peak was begun */
static _Atomic size_t peak_begin; /* what they were then */

size_t allocations_count(void) {
    return atomic_load(&calls);
}

void allocations_begin_peak(void) {
    atomic_store(&peak_begin, atomic_load(&in_use));
    atomic_store(&peak, atomic_load(&in_use));
}

size_t allocations_peak(void) {
    return atomic_load(&peak) - atomic_load(&peak_begin);
}

static void count(void) {
    atomic_fetch_add(&calls, 1);
}

static void taken(size_t size) {
    const size_t bytes = atomic_fetch_add(&in_use, size) + size;
    size_t most = atomic_load(&peak);
    while (bytes > most && !atomic_compare_exchange_weak(&peak, &most, bytes)) {
    }
}

static void given_back(size_t size) {
    atomic_fetch_sub(&in_use, size);
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define SANITIZER_ALLOCATOR
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZER_ALLOCATOR
#endif

#if defined(SANITIZER_ALLOCATOR)

int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void *, size_t),
                                              void (*on_free)(const volatile void *));
size_t __sanitizer_get_allocated_size(const volatile void *block);

static void on_malloc(const volatile void *block, size_t size) {
    (void)block;
    count();
    taken(size);
}

static void on_free(const volatile void *block) {
    count();
    given_back(__sanitizer_get_allocated_size(block));
}

__attribute__((constructor)) static void install(void) {
    if (__sanitizer_install_malloc_and_free_hooks(on_malloc, on_free) == 0) {
        abort();
    }
}

#else

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);
void *__libc_memalign(size_t alignment, size_t size);

#define PAGE 4096

/* Counts a new block. */
static void *counted(void *block) {
    count();
    taken(malloc_usable_size(block));
    return block;
}

/* The same for a block that takes the place of another. */
static void *resized(void *block, size_t size) {
    const size_t old = malloc_usable_size(block);
    void *other = __libc_realloc(block, size);
    if (other != NULL || size == 0) {
        given_back(old);
    }
    return counted(other);
}

void *malloc(size_t size) {
    return counted(__libc_malloc(size));
}

void *calloc(size_t number, size_t size) {
    return counted(__libc_calloc(number, size));
}

void *realloc(void *block, size_t size) {
    return resized(block, size);
}

void *reallocarray(void *block, size_t number, size_t size) {
    return size != 0 && number > SIZE_MAX / size ? counted(NULL) : resized(block, number * size);
}

void free(void *block) {
    count();
    given_back(malloc_usable_size(block));
    __libc_free(block);
}

void *memalign(size_t alignment, size_t size) {
    return counted(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size) {
    return counted(__libc_memalign(alignment, size));
}

void *valloc(size_t size) {
    return counted(__libc_memalign(PAGE, size));
}

void *pvalloc(size_t size) {
    return counted(__libc_memalign(PAGE, (size + PAGE - 1) / PAGE * PAGE));
}

int posix_memalign(void **out, size_t alignment, size_t size) {
    *out = counted(__libc_memalign(alignment, size));
    return *out != NULL ? 0 : ENOMEM;
}

#endif
