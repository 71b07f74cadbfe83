#include "shards/plan_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "summary/json_cursor.h"
#include "support/buffer.h"
#include "support/complain.h"
#include "support/escape.h"
#include "support/file.h"
#include "support/hash.h"
#include "support/text.h"
#include "support/utf8.h"

/* A name of 4096 bytes, each escaped as \u00ff, and the numbers. */
enum { LINE_MAX_SIZE = 32768 };

bool plan_part_is_range(const plan_part *part) {
    return part->range.begin > 0 || part->range.end < part->stamp.size;
}

/* ---- The list --------------------------------------------------------------------------------*/

void plan_list_add(plan_list *list, const plan_part *part) {
    if (list->count == list->capacity) {
        list->parts = array_grow(list->parts, &list->capacity, sizeof *list->parts);
    }
    list->parts[list->count] = *part;
    list->parts[list->count++].name = text_copy(part->name);
}

void plan_list_cut(plan_list *list, size_t count) {
    while (list->count > count) {
        free(list->parts[--list->count].name);
    }
}

void plan_list_free(plan_list *list) {
    plan_list_cut(list, 0);
    free(list->parts);
    *list = (plan_list){0};
}

/* ---- Writing ---------------------------------------------------------------------------------*/

static void member(buffer *out, const char *name, uint64_t value) {
    buffer_format(out, ",\"%s\":", name);
    buffer_number(out, value);
}

static void show_part(buffer *out, const plan_part *part) {
    buffer_literal(out, "{\"shard\":");
    buffer_number(out, part->shard);
    buffer_literal(out, ",\"name\":");
    escape_json(out, part->name, strlen(part->name));
    member(out, "size", part->stamp.size);
    member(out, "time", part->stamp.time);
    buffer_format(out, ",\"coding\":\"%s\"", coding_name(part->coding));
    member(out, "begin", part->range.begin);
    member(out, "end", part->range.end);
    if (part->has_frames) {
        member(out, "decoded_begin", part->range.decoded_begin);
        member(out, "decoded_end", part->range.decoded_end);
    }
    buffer_literal(out, "}\n");
}

void plan_show(buffer *out, const plan_head *head, const plan_list *list) {
    buffer_format(out, "{\"tcenvelope_plan\":%d,\"version\":\"%s\",\"framing\":\"%s\"",
                  PLAN_VERSION, tce_version(), division_name(head->division));
    member(out, "shards", head->shards);
    member(out, "parts", list->count);
    buffer_literal(out, "}\n");
    for (size_t i = 0; i < list->count; i++) {
        show_part(out, &list->parts[i]);
    }
}

bool plan_write(const char *name, const plan_head *head, const plan_list *list) {
    buffer out = {0};
    plan_show(&out, head, list);
    const bool written = file_replace(name, out.bytes, out.length);
    buffer_free(&out);
    return written;
}

/* ---- Reading ---------------------------------------------------------------------------------*/

static const char damaged[] = "is damaged; plan again";

typedef struct plan_reading {
    plan_head head;
    uint64_t parts;      /* read so far */
    plan_part last;      /* its name is not used */
    bool last_was_range; /* so nothing else is in its shard */
    buffer text;
} plan_reading;

static bool find_division(const buffer *text, division *d) {
    for (int i = 0; i < DIVISION_END; i++) {
        if (i != DIVISION_UNKNOWN && strcmp(division_name((division)i), text->bytes) == 0) {
            *d = (division)i;
            return true;
        }
    }
    return false;
}

static bool find_coding(const buffer *text, coding *c) {
    for (int i = 0; i < CODING_END; i++) {
        if (strcmp(coding_name((coding)i), text->bytes) == 0) {
            *c = (coding)i;
            return true;
        }
    }
    return false;
}

static bool take_head(json_cursor *c, plan_reading *r) {
    return json_take_key(c, "framing") && json_take_string(c, &r->text) &&
           find_division(&r->text, &r->head.division) &&
           json_take_member(c, "shards", &r->head.shards) &&
           json_take_member(c, "parts", &r->head.parts) && json_take(c, "}") && json_is_at_end(c) &&
           r->head.shards > 0 && r->head.shards <= r->head.parts;
}

/* Returns NULL, or what is wrong. */
static const char *parse_head(json_cursor *c, plan_reading *r) {
    uint64_t format;
    if (!json_take(c, "{") || !json_take(c, "\"tcenvelope_plan\"") || !json_take(c, ":") ||
        !json_take_number(c, &format)) {
        return "is not a plan; give a file that 'tcenvelope plan' wrote";
    }
    if (format != PLAN_VERSION || !json_take_key(c, "version") || !json_take_string(c, &r->text) ||
        strcmp(r->text.bytes, tce_version()) != 0) {
        return "was written by another version of tcenvelope; plan again with this one";
    }
    return take_head(c, r) ? NULL : damaged;
}

static bool take_decoded(json_cursor *c, plan_part *part) {
    frame_range *range = &part->range;
    part->has_frames = json_take_member(c, "decoded_begin", &range->decoded_begin);
    return !part->has_frames || (json_take_member(c, "decoded_end", &range->decoded_end) &&
                                 range->decoded_begin <= range->decoded_end);
}

