/* What every test file needs: cmocka, and a main that runs one test by its name. */
#ifndef TESTS_HARNESS_H
#define TESTS_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/*
 * Ends a test file: TESTS(T(name), T(name)). Each T(name) is alone on its line, indented by
 * four spaces: CMake reads them from the source and makes one CTest entry of each.
 */
#define T(name) cmocka_unit_test(name)
#define TESTS(...)                                                                                 \
    int main(int argc, char **argv) {                                                              \
        const struct CMUnitTest tests[] = {__VA_ARGS__};                                           \
        return run_named_test(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));                \
    }

/*
 * Runs the test that argv[1] names, or all of them without one. The exit status is 0 when every
 * test that ran passed and at least one ran: an unknown name is a failure.
 */
int run_named_test(int argc, char **argv, const struct CMUnitTest *tests, size_t count);

#endif
