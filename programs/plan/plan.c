#include "plan/plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check/input.h"
#include "check/inputs.h"
#include "check/lane.h"
#include "plan/divide.h"
#include "support/clock.h"
#include "support/complain.h"
#include "support/diagnostic.h"
#include "support/human.h"
#include "support/output.h"
#include "support/utf8.h"

#define SECONDS_BEFORE 1.0

/* A plan is read line by line, but made in memory. */
#define SHARDS_MAX UINT64_C(10000000)

typedef struct planning {
    const plan_options *options;
    const input_list *list;
    session session; /* takes the messages of opening inputs */
    lane_order order;
    lane lane;
    divider divider;
    uint64_t bytes;
    bool failed;
} planning;

static bool refuse(planning *p, const char *name, const char *problem) {
    complain(name, "%s", problem);
    p->failed = true;
    return false;
}

/* ---- Names -----------------------------------------------------------------------------------*/

static int by_bytes(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The documents of an input given twice would be counted twice, and merge refuses that. */
static void check_names(planning *p) {
    const input_list *list = p->list;
    char **sorted = allocate(list->count, sizeof *sorted);
    memcpy(sorted, list->names, list->count * sizeof *sorted);
    qsort(sorted, list->count, sizeof *sorted, by_bytes);
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0 && strcmp(sorted[i - 1], sorted[i]) == 0) {
            refuse(p, sorted[i], "is given more than once; name it once");
        }
        if (!utf8_is_valid(sorted[i], strlen(sorted[i]))) {
            refuse(p, sorted[i], "is not UTF-8, as names in a plan are; rename it");
        }
    }
    free(sorted);
}

/* ---- Files -----------------------------------------------------------------------------------*/

/* Returns false after a message. */
static bool take_stamp(planning *p, plan_part *part) {
    if (file_stamp_of(part->name, &part->stamp)) {
        part->range.end = part->stamp.size;
        return true;
    }
    if (errno != 0) {
        complain_errno(part->name, errno);
        p->failed = true;
        return false;
    }
    return refuse(p, part->name, "is not a regular file; a plan is of files");
}

static void take_file(planning *p, plan_part *part) {
    input in;
    if (!input_open(&p->lane, part->name, &in)) {
        p->failed = true;
        return;
    }
    part->coding = in.coding;
    const bool lines = in.division == DIVISION_NDJSON;
    const int fd = in.reader.fd;
    divide(&p->divider, part, lines, fd);
    input_close(&in);
    p->bytes += part->stamp.size;
}

/* Returns false after a message. */
static bool is_divisible(planning *p, const plan_part *part) {
    const uint64_t shards = divide_shards(&p->divider);
    return part->stamp.size / p->options->size < SHARDS_MAX - shards ||
           refuse(p, part->name, "makes more than 10000000 shards; give a larger --size");
}

static void take_input(planning *p, size_t number) {
    plan_part part = {.name = p->list->names[number]};
    const input_part whole = {.range = {0, 0}};
    lane_begin(&p->lane, part.name, number, &whole);
    if (take_stamp(p, &part) && is_divisible(p, &part)) {
        take_file(p, &part);
    }
    lane_end(&p->lane);
}

static void say_what_takes_so_long(const planning *p) {
    buffer line = {0};
    buffer_format(&line, "tcenvelope: plan: reading the beginnings of %zu files\n", p->list->count);
    if (!p->options->quiet) {
        diagnostic_write(&line);
    }
    buffer_free(&line);
}

static void take_inputs(planning *p) {
    const double begun = clock_seconds();
    bool said = false;
    for (size_t i = 0; i < p->list->count; i++) {
        take_input(p, i);
        if (!said && clock_seconds() - begun > SECONDS_BEFORE) {
            say_what_takes_so_long(p);
            said = true;
        }
    }
}

/* ---- The plan --------------------------------------------------------------------------------*/

static void say_shards(const planning *p, uint64_t shards) {
    buffer line = {0};
    buffer_format(&line, "tcenvelope: %s: ", p->options->output);
    human_bytes(&line, p->bytes);
    buffer_format(&line, " in %zu files, %llu shards\n", p->list->count,
                  (unsigned long long)shards);
    if (!p->options->quiet) {
        diagnostic_write(&line);
    }
    buffer_free(&line);
}

/* The number of shards goes to standard output, for scripts. */
static bool write_plan(const planning *p) {
    const uint64_t shards = divide_shards(&p->divider);
    const plan_head head = {check_options_verdicts(&p->options->inputs).division, shards, 0};
    buffer line = {0};
    if (!plan_write(p->options->output, &head, &p->divider.parts)) {
        return false;
    }
    say_shards(p, shards);
    buffer_number(&line, shards);
    buffer_byte(&line, '\n');
    const bool written = output_write(&line);
    buffer_free(&line);
    return written;
}

static bool plan_list_of(planning *p) {
    session_init(&p->session, &p->options->inputs, 0);
    lane_order_init(&p->order);
    lane_init(&p->lane, &p->session, &p->order);
    p->failed = p->list->incomplete;
    check_names(p);
    if (!p->failed) {
        take_inputs(p);
    }
    const bool planned = !p->failed && !p->session.trouble && write_plan(p);
    plan_list_free(&p->divider.parts);
    lane_free(&p->lane);
    lane_order_free(&p->order);
    session_free(&p->session);
    return planned;
}

exit_status plan_run(const plan_options *options) {
    input_list list;
    planning p = {.options = options, .list = &list, .divider = {.size = options->size}};
    const bool planned = inputs_collect(&options->inputs, &list) && plan_list_of(&p);
    inputs_free(&list);
    return planned ? STATUS_VALID : STATUS_TROUBLE;
}
