#include "check/reporter.h"

#include "check/report.h"
#include "summary/code_table.h"
#include "support/meaning.h"

/* The limit on buffered lines: a short document makes a much longer line. */
enum { BUFFERED_MAX = 1 << 20 };

static bool is_wanted(const check_options *options, tce_verdict verdict) {
    return options->only == 0 || (options->only >> verdict & 1) != 0;
}

static void format(reporter *r, const document *d) {
    switch (r->options->report) {
    case REPORT_JSON:
        report_json(&r->lines, d);
        break;
    case REPORT_TEXT:
        report_text(&r->lines, d, r->colour);
        break;
    case REPORT_NONE:
        break;
    }
}

static tce_text meaning(const reporter *r, const tce_report *report) {
    static const service_filter all = {NULL, NULL};
    return r->options->explain ? meaning_of(r->options->catalogue, &report->code_info, &all)
                               : (tce_text){NULL, 0};
}

bool reporter_take(void *user, const tce_report *report) {
    reporter *r = user;
    const document d = {
        .source = r->source,
        .report = report,
        .index = r->index_base + report->index,
        .offset = r->offset_base + report->offset,
        .explain = r->options->explain,
        .meaning = meaning(r, report),
    };
    tally_count(&r->tally, report);
    if (report->error_code.bytes != NULL) {
        code_log_append(&r->codes, report->error_code, report->code_info.code_class);
    }
    if (is_wanted(r->options, report->verdict)) {
        format(r, &d);
    }
    r->stopped = r->options->fail_fast && report->verdict == TCE_VERDICT_INVALID;
    if (!r->stopped && r->lines.length + r->codes.length < BUFFERED_MAX) {
        return true;
    }
    return r->drain(r->drain_user, r);
}

tce_options reporter_library_options(reporter *r) {
    tce_options options = check_options_library(r->options);
    options.user = r;
    options.on_report = reporter_take;
    return options;
}

void reporter_clear(reporter *r) {
    buffer_clear(&r->lines);
    buffer_clear(&r->codes);
    r->tally = (tally){0};
    r->bytes = 0;
}

void reporter_free(reporter *r) {
    buffer_free(&r->lines);
    buffer_free(&r->codes);
}

void reporter_source(buffer *source, const check_options *options, const char *name) {
    if (options->report == REPORT_JSON) {
        report_json_source(source, name);
    } else {
        report_text_source(source, name);
    }
}
