/*
 * One shard of a plan. It is validated into a folder for this attempt, which becomes the shard when
 * it is complete: a process that is killed leaves no shard, and of two that validate the same shard
 * at once one wins.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "check/check.h"
#include "shards/folder.h"
#include "shards/plan_file.h"
#include "summary/read_json.h"
#include "summary/show_json.h"
#include "support/complain.h"
#include "support/diagnostic.h"

#define SUMMARY "summary.json"

typedef struct shard {
    const check_options *options;
    plan_list parts;
    shard_making making;
    buffer attempt;
    buffer name; /* of the finished shard */
    session session;
    bool is_complete; /* every part was read to its end */
} shard;

/* ---- The plan --------------------------------------------------------------------------------*/

static bool take_part(void *user, const plan_head *head, const plan_part *part) {
    shard *s = user;
    (void)head;
    if (part->shard == s->options->shard) {
        plan_list_add(&s->parts, part);
    }
    return true;
}

/* Sets the division that the plan says. Returns false after a message. */
static bool read_plan(shard *s, check_options *options) {
    plan_head head;
    if (!plan_read(options->plan, take_part, s, &head, &s->making.plan)) {
        return false;
    }
    if (s->parts.count == 0) {
        complain(options->plan, "has no shard %llu; its shards are 0 to %llu",
                 (unsigned long long)options->shard, (unsigned long long)head.shards - 1);
        return false;
    }
    check_options_divide(options, head.division);
    return true;
}

/* Returns false after a message that names the file. */
static bool is_unchanged(const shard *s) {
    for (size_t i = 0; i < s->parts.count; i++) {
        const plan_part *part = &s->parts.parts[i];
        file_stamp found;
        if (!file_stamp_of(part->name, &found)) {
            complain_errno(part->name, errno);
            return false;
        }
        if (!file_stamp_equal(&found, &part->stamp)) {
            complain(part->name, "has changed since %s was written; plan again", s->options->plan);
            return false;
        }
    }
    return true;
}

/* ---- A finished shard ------------------------------------------------------------------------*/

/* What the reports depend on, as the command line says it. */
static void describe_options(buffer *b, const check_options *o) {
    static const char *const reports[] = {"text", "json", "none"};
    buffer_format(b, "--report=%s --max-depth=%u --max-bytes=%llu", reports[o->report],
                  o->max_depth, (unsigned long long)o->max_bytes);
    for (int v = 0; v < VERDICT_END; v++) {
        if ((o->only >> v & 1) != 0) {
            buffer_format(b, " --only=%s", tce_verdict_name((tce_verdict)v));
        }
    }
    buffer_format(b, "%s%s", o->explain ? " --explain" : "",
                  o->colour == COLOUR_ALWAYS ? " --color=always" : "");
    if (o->catalogue != NULL) {
        buffer_format(b, " --codes=%016llx", (unsigned long long)o->catalogue_hash);
    }
    buffer_byte(b, '\0');
    b->length--;
}

static exit_status status_of(const check_options *options, const summary *s) {
    if (!s->complete) {
        return STATUS_TROUBLE;
    }
    return s->tally.verdicts[TCE_VERDICT_INVALID] > 0 && !options->exit_zero ? STATUS_INVALID
                                                                             : STATUS_VALID;
}

/* Reads the summary of the finished shard. Returns false after a message. */
static bool read_summary(const shard *s, summary *found) {
    buffer name = {0};
    shard_name(&name, s->options->out, s->options->shard, SUMMARY);
    const bool read = summary_read(name.bytes, found);
    buffer_free(&name);
    return read;
}

static bool was_made_alike(const shard *s) {
    shard_making found;
    if (!shard_read_making(s->options->out, s->options->shard, &found)) {
        return false;
    }
    const bool alike = shard_made_alike(&s->making, s->options->plan, &found, s->name.bytes);
    buffer_free(&found.options);
    return alike;
}

static void say_finished(const shard *s) {
    buffer line = {0};
    if (!s->options->quiet) {
        buffer_literal(&line, "tcenvelope: ");
        buffer_append(&line, s->name.bytes, s->name.length);
        buffer_literal(&line, ": is finished; nothing to do\n");
        diagnostic_write(&line);
    }
    buffer_free(&line);
}

