#include "check/session.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/clock.h"
#include "support/diagnostic.h"
#include "support/escape.h"
#include "support/output.h"

enum { SPACE_MIN = 65536 };

static bool wants_colour(colour_wish wish) {
    const char *no_colour = getenv("NO_COLOR");
    if (wish != COLOUR_AUTO) {
        return wish == COLOUR_ALWAYS;
    }
    return isatty(STDOUT_FILENO) && (no_colour == NULL || no_colour[0] == '\0');
}

void session_init(session *s, const check_options *options, uint64_t total) {
    *s = (session){
        .options = options,
        .begun = clock_seconds(),
        .space_size = options->chunk > SPACE_MIN ? options->chunk : SPACE_MIN,
        .colour = wants_colour(options->colour),
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
    if (lines->length == 0) {
        return true;
    }
    progress_make_way(&s->progress);
    s->output_failed = !output_write(lines);
    return !s->output_failed;
}

static void take(session *s, reporter *r) {
    const bool written = write_lines(s, &r->lines);
    s->bytes += r->bytes;
    s->input_bytes += r->bytes;
    s->input_encoded = r->encoded;
    tally_merge(&s->tally, &r->tally);
    tally_merge(&s->input_tally, &r->tally);
    code_table_count_log(&s->codes, &r->codes);
    s->stopped = !written || r->stopped;
    if (written) {
        progress_update(&s->progress, s->encoded + s->input_encoded, s->bytes, s->tally.documents);
    }
}

bool session_take(void *user, reporter *r) {
    session *s = user;
    if (!s->stopped) {
        take(s, r);
    }
    reporter_clear(r);
    return !s->stopped;
}

static void show_input(session *s, const char *name) {
    buffer line = {0};
    buffer_literal(&line, "tcenvelope: ");
    escape_terminal(&line, name, strlen(name));
    buffer_format(&line, ": %llu documents, %llu invalid, %llu bytes\n",
                  (unsigned long long)s->input_tally.documents,
                  (unsigned long long)s->input_tally.verdicts[TCE_VERDICT_INVALID],
                  (unsigned long long)s->input_bytes);
    progress_hide(&s->progress);
    diagnostic_write(&line);
    buffer_free(&line);
}

void session_end_input(session *s, const char *name) {
    if (s->options->verbose && !s->output_failed) {
        show_input(s, name);
    }
    s->input_tally = (tally){0};
    s->input_bytes = 0;
    s->encoded += s->input_encoded;
    s->input_encoded = 0;
}

void session_trouble(session *s) {
    progress_hide(&s->progress);
    s->trouble = true;
    s->stopped = s->stopped || s->options->fail_fast;
}

exit_status session_status(const session *s) {
    if (s->trouble || s->output_failed) {
        return STATUS_TROUBLE;
    }
    return s->tally.verdicts[TCE_VERDICT_INVALID] > 0 && !s->options->exit_zero ? STATUS_INVALID
                                                                                : STATUS_VALID;
}
