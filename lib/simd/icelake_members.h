/*
 * The part of the icelake kernel that works on masks of one word: a document of a few blocks does
 * not fill wider ones.
 */
#ifndef TCE_SIMD_ICELAKE_MEMBERS_H
#define TCE_SIMD_ICELAKE_MEMBERS_H

#include <stdbool.h>
#include <stdint.h>

#include "find.h"
#include "namespace.h"

/* kernel.members. */
bool icelake_members(finding *f, const found_rest *rest, uint32_t depth_max);

#endif
