/* The shards of a plan: their summaries, and their reports with the indexes of one run. */
#ifndef PROGRAMS_MERGE_SHARDS_H
#define PROGRAMS_MERGE_SHARDS_H

#include <stdbool.h>

#include "merge/options.h"
#include "shards/folder.h"
#include "summary/merging.h"

typedef struct shard_place {
    char *part;      /* the name of its first part, owned */
    char *summary;   /* the name of its summary, owned */
    bool continues;  /* it begins past the beginning of that part's file */
    bool is_missing; /* with --partial */
    uint64_t documents;
    uint64_t report_bytes;
} shard_place;

typedef struct shard_places {
    shard_place *places; /* owned, by the numbers of the shards */
    size_t count;
    size_t capacity;
    shard_making making; /* of each of them */
} shard_places;

/* Finds the shards of the plan that the options name, and checks that they were made alike. Returns
 * false after a message. */
bool shards_find(const merge_options *options, shard_places *shards);
void shards_free(shard_places *shards);

/* Writes the reports of all shards to standard output. documents must be known. Returns false after
 * a message. */
bool shards_write_reports(const merge_options *options, const shard_places *shards);

#endif
