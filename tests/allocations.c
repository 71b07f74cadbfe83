/*
 * Two ways to the same count. The sanitizers bring an allocator of their own, with hooks; without
 * them this file's functions stand in for the C library's, also for calls from shared objects.
 */
#define _GNU_SOURCE /* for the prototypes of all allocator functions */
#include "allocations.h"

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

static _Atomic size_t calls;

size_t allocations_count(void) {
    return atomic_load(&calls);
}

static void count(void) {
    atomic_fetch_add(&calls, 1);
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

static void on_malloc(const volatile void *block, size_t size) {
    (void)block;
    (void)size;
    count();
}

static void on_free(const volatile void *block) {
    (void)block;
    count();
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

void *malloc(size_t size) {
    count();
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count();
    return __libc_calloc(number, size);
}

void *realloc(void *block, size_t size) {
    count();
    return __libc_realloc(block, size);
}

void *reallocarray(void *block, size_t number, size_t size) {
    count();
    return size != 0 && number > SIZE_MAX / size ? NULL : __libc_realloc(block, number * size);
}

void free(void *block) {
    count();
    __libc_free(block);
}

void *memalign(size_t alignment, size_t size) {
    count();
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count();
    return __libc_memalign(alignment, size);
}

void *valloc(size_t size) {
    count();
    return __libc_memalign(PAGE, size);
}

void *pvalloc(size_t size) {
    count();
    return __libc_memalign(PAGE, (size + PAGE - 1) / PAGE * PAGE);
}

int posix_memalign(void **out, size_t alignment, size_t size) {
    count();
    *out = __libc_memalign(alignment, size);
    return *out != NULL ? 0 : ENOMEM;
}

#endif
