#include "check/check.h"

#include <string.h>
#include <unistd.h>

#include "check/inputs.h"
#include "support/catalogue_file.h"
#include "support/complain.h"

static void check_source(session *s, input *in, const buffer *source) {
    if (check_jobs(s, in, source)) {
        return;
    }
    reporter r = session_reporter(s, source);
    if (s->options->records) {
        check_records(s, in, &r);
    } else {
        check_stream(s, in, &r);
    }
    reporter_free(&r);
}

/* A file to which its own reports are appended never ends. */
static bool is_output(const session *s, const input *in) {
    return s->options->report != REPORT_NONE && in->size > 0 &&
           file_id_equal(file_id_of_open(in->reader.fd), file_id_of_open(STDOUT_FILENO));
}

static void check_open(session *s, input *in) {
    if (is_output(s, in)) {
        session_trouble(s);
        complain(in->name, "is also the output; write the reports to another file");
        return;
    }
    buffer source = {0};
    reporter_source(&source, s->options, in->name);
    check_source(s, in, &source);
    buffer_free(&source);
}

static division division_of(const session *s, const input *in) {
    return s->options->records ? DIVISION_RECORDS : (division)in->framing;
}

/* Standard input has no size: another process may have read a part of it. */
static void describe(session *s, const input *in) {
    input_row *row = &s->input;
    row->division = division_of(s, in);
    row->coding = in->coding;
    row->has_size = in->size > 0 && strcmp(in->name, "-") != 0;
    row->size = (uint64_t)in->size;
    row->begin = s->options->range.begin;
    row->end = input_range_end(s->options, row->size);
}

static void check_input(session *s, const char *name) {
    input in;
    session_begin_input(s, name);
    if (input_open(s, name, &in)) {
        describe(s, &in);
        check_open(s, &in);
        input_close(&in);
    }
    session_end_input(s);
}

static exit_status check_list(const check_options *options, const input_list *list) {
    session s;
    session_init(&s, options, input_total(list->names, list->count));
    s.trouble = list->incomplete;
    for (size_t i = 0; i < list->count && !s.stopped; i++) {
        check_input(&s, list->names[i]);
    }
    progress_hide(&s.progress);
    session_summarise(&s);
    const exit_status status = session_status(&s);
    session_free(&s);
    return status;
}

static exit_status check_inputs(const check_options *options) {
    input_list list;
    const exit_status status =
        inputs_collect(options, &list) ? check_list(options, &list) : STATUS_TROUBLE;
    inputs_free(&list);
    return status;
}

exit_status check_run(const check_options *options) {
    catalogue_file codes;
    if (!catalogue_file_open(options->codes, &codes)) {
        return STATUS_TROUBLE;
    }
    check_options with_codes = *options;
    with_codes.catalogue = codes.catalogue;
    with_codes.catalogue_hash = codes.catalogue != NULL ? catalogue_file_hash(&codes) : 0;
    const exit_status status = check_inputs(&with_codes);
    catalogue_file_close(&codes);
    return status;
}
