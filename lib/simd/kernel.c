/*
 * Which kernel runs here.
 */
#include "kernel.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* The best first. */
static const kernel *const kernels[] = {
#if defined(__x86_64__)
    &icelake_kernel,
    &haswell_kernel,
    &westmere_kernel,
#elif defined(__aarch64__)
    &neon_kernel,
#endif
    &portable_kernel,
};

#define KERNEL_COUNT (sizeof(kernels) / sizeof(kernels[0]))

/* Whether a test asks for another kernel than this one. */
static bool is_passed_over(const kernel *k) {
#ifdef TCE_TEST_BUILD
    const char *name = getenv("TCE_KERNEL");
    return name != NULL && strcmp(name, k->name) != 0;
#else
    (void)k;
    return false;
#endif
}

const kernel *kernel_find(void) {
    for (size_t i = 0; i < KERNEL_COUNT; i++) {
        if (kernels[i]->is_supported() && !is_passed_over(kernels[i])) {
            return kernels[i];
        }
    }
    return NULL;
}
