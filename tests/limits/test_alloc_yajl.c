/*
 * The count of allocations includes those of libyajl, a shared object.
 */
#include "allocations.h"
#include "harness.h"

#include <yajl/yajl_parse.h>

/* With its default allocator. */
static void the_count_sees_the_allocations_of_libyajl(void **state) {
    (void)state;
    const size_t before = allocations_count();
    yajl_handle handle = yajl_alloc(NULL, NULL, NULL);
    assert_true(allocations_count() > before);
    yajl_free(handle);
}

/* clang-format off */
TESTS(
    T(the_count_sees_the_allocations_of_libyajl),
)
