/*
 * Traffic Server loads a plugin once for plugin.config, once for remap.config, and again when its
 * file has changed. The copies find the table of the first one in an argument of the process, which
 * outlives them all.
 */
#include "counters.h"

#include <stdio.h>
#include <time.h>

/* Slots for error codes, for the common ones and about 800 others: 150 KB. */
#define CODE_SLOTS 1024

/* Bytes of the name of a metric. */
#define NAME_MAX_BYTES 96

static tce_http_counters *table;

/* ---- Metrics ---------------------------------------------------------------------------------*/

/* The metrics of one kind, with the library's names. */
typedef struct kind {
    const char *prefix;
    const char *(*name)(int number);
    int end;
} kind;

static const char *verdict_name(int number) {
    return tce_http_verdict_name((tce_http_verdict)number);
}

static const char *action_name(int number) {
    return tce_http_done_name((tce_http_done)number);
}

static const char *coding_name(int number) {
    return tce_http_coding_name((tce_http_coding)number);
}

/* A guard that is off counts nothing. */
static const char *skip_name(int number) {
    return number == TCE_HTTP_SKIP_OFF ? NULL : tce_http_skip_name((tce_http_skip)number);
}

static const char *violation_name(int number) {
    return tce_violation_name((tce_violation)number);
}

typedef enum total { TOTAL_RESPONSES = 0, TOTAL_BYTES, TOTAL_DECODED_BYTES, TOTAL_END } total;

static const char *total_name(int number) {
    static const char *const names[] = {"responses", "bytes", "decoded_bytes"};
    return names[number];
}

enum { TOTALS = 0, VERDICTS, ACTIONS, CODINGS, SKIPS, VIOLATIONS, KINDS };

static const kind kinds[KINDS] = {
    [TOTALS] = {"", total_name, TOTAL_END},
    [VERDICTS] = {"verdict.", verdict_name, TCE_HTTP_VERDICT_END},
    [ACTIONS] = {"action.", action_name, TCE_HTTP_DONE_END},
    [CODINGS] = {"coding.", coding_name, TCE_HTTP_CODING_END},
    [SKIPS] = {"skip.", skip_name, TCE_HTTP_SKIP_END},
    [VIOLATIONS] = {"violation.", violation_name, TCE_VIOLATION_END},
};

#define METRICS_MAX (TCE_VIOLATION_COUNT_MAX + 1)

static int metrics[KINDS][METRICS_MAX]; /* TS_ERROR: there is none */

_Static_assert(TCE_VIOLATION_END <= METRICS_MAX, "each violation has a metric");

static int metric_of(const char *name) {
    int metric = TS_ERROR;
    if (TSStatFindName(name, &metric) == TS_SUCCESS) {
        return metric;
    }
    return TSStatCreate(name, TS_RECORDDATATYPE_INT, TS_STAT_NON_PERSISTENT, TS_STAT_SYNC_SUM);
}

/* Returns whether all metrics of the kind are there. */
static bool open_kind(int number) {
    const kind *k = &kinds[number];
    bool all = true;
    for (int i = 0; i < METRICS_MAX; i++) {
        const char *name = i < k->end ? k->name(i) : NULL;
        char full[NAME_MAX_BYTES];
        metrics[number][i] = TS_ERROR;
        if (name != NULL) {
            (void)snprintf(full, sizeof(full), "plugin." PLUGIN_NAME ".%s%s", k->prefix, name);
            metrics[number][i] = metric_of(full);
            all = all && metrics[number][i] != TS_ERROR;
        }
    }
    return all;
}

static void open_metrics(void) {
    bool all = true;
    for (int i = 0; i < KINDS; i++) {
        all = open_kind(i) && all;
    }
    if (!all) {
        TSWarning("[" PLUGIN_NAME "] some metrics are missing: raise "
                  "proxy.config.stat_api.max_stats_allowed and restart. The status page has all "
                  "counters");
    }
}

static void add(int kind_number, int number, uint64_t amount) {
    const int metric = metrics[kind_number][number];
    if (metric != TS_ERROR && amount > 0) {
        TSStatIntIncrement(metric, (TSMgmtInt)amount);
    }
}

static void count_metrics(const tce_http_outcome *outcome) {
    add(TOTALS, TOTAL_RESPONSES, 1);
    add(TOTALS, TOTAL_BYTES, outcome->bytes);
    add(TOTALS, TOTAL_DECODED_BYTES, outcome->decoded_bytes);
    add(VERDICTS, (int)outcome->verdict, 1);
    add(ACTIONS, (int)outcome->done, 1);
    add(SKIPS, (int)outcome->skip, 1);
    add(CODINGS, (int)outcome->coding, outcome->verdict != TCE_HTTP_VERDICT_SKIPPED);
    for (int i = 0; i < TCE_VIOLATION_END; i++) {
        add(VIOLATIONS, i, outcome->violations >> i & 1);
    }
}

/* ---- The table -------------------------------------------------------------------------------*/

static tce_http_counters *make_table(int slot, size_t size) {
    void *memory = TSmalloc(size);
    tce_http_counters *made = tce_http_counters_init(memory, size, (int64_t)time(NULL));
    TSUserArgSet(NULL, slot, memory);
    return made;
}

const char *counters_open(void) {
    const size_t size = tce_http_counters_size(CODE_SLOTS);
    int slot;
    if (table != NULL) {
        return NULL;
    }
    if (TSUserArgIndexReserve(TS_USER_ARGS_GLB, PLUGIN_NAME, "counters of responses", &slot) !=
        TS_SUCCESS) {
        return "no argument of the process is left for the counters";
    }
    void *memory = TSUserArgGet(NULL, slot);
    table = memory == NULL ? make_table(slot, size) : tce_http_counters_open(memory, size);
    if (table == NULL) {
        return "another version of this plugin is loaded: restart Traffic Server";
    }
    open_metrics();
    return NULL;
}

void counters_count(const tce_http_outcome *outcome) {
    if (outcome->verdict != TCE_HTTP_VERDICT_NONE) {
        tce_http_count(table, outcome);
        count_metrics(outcome);
    }
}

tce_http_snapshot *counters_snapshot(void) {
    const size_t size = tce_http_snapshot_size(table);
    return tce_http_snapshot_take(TSmalloc(size), size, table, (int64_t)time(NULL));
}
