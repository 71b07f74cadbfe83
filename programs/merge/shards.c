#include "merge/shards.h"

#include <stdlib.h>

#include "merge/reports.h"
#include "shards/plan_file.h"
#include "support/complain.h"
#include "support/text.h"

/* ---- The plan --------------------------------------------------------------------------------*/

/* Takes the first part of each shard. */
static bool take_part(void *user, const plan_head *head, const plan_part *part) {
    shard_places *shards = user;
    (void)head;
    if (part->shard < shards->count) {
        return true;
    }
    if (shards->count == shards->capacity) {
        shards->places = array_grow(shards->places, &shards->capacity, sizeof *shards->places);
    }
    shards->places[shards->count++] = (shard_place){
        .part = text_copy(part->name),
        .continues = part->range.begin > 0,
    };
    return true;
}

/* Returns false after a message. */
static bool is_missing(const merge_options *options, size_t shard) {
    buffer name = {0};
    shard_name(&name, options->out, shard, NULL);
    const bool missing = !shard_exists(options->out, shard);
    if (missing && !options->partial) {
        complain(name.bytes,
                 "is missing; run 'tcenvelope check' with --shard=%zu, or give --partial", shard);
    }
    buffer_free(&name);
    return missing;
}

/* Whether the shard was made like the ones before it. Returns false after a message. */
static bool is_alike(const merge_options *options, shard_places *shards, size_t shard) {
    shard_making found;
    buffer name = {0};
    if (!shard_read_making(options->out, shard, &found)) {
        return false;
    }
    shard_name(&name, options->out, shard, NULL);
    shards->places[shard].report_bytes = found.report_bytes;
    const bool is_first = shards->making.options.bytes == NULL;
    if (is_first) {
        const uint64_t plan = shards->making.plan;
        shards->making = found;
        shards->making.plan = plan;
    }
    const bool alike = shard_made_alike(&shards->making, options->plan, &found, name.bytes);
    if (!is_first) {
        buffer_free(&found.options);
    }
    buffer_free(&name);
    return alike;
}

static bool take_shard(const merge_options *options, shard_places *shards, size_t shard) {
    shard_place *place = &shards->places[shard];
    buffer name = {0};
    place->is_missing = is_missing(options, shard);
    if (place->is_missing) {
        return options->partial;
    }
    shard_name(&name, options->out, shard, "summary.json");
    place->summary = text_copy(name.bytes);
    buffer_free(&name);
    return is_alike(options, shards, shard);
}

bool shards_find(const merge_options *options, shard_places *shards) {
    plan_head head;
    *shards = (shard_places){0};
    if (!plan_read(options->plan, take_part, shards, &head, &shards->making.plan)) {
        return false;
    }
    for (size_t i = 0; i < shards->count; i++) {
        if (!take_shard(options, shards, i)) {
            return false;
        }
    }
    return true;
}

void shards_free(shard_places *shards) {
    for (size_t i = 0; i < shards->count; i++) {
        free(shards->places[i].part);
        free(shards->places[i].summary);
    }
    free(shards->places);
    buffer_free(&shards->making.options);
    *shards = (shard_places){0};
}

/* ---- Reports ---------------------------------------------------------------------------------*/

bool shards_write_reports(const merge_options *options, const shard_places *shards) {
    const char *file = shard_reports(shards->making.report);
    uint64_t base = 0;
    if (file == NULL) {
        complain("--reports", "the shards have none; validate them without --report=none");
        return false;
    }
    for (size_t i = 0; i < shards->count; i++) {
        const shard_place *place = &shards->places[i];
        buffer name = {0};
        base = place->continues ? base : 0;
        shard_name(&name, options->out, i, file);
        const bool written = reports_write(name.bytes, shards->making.report, place->part, base,
                                           place->report_bytes);
        buffer_free(&name);
        if (!written) {
            return false;
        }
        base += place->documents;
    }
    return true;
}
