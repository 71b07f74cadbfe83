/*
 * A count of the bytes that the engines read, so that a test can prove that the work is linear.
 * Only a test build counts, in each thread separately.
 */
#ifndef TCE_WORK_H
#define TCE_WORK_H

#ifdef TCE_TEST_BUILD
#include <stdint.h>

#include "namespace.h"

extern __thread uint64_t work_bytes_scanned;
#define WORK_SCANNED(bytes) (work_bytes_scanned += (uint64_t)(bytes))
#else
#define WORK_SCANNED(bytes) ((void)0)
#endif

#endif
