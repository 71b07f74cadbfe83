/*
 * A plan: whatever its bytes, it is read to its end or refused with one message, every part is one
 * that a process can validate, and writing what was read gives a plan that reads the same.
 *
 * An input that begins with '+' follows the beginning of a plan: that has the tool's version.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shards/plan_file.h"
#include "support/buffer.h"
#include "support/complain.h"
#include "support/hash.h"
#include "target.h"

/* ---- In place of the tool's messages ---------------------------------------------------------*/

static size_t complaints;

void complain(const char *name, const char *format, ...) {
    REQUIRE(name != NULL && strlen(format) > 0);
    complaints++;
}

void complain_errno(const char *name, int error) {
    REQUIRE(name != NULL && error != 0);
    complaints++;
}

/* ---- Plans -----------------------------------------------------------------------------------*/

static void check_name(const char *name) {
    record r = {0};
    REQUIRE(strlen(name) > 0);
    record_text(&r, (tce_text){name, strlen(name)}); /* requires UTF-8 */
}

static void check_part(const plan_head *head, const plan_part *part) {
    const frame_range *range = &part->range;
    check_name(part->name);
    REQUIRE(part->shard < head->shards);
    REQUIRE(range->begin <= range->end && range->end <= part->stamp.size);
    REQUIRE(!part->has_frames || range->decoded_begin <= range->decoded_end);
    REQUIRE(part->has_frames || (range->decoded_begin == 0 && range->decoded_end == 0));
    REQUIRE(part->coding < CODING_END);
}

static bool take(void *user, const plan_head *head, const plan_part *part) {
    check_part(head, part);
    plan_list_add(user, part);
    return true;
}

typedef struct plan {
    plan_head head;
    plan_list list;
    uint64_t hash;
} plan;

static void free_plan(plan *p) {
    plan_list_free(&p->list);
}

/* Returns whether it was read. */
static bool read_plan(const char *bytes, size_t length, plan *p) {
    *p = (plan){.hash = 0};
    complaints = 0;
    uint8_t *copy = target_copy((const uint8_t *)bytes, length);
    FILE *file = fmemopen(copy, length, "r");
    REQUIRE(file != NULL);
    const bool read = plan_read_file(file, "plan", take, &p->list, &p->head, &p->hash);
    (void)fclose(file);
    free(copy);
    REQUIRE(complaints == !read);
    REQUIRE(!read || p->list.count == p->head.parts);
    REQUIRE(!read || p->hash == hash_more(HASH_BEGIN, bytes, length));
    return read;
}

static bool is_same(const plan_part *a, const plan_part *b) {
    return a->shard == b->shard && strcmp(a->name, b->name) == 0 &&
           file_stamp_equal(&a->stamp, &b->stamp) && a->coding == b->coding &&
           a->has_frames == b->has_frames && a->range.begin == b->range.begin &&
           a->range.end == b->range.end && a->range.decoded_begin == b->range.decoded_begin &&
           a->range.decoded_end == b->range.decoded_end;
}

static void compare(const plan *a, const plan *b) {
    REQUIRE(a->head.division == b->head.division && a->head.shards == b->head.shards);
    REQUIRE(a->list.count == b->list.count);
    for (size_t i = 0; i < a->list.count; i++) {
        REQUIRE(is_same(&a->list.parts[i], &b->list.parts[i]));
    }
}

static void check_plan(const char *bytes, size_t length) {
    plan first, second;
    if (read_plan(bytes, length, &first)) {
        buffer out = {0};
        plan_show(&out, &first.head, &first.list);
        REQUIRE(read_plan(out.bytes, out.length, &second));
        compare(&first, &second);
        free_plan(&second);
        buffer_free(&out);
    }
    free_plan(&first);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    buffer bytes = {0};
    const bool follows = size > 0 && data[0] == '+';
    if (follows) {
        buffer_format(&bytes, "{\"tcenvelope_plan\":%d,\"version\":\"%s\"", PLAN_VERSION,
                      tce_version());
    }
    buffer_append(&bytes, data + follows, size - follows);
    if (bytes.length > 0) {
        check_plan(bytes.bytes, bytes.length);
    }
    buffer_free(&bytes);
    return 0;
}
