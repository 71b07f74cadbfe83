#include "harness.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tcenvelope.h"

/* A test with a given kernel must not pass because the kernel is missing. */
static bool has_kernel(void) {
    const char *kernel = getenv("TCE_KERNEL");
    const bool has = kernel == NULL || tce_engine_available(TCE_ENGINE_SIMD);
    if (!has) {
        (void)fprintf(stderr, "the kernel '%s' cannot run here\n", kernel);
    }
    return has;
}

int run_named_test(int argc, char **argv, const struct CMUnitTest *tests, size_t count) {
    if (!has_kernel()) {
        return 2;
    }
    if (argc < 2) {
        return _cmocka_run_group_tests("all", tests, count, NULL, NULL);
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(tests[i].name, argv[1]) == 0) {
            return _cmocka_run_group_tests(argv[1], &tests[i], 1, NULL, NULL);
        }
    }
    (void)fprintf(stderr, "%s: no test is called '%s'\n", argv[0], argv[1]);
    return 2;
}
