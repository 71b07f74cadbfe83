#include "check/session.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/clock.h"
#include "support/diagnostic.h"
#include "support/escape.h"
#include "support/output.h"

static bool wants_colour(const check_options *options) {
    const colour_wish wish = options->colour;
    const char *no_colour = getenv("NO_COLOR");
    if (wish != COLOUR_AUTO) {
        return wish == COLOUR_ALWAYS;
    }
    return options->plan == NULL && isatty(STDOUT_FILENO) &&
           (no_colour == NULL || no_colour[0] == '\0');
}

void session_init(session *s, const check_options *options, uint64_t total) {
    *s = (session){
        .options = options,
        .begun = clock_seconds(),
        .colour = wants_colour(options),
        .output = output_standard(),
    };
    summary_init(&s->summary, CODES_MAX);
    s->summary.options = check_options_verdicts(options);
    s->summary.catalogue = options->catalogue;
    progress_init(&s->progress, !options->quiet, total);
}

void session_free(session *s) {
    summary_free(&s->summary);
}

static bool write_lines(session *s, buffer *lines) {
    if (lines->length == 0) {
        return true;
    }
    progress_make_way(&s->progress);
    s->output_failed = !output_write_to(&s->output, lines);
    return !s->output_failed;
}

/* A sum of bytes or documents of one run is never too large. */
static void add_counts(session *s, const reporter *r) {
    input_row *row = &s->input;
    s->summary.bytes += r->bytes;
    row->bytes += r->bytes;
    row->documents += r->tally.documents;
    for (size_t i = 0; i < VERDICT_END; i++) {
        row->verdicts[i] += r->tally.verdicts[i];
    }
    tally_merge(&s->summary.tally, &r->tally);
    code_table_count_log(&s->summary.codes, &r->codes);
    s->input_encoded = r->encoded;
}

static void take(session *s, reporter *r) {
    const bool written = write_lines(s, &r->lines);
    add_counts(s, r);
    s->stopped = !written || r->stopped;
    if (written) {
        progress_update(&s->progress, s->encoded + s->input_encoded, s->summary.bytes,
                        s->summary.tally.documents);
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

static void show_input(session *s) {
    const input_row *row = &s->input;
    buffer line = {0};
    buffer_literal(&line, "tcenvelope: ");
    escape_terminal(&line, row->name, strlen(row->name));
    buffer_format(
        &line, ": %llu documents, %llu invalid, %llu bytes\n", (unsigned long long)row->documents,
        (unsigned long long)row->verdicts[TCE_VERDICT_INVALID], (unsigned long long)row->bytes);
    progress_hide(&s->progress);
    diagnostic_write(&line);
    buffer_free(&line);
}

void session_begin_input(session *s, const input_row *row) {
    s->input = *row;
    s->input_encoded = 0;
    s->skips = s->stopped;
}

static void add_input(session *s) {
    s->input.complete = s->input.complete && !s->stopped;
    s->summary.divisions[s->input.division]++;
    s->summary.codings[s->input.coding]++;
    if (s->options->plan != NULL || summary_outputs_need_rows(&s->options->summaries)) {
        summary_add_row(&s->summary, &s->input);
    }
}

void session_end_input(session *s) {
    if (s->skips) {
        return;
    }
    if (s->options->verbose && s->input.division != DIVISION_UNKNOWN && !s->output_failed) {
        show_input(s);
    }
    s->encoded += s->input_encoded;
    add_input(s);
}

void session_trouble(session *s) {
    progress_hide(&s->progress);
    s->trouble = true;
    s->input.complete = false;
    s->stopped = s->stopped || s->options->fail_fast;
}

static bool write_diagnostic(buffer *text) {
    diagnostic_write(text);
    return true;
}

void session_summarise(session *s) {
    s->summary.complete = !s->trouble && !s->stopped;
    s->summary.microseconds = (uint64_t)((clock_seconds() - s->begun) * 1e6);
    if (!s->output_failed && !summary_outputs_write(&s->options->summaries, &s->summary,
                                                    s->options->quiet ? NULL : write_diagnostic)) {
        s->trouble = true;
    }
}

exit_status session_status(const session *s) {
    if (s->trouble || s->output_failed) {
        return STATUS_TROUBLE;
    }
    return s->summary.tally.verdicts[TCE_VERDICT_INVALID] > 0 && !s->options->exit_zero
               ? STATUS_INVALID
               : STATUS_VALID;
}
