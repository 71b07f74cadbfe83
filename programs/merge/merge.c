#include "merge/merge.h"

#include "merge/shards.h"
#include "summary/merging.h"
#include "summary/read_json.h"
#include "support/complain.h"
#include "support/diagnostic.h"
#include "support/output.h"

/* What is merged: nothing yet, or a sum. */
typedef struct merging {
    const merge_options *options;
    named_summary sum;
    bool begun;
} merging;

/* Reads the summary and adds it. documents: how many it has; may be NULL. Returns false after a
 * message. */
static bool add(merging *m, const char *name, uint64_t *documents) {
    named_summary more = {.name = name};
    if (!summary_read(name, &more.summary)) {
        return false;
    }
    if (documents != NULL) {
        *documents = more.summary.tally.documents;
    }
    if (!m->begun) {
        m->sum = more;
        m->begun = true;
        return true;
    }
    const bool added = summary_merge(&m->sum, &more);
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

static bool write_diagnostic(buffer *text) {
    diagnostic_write(text);
    return true;
}

/* Where there are reports, they are on standard output, as of check. */
static exit_status summarise(merging *m) {
    summary *s = &m->sum.summary;
    if (!summary_join(s, m->options->partial) ||
        !summary_outputs_write(&m->options->summaries, s,
                               m->options->reports ? write_diagnostic : output_write)) {
        return STATUS_TROUBLE;
    }
    return status_of(m->options, s);
}

static exit_status merge_files(merging *m) {
    for (size_t i = 0; i < m->options->input_count; i++) {
        if (!add(m, m->options->inputs[i], NULL)) {
            return STATUS_TROUBLE;
        }
    }
    return summarise(m);
}

static bool add_shards(merging *m, shard_places *shards) {
    for (size_t i = 0; i < shards->count; i++) {
        shard_place *place = &shards->places[i];
        if (!place->is_missing && !add(m, place->summary, &place->documents)) {
            return false;
        }
    }
    if (!m->begun) {
        complain(m->options->out, "has no shard of %s; validate them first", m->options->plan);
    }
    return m->begun;
}

static exit_status merge_shards(merging *m) {
    shard_places shards;
    exit_status status = STATUS_TROUBLE;
    if (shards_find(m->options, &shards) && add_shards(m, &shards) &&
        (!m->options->reports || shards_write_reports(m->options, &shards))) {
        status = summarise(m);
    }
    shards_free(&shards);
    return status;
}

exit_status merge_run(const merge_options *options) {
    merging m = {.options = options};
    const exit_status status = options->plan != NULL ? merge_shards(&m) : merge_files(&m);
    if (m.begun) {
        summary_free(&m.sum.summary);
    }
    return status;
}
