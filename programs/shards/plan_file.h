/*
 * A plan: files divided into shards, each for one process. The first line says how many shards and
 * parts there are; each of the others is a part, in the order of the inputs.
 */
#ifndef PROGRAMS_SHARDS_PLAN_FILE_H
#define PROGRAMS_SHARDS_PLAN_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "archive/frame_lines.h"
#include "shards/stamp.h"
#include "summary/summary.h"
#include "support/buffer.h"

/* The version of the format. */
#define PLAN_VERSION 1

/* A file, or a range of one. A range is alone in its shard. */
typedef struct plan_part {
    uint64_t shard;
    char *name; /* in a plan_list: owned; UTF-8 */
    file_stamp stamp;
    coding coding;
    bool has_frames; /* the decoded offsets are known */
    frame_range range;
} plan_part;

bool plan_part_is_range(const plan_part *part);

typedef struct plan_head {
    division division; /* the option */
    uint64_t shards;
    uint64_t parts;
} plan_head;

typedef struct plan_list {
    plan_part *parts; /* owned */
    size_t count;
    size_t capacity;
} plan_list;

/* Adds a copy. */
void plan_list_add(plan_list *list, const plan_part *part);

/* Removes all but the first `count` parts. */
void plan_list_cut(plan_list *list, size_t count);
void plan_list_free(plan_list *list);

/* Appends the plan of these shards and parts; the head's parts do not count. */
void plan_show(buffer *out, const plan_head *head, const plan_list *list);

/* Writes it. Returns false after a message. */
bool plan_write(const char *name, const plan_head *head, const plan_list *list);

/* Takes the next part; its name is not owned. Returns false after a message, to stop. */
typedef bool plan_taker(void *user, const plan_head *head, const plan_part *part);

/* Reads a plan line by line, and sets *hash to a hash of its bytes. Returns false after a message.
 */
bool plan_read(const char *name, plan_taker *take, void *user, plan_head *head, uint64_t *hash);

/* The same of an open file, which stays open; the name is for messages. */
bool plan_read_file(FILE *file, const char *name, plan_taker *take, void *user, plan_head *head,
                    uint64_t *hash);

#endif
