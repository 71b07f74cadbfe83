#include "check/check.h"

#include <string.h>
#include <unistd.h>

#include "support/catalogue_file.h"
#include "support/complain.h"

static void check_divided(lane *l, input *in, reporter *r) {
    switch (in->division) {
    case DIVISION_RECORDS:
        check_records(l, in, r);
        break;
#ifdef TCE_HTTP_FILES
    case DIVISION_HTTP:
        check_http(l, in, r);
        break;
#endif
    case DIVISION_HAR:
        check_har(l, in, r);
        break;
    default:
        check_stream(l, in, r);
        break;
    }
}

static void check_source(lane *l, input *in, const buffer *source) {
    if (check_jobs(l, in, source)) {
        return;
    }
    reporter r = lane_reporter(l, source);
    check_divided(l, in, &r);
    lane_take(l, &r);
    reporter_free(&r);
}

/* A file to which its own reports are appended never ends. */
static bool is_output(const session *s, const input *in) {
    return s->options->report != REPORT_NONE && in->size > 0 &&
           file_id_equal(file_id_of_open(in->reader.fd), file_id_of_open(s->output.fd));
}

static void check_open(lane *l, input *in) {
    const check_options *options = l->session->options;
    if (is_output(l->session, in)) {
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
static void describe(lane *l, const input *in) {
    input_row *row = &l->row;
    row->division = in->division;
    row->coding = in->coding;
    row->has_size = in->size > 0 && strcmp(in->name, "-") != 0;
    row->size = (uint64_t)in->size;
    row->begin = l->part.range.begin;
    row->end = range_end(&l->part.range, row->size);
}

void check_input(lane *l) {
    input in;
    if (input_open(l, l->row.name, &in)) {
        describe(l, &in);
        lane_describe(l);
        check_open(l, &in);
        input_close(&in);
    }
}

uint64_t inputs_size(const check_options *options, const input_list *list) {
    uint64_t total = 0;
    for (size_t i = 0; i < list->count; i++) {
        const input_part part = inputs_part(list, options, i);
        uint64_t size;
        if (!input_size(list->names[i], &part, &size)) {
            return 0;
        }
        total += size;
    }
    return total;
}

void check_session(session *s, const input_list *list) {
    s->trouble = list->incomplete;
    check_files(s, list);
    progress_hide(&s->progress);
    session_summarise(s);
}

static exit_status check_list(const check_options *options, const input_list *list) {
    session s;
    session_init(&s, options, inputs_size(options, list));
    check_session(&s, list);
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
    const exit_status status =
        options->plan != NULL ? check_shard(&with_codes) : check_inputs(&with_codes);
    catalogue_file_close(&codes);
    return status;
}
