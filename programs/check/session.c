#include "check/session.h"

#include <stdlib.h>
#include <unistd.h>

#include "support/clock.h"
#include "support/output.h"

enum { SPACE_MIN = 65536 };

static bool wants_colour(void) {
    const char *no_colour = getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) && (no_colour == NULL || no_colour[0] == '\0');
}

void session_init(session *s, const check_options *options, uint64_t total) {
    *s = (session){
        .options = options,
        .begun = clock_seconds(),
        .space_size = options->chunk > SPACE_MIN ? options->chunk : SPACE_MIN,
        .colour = wants_colour(),
    };
    s->space = allocate(1, s->space_size);
    code_table_init(&s->codes);
    progress_init(&s->progress, !options->quiet, total);
}

void session_free(session *s) {
    free(s->space);
    code_table_free(&s->codes);
}

reporter session_reporter(session *s, const buffer *source) {
    return (reporter){
        .options = s->options,
        .source = source,
        .drain = session_take,
        .drain_user = s,
        .colour = s->colour,
    };
}

static bool write_lines(session *s, buffer *lines) {
    if (s->output_failed) {
        return false;
    }
    if (lines->length == 0) {
        return true;
    }
    progress_make_way(&s->progress);
    s->output_failed = !output_write(lines);
    return !s->output_failed;
}

bool session_take(void *user, reporter *r) {
    session *s = user;
    const bool written = write_lines(s, &r->lines);
    s->bytes += r->bytes;
    tally_merge(&s->tally, &r->tally);
    code_table_count_log(&s->codes, &r->codes);
    reporter_clear(r);
    if (written) {
        progress_update(&s->progress, s->bytes, s->tally.documents);
    }
    return written;
}

void session_trouble(session *s) {
    progress_hide(&s->progress);
    s->trouble = true;
}

exit_status session_status(const session *s) {
    if (s->trouble || s->output_failed) {
        return STATUS_TROUBLE;
    }
    return s->tally.verdicts[TCE_VERDICT_INVALID] > 0 ? STATUS_INVALID : STATUS_VALID;
}
