#include "harness.h"

#include <stdio.h>
#include <string.h>

int run_named_test(int argc, char **argv, const struct CMUnitTest *tests, size_t count) {
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