static bool take_name(json_cursor *c, buffer *text) {
    return json_take(c, ",") && json_take(c, "\"name\"") && json_take(c, ":") &&
           json_take_string(c, text) && text->length > 0 && strlen(text->bytes) == text->length &&
           utf8_is_valid(text->bytes, text->length);
}

static bool take_members(json_cursor *c, plan_reading *r, plan_part *part, buffer *name) {
    return json_take(c, "{") && json_take(c, "\"shard\"") && json_take(c, ":") &&
           json_take_number(c, &part->shard) && take_name(c, name) &&
           json_take_member(c, "size", &part->stamp.size) &&
           json_take_member(c, "time", &part->stamp.time) && json_take_key(c, "coding") &&
           json_take_string(c, &r->text) && find_coding(&r->text, &part->coding) &&
           json_take_member(c, "begin", &part->range.begin) &&
           json_take_member(c, "end", &part->range.end) && take_decoded(c, part) &&
           json_take(c, "}") && json_is_at_end(c);
}

/* Whether a process can validate it. */
static bool is_sound(const plan_part *part) {
    const frame_range *range = &part->range;
    const bool is_range = plan_part_is_range(part);
    return range->begin <= range->end && range->end <= part->stamp.size &&
           part->stamp.size <= INT64_MAX &&
           part->has_frames == (is_range && part->coding == CODING_ZSTD) &&
           !(is_range && (part->coding == CODING_GZIP || range->begin == range->end));
}

/* Whether it follows the last one: shards have no gaps, and a range is alone in its own. */
static bool follows(const plan_reading *r, const plan_part *part) {
    const uint64_t least = r->parts == 0 ? 0 : r->last.shard;
    const bool is_alone = r->parts == 0 || r->last_was_range || plan_part_is_range(part);
    return part->shard < r->head.shards &&
           (part->shard == least + (r->parts > 0) || (part->shard == least && !is_alone) ||
            (part->shard == 0 && r->parts == 0));
}

static bool take_part(plan_reading *r, json_cursor *c, plan_taker *take, void *user, bool *sound) {
    buffer name = {0};
    plan_part part = {0};
    *sound = r->parts < r->head.parts && take_members(c, r, &part, &name) && is_sound(&part) &&
             follows(r, &part);
    part.name = name.bytes;
    const bool taken = *sound && take(user, &r->head, &part);
    r->last = part;
    r->last_was_range = plan_part_is_range(&part);
    r->parts++;
    buffer_free(&name);
    return taken;
}

static bool complain_of_plan(const char *name, const char *problem) {
    complain(name, "%s", problem);
    return false;
}

/* Every line of a plan ends with a newline, and none has a NUL byte, where `line` would end. */
static bool is_line(const char *line) {
    const size_t length = strlen(line);
    return length > 0 && line[length - 1] == '\n';
}

/* Returns false after a message. */
static bool take_line(plan_reading *r, const char *name, bool first, const char *line,
                      plan_taker *take, void *user) {
    json_cursor c = {line, line + strlen(line)};
    const char *problem = first ? parse_head(&c, r) : NULL;
    bool sound = true;
    if (problem == NULL && !is_line(line)) {
        problem = damaged;
    }
    if (problem != NULL) {
        return complain_of_plan(name, problem);
    }
    const bool taken = first || take_part(r, &c, take, user, &sound);
    return sound ? taken : complain_of_plan(name, damaged);
}

/* Returns false after a message. */
static bool is_complete(const plan_reading *r, const char *name) {
    const bool all =
        r->head.shards > 0 && r->parts == r->head.parts && r->last.shard == r->head.shards - 1;
    return all ||
           complain_of_plan(name, r->head.shards > 0
                                      ? damaged
                                      : "is empty; give a file that 'tcenvelope plan' wrote");
}

static bool read_lines(FILE *file, const char *name, plan_reading *r, plan_taker *take, void *user,
                       uint64_t *hash) {
    char line[LINE_MAX_SIZE];
    for (bool first = true; fgets(line, sizeof line, file) != NULL; first = false) {
        *hash = hash_more(*hash, line, strlen(line));
        if (!take_line(r, name, first, line, take, user)) {
            return false;
        }
    }
    if (ferror(file)) {
        complain_errno(name, errno);
        return false;
    }
    return is_complete(r, name);
}

bool plan_read_file(FILE *file, const char *name, plan_taker *take, void *user, plan_head *head,
                    uint64_t *hash) {
    plan_reading r = {0};
    *hash = HASH_BEGIN;
    const bool read = read_lines(file, name, &r, take, user, hash);
    *head = r.head;
    buffer_free(&r.text);
    return read;
}

bool plan_read(const char *name, plan_taker *take, void *user, plan_head *head, uint64_t *hash) {
    FILE *file = fopen(name, "re");
    if (file == NULL) {
        complain_errno(name, errno);
        return false;
    }
    const bool read = plan_read_file(file, name, take, user, head, hash);
    (void)fclose(file);
    return read;
}
