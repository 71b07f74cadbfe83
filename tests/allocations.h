/* Counts every call of every allocator function in the process, whoever makes it. */
#ifndef TESTS_ALLOCATIONS_H
#define TESTS_ALLOCATIONS_H

#include <stddef.h>

/* Calls since the process began that allocate, resize or free. */
size_t allocations_count(void);

#endif
