/*
 * Facts that the code's own reasoning guarantees. A test build checks them; elsewhere they cost
 * nothing. They are never about input.
 */
#ifndef TCE_INVARIANT_H
#define TCE_INVARIANT_H

#ifdef TCE_TEST_BUILD
#include <stdlib.h>
#define INVARIANT(fact) ((fact) ? (void)0 : abort())
#else
#define INVARIANT(fact) ((void)0)
#endif

#endif
