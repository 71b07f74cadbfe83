/* Counts every call of an allocator function in the process, from any caller, and the bytes in use.
 */
#ifndef TESTS_ALLOCATIONS_H
#define TESTS_ALLOCATIONS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Calls since the process began that allocate, resize or free. */
size_t allocations_count(void);

/* allocations_peak() returns the most bytes in use since the last allocations_begin_peak(), less
 * those in use at that call. */
void allocations_begin_peak(void);
size_t allocations_peak(void);

#ifdef __cplusplus
}
#endif

#endif
