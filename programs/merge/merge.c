#include "merge/merge.h"

#include "summary/merging.h"
#include "summary/read_json.h"
#include "support/output.h"

/* Reads the summary and adds it. Returns false after a message. */
static bool add(named_summary *sum, const char *name) {
    named_summary more = {.name = name};
    if (!summary_read(name, &more.summary)) {
        return false;
    }
    const bool added = summary_merge(sum, &more);
    summary_free(&more.summary);
    return added;
}

/* The status of one run over all inputs. */
static exit_status status_of(const merge_options *options, const summary *s) {
    if (!s->complete) {
        return STATUS_TROUBLE;
    }
    return s->tally.verdicts[TCE_VERDICT_INVALID] > 0 && !options->exit_zero ? STATUS_INVALID
                                                                             : STATUS_VALID;
}

static exit_status merge_into(const merge_options *options, named_summary *sum) {
    for (size_t i = 1; i < options->input_count; i++) {
        if (!add(sum, options->inputs[i])) {
            return STATUS_TROUBLE;
        }
    }
    if (!summary_join(&sum->summary, options->partial) ||
        !summary_outputs_write(&options->summaries, &sum->summary, output_write)) {
        return STATUS_TROUBLE;
    }
    return status_of(options, &sum->summary);
}

exit_status merge_run(const merge_options *options) {
    named_summary sum = {.name = options->inputs[0]};
    if (!summary_read(sum.name, &sum.summary)) {
        return STATUS_TROUBLE;
    }
    const exit_status status = merge_into(options, &sum);
    summary_free(&sum.summary);
    return status;
}