/* Whether nothing is to be done: then *status is what a run would return. */
static bool is_finished(const shard *s, exit_status *status) {
    summary found;
    *status = STATUS_TROUBLE;
    if (!shard_exists(s->options->out, s->options->shard)) {
        return false;
    }
    if (!was_made_alike(s) || !read_summary(s, &found)) {
        return true;
    }
    const bool complete = found.complete;
    *status = status_of(s->options, &found);
    summary_free(&found);
    if (complete) {
        say_finished(s);
    }
    return complete;
}

/* A shard_is_poor: an input could not be read then, and could be now. */
static bool is_poorer(void *user) {
    const shard *s = user;
    buffer name = {0};
    summary found;
    shard_name(&name, s->options->out, s->options->shard, SUMMARY);
    bool poorer = false;
    if (s->is_complete && access(name.bytes, R_OK) == 0 && summary_read(name.bytes, &found)) {
        poorer = !found.complete;
        summary_free(&found);
    }
    buffer_free(&name);
    return poorer;
}

/* ---- Validation ------------------------------------------------------------------------------*/

static void list_inputs(const shard *s, input_list *list) {
    *list = (input_list){.parts = allocate(s->parts.count, sizeof *list->parts)};
    for (size_t i = 0; i < s->parts.count; i++) {
        const plan_part *part = &s->parts.parts[i];
        inputs_add(list, part->name);
        if (plan_part_is_range(part)) {
            list->parts[i] = (input_part){
                .range = {part->range.begin, part->range.end},
                .has_frames = part->has_frames,
                .frames = part->range,
            };
        }
    }
}

static bool write_summary(shard *s) {
    buffer out = {0};
    summary_sort(&s->session.summary);
    summary_show_json(&out, &s->session.summary);
    const bool written = shard_write(s->attempt.bytes, SUMMARY, &out);
    buffer_free(&out);
    return written;
}

/* The disk has the reports, of this size. Returns false after a message. */
static bool close_reports(const output *reports, uint64_t *size) {
    const off_t end = lseek(reports->fd, 0, SEEK_END);
    const bool synced = end >= 0 && fsync(reports->fd) == 0;
    const int error = errno;
    *size = synced ? (uint64_t)end : 0;
    const bool closed = close(reports->fd) == 0;
    if (!synced || !closed) {
        complain_errno(reports->name, synced ? errno : error);
    }
    return synced && closed;
}

static void run(shard *s, const output *reports) {
    input_list list;
    list_inputs(s, &list);
    session_init(&s->session, s->options, inputs_size(s->options, &list));
    s->session.output = *reports;
    check_session(&s->session, &list);
    inputs_free(&list);
}

/* Writes the files of the attempt. Returns false after a message. */
static bool write_attempt(shard *s) {
    const char *file = shard_reports(s->options->report);
    buffer name = {0};
    buffer_append(&name, s->attempt.bytes, s->attempt.length);
    buffer_byte(&name, '/');
    buffer_text(&name, file != NULL ? file : "");
    buffer_append(&name, "", 1);
    output reports = {-1, name.bytes};
    if (file != NULL) {
        reports.fd = open(name.bytes, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    }
    bool written = file == NULL || reports.fd >= 0;
    if (written) {
        run(s, &reports);
        s->is_complete = s->session.summary.complete;
        written = (file == NULL || close_reports(&reports, &s->making.report_bytes)) &&
                  !s->session.output_failed && write_summary(s) &&
                  shard_write_making(s->attempt.bytes, &s->making);
    } else {
        complain_errno(name.bytes, errno);
    }
    buffer_free(&name);
    return written;
}

static exit_status validate(shard *s) {
    const check_options *options = s->options;
    if (!is_unchanged(s) || !shard_attempt(options->out, options->shard, &s->attempt)) {
        return STATUS_TROUBLE;
    }
    if (!write_attempt(s) || !is_unchanged(s)) {
        shard_discard(s->attempt.bytes);
        return STATUS_TROUBLE;
    }
    if (!shard_publish(options->out, options->shard, s->attempt.bytes, is_poorer, s)) {
        return STATUS_TROUBLE;
    }
    return session_status(&s->session);
}

exit_status check_shard(const check_options *options) {
    check_options divided = *options;
    shard s = {.options = &divided};
    exit_status status = STATUS_TROUBLE;
    describe_options(&s.making.options, options);
    s.making.report = options->report;
    shard_name(&s.name, options->out, options->shard, NULL);
    if (read_plan(&s, &divided) && !is_finished(&s, &status)) {
        status = validate(&s);
        session_free(&s.session);
    }
    buffer_free(&s.making.options);
    buffer_free(&s.attempt);
    buffer_free(&s.name);
    plan_list_free(&s.parts);
    return status;
}
