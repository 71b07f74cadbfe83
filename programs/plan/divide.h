/* Divides files into shards. */
#ifndef PROGRAMS_PLAN_DIVIDE_H
#define PROGRAMS_PLAN_DIVIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "shards/plan_file.h"

/* A file larger than a shard is divided into ranges of equal sizes, each a shard of its own; others
 * fill shards together, in their order. */
typedef struct divider {
    uint64_t size; /* of a shard */
    plan_list parts;
    uint64_t shard;      /* that the next file joins */
    uint64_t shard_size; /* of the files in it so far */
    bool begun;          /* it has files */
} divider;

/* Adds a file, whose range is all of it. Lines: it can be divided between lines; fd is open then.
 */
void divide(divider *d, const plan_part *file, bool lines, int fd);

/* The number of shards so far. */
uint64_t divide_shards(const divider *d);

#endif
