/* Counts every call of every allocator function in the process, whoever makes it, and the bytes in
 * use. */
#ifndef TESTS_ALLOCATIONS_H
#define TESTS_ALLOCATIONS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Calls since the process began that allocate, resize or free. */
size_t allocations_count(void);

/* From a call of the first on, the second tells by how many bytes the blocks in use have at most
 * exceeded what was in use then. */
void allocations_begin_peak(void);
size_t allocations_peak(void);

#ifdef __cplusplus
}
#endif

#endif
