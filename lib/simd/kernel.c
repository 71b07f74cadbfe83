/*
 * Selects the kernel to run.
 */
#include "kernel.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

typedef struct row {
    const char *name;
    const char *instruction_set;
    const kernel *kernel;
} row;

static const row rows[] = {
#define KERNEL(name, instruction_set) {#name, instruction_set, &KERNEL_SYMBOL(name)},
#include "kernels.def"
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

/* Only the environment of a test build excludes a kernel that the processor supports. */
static bool is_excluded(const row *r) {
#ifdef TCE_TEST_BUILD
    const char *name = getenv("TCE_KERNEL");
    return name != NULL && strcmp(name, r->name) != 0;
#else
    (void)r;
    return false;
#endif
}

/* NULL in a test build only. */
static const row *find_row(void) {
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (rows[i].kernel->is_supported() && !is_excluded(&rows[i])) {
            return &rows[i];
        }
    }
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
