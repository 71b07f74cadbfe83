/*
 * Which of the open containers are objects: one bit for each depth.
 */
#ifndef TCE_JSON_CONTAINERS_H
#define TCE_JSON_CONTAINERS_H

#include <stdbool.h>
#include <stdint.h>

#include "tcenvelope.h"

typedef struct container_kinds {
    uint64_t objects[TCE_MAX_DEPTH_LIMIT / 64 + 1]; /* bit d: the one at depth d is an object */
} container_kinds;

/* depth is 0 for the root value, which is in no container. */
static inline bool is_object_at(const container_kinds *c, uint32_t depth) {
    return (c->objects[depth / 64] >> (depth % 64) & 1) != 0;
}

static inline void set_object_at(container_kinds *c, uint32_t depth, bool object) {
    uint64_t *word = &c->objects[depth / 64];
    const uint64_t bit = UINT64_C(1) << (depth % 64);
    *word = object ? *word | bit : *word & ~bit;
}

#endif
