/*
 * Facts that the code guarantees, whatever the input. A test build checks them; other builds do
 * not.
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
