/*
 * Selects the kernel to run.
 */
#include "kernel.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct row {
    const char *name;
    const char *instruction_set;
    const struct kernel *kernel; /* struct: the member hides the name from C++ */
} row;

static const row rows[] = {
#define KERNEL(name, instruction_set) {#name, instruction_set, &KERNEL_SYMBOL(name)},
#include "kernels.def"
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

/* Only the environment of a test build excludes a kernel that the processor supports. */
#ifdef TCE_TEST_BUILD
static bool is_excluded(const row *r) {
    const char *name = getenv("TCE_KERNEL");
    return name != NULL && strcmp(name, r->name) != 0;
}

static bool is_listed(const char *name) {
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* A misspelt name must not pass for a kernel that the processor lacks: another engine would run. */
static void refuse_unlisted_name(void) {
    const char *name = getenv("TCE_KERNEL");
    if (name != NULL && !is_listed(name)) {
        (void)fprintf(stderr,
                      "TCE_KERNEL: no kernel of this architecture is called '%s'; "
                      "lib/simd/kernels.def lists them\n",
                      name);
        exit(2);
    }
}
#else
static bool is_excluded(const row *r) {
    (void)r;
    return false;
}

static void refuse_unlisted_name(void) {
}
#endif

/* NULL in a test build only. */
static const row *find_row(void) {
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (rows[i].kernel->is_supported() && !is_excluded(&rows[i])) {
            return &rows[i];
        }
    }
    refuse_unlisted_name();
    return NULL;
}

const kernel *kernel_find(void) {
    const row *r = find_row();
    return r != NULL ? r->kernel : NULL;
}

const char *kernel_instruction_set(void) {
    const row *r = find_row();
    return r != NULL ? r->instruction_set : NULL;
}
