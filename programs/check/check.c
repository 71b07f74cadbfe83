#include "check/check.h"

#include <string.h>
#include <unistd.h>

#include "support/catalogue_file.h"
#include "support/complain.h"

static void check_source(lane *l, input *in, const buffer *source) {
    if (check_jobs(l, in, source)) {
        return;
    }
    reporter r = lane_reporter(l, source);
    if (l->session->options->records) {
        check_records(l, in, &r);
    } else {
        check_stream(l, in, &r);
    }
    lane_take(l, &r);
    reporter_free(&r);
}

/* A file to which its own reports are appended never ends. */
static bool is_output(const check_options *options, const input *in) {
    return options->report != REPORT_NONE && in->size > 0 &&
           file_id_equal(file_id_of_open(in->reader.fd), file_id_of_open(STDOUT_FILENO));
}

static void check_open(lane *l, input *in) {
    const check_options *options = l->session->options;
    if (is_output(options, in)) {
        if (lane_trouble(l)) {
            complain(in->name, "is also the output; write the reports to another file");
        }
        return;
    }
    buffer source = {0};
    reporter_source(&source, options, in->name);
    check_source(l, in, &source);
    buffer_free(&source);
}

/* Standard input has no size: another process may have read a part of it. */
static void describe(input_row *row, const check_options *options, const input *in) {
    row->division = options->records ? DIVISION_RECORDS : (division)in->framing;
    row->coding = in->coding;
    row->has_size = in->size > 0 && strcmp(in->name, "-") != 0;
    row->size = (uint64_t)in->size;
    row->begin = options->range.begin;
    row->end = input_range_end(options, row->size);
}

void check_input(lane *l) {
    input in;
    if (input_open(l, l->row.name, &in)) {
        describe(&l->row, l->session->options, &in);
        lane_describe(l);
        check_open(l, &in);
        input_close(&in);
    }
}

static exit_status check_list(const check_options *options, const input_list *list) {
    session s;
    session_init(&s, options, input_total(list->names, list->count));
    s.trouble = list->incomplete;
    check_files(&s, list);
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
