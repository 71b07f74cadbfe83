/*
 * Prometheus' text format, version 0.0.4:
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
#include "formats.h"

/* All metrics are counters and share a prefix and a suffix. */
static void put_metric(out *o, const char *name) {
    out_put_name(o, "tcenvelope_");
    out_put_name(o, name);
    out_put_name(o, "_total");
}

static void put_head(out *o, const char *name, const char *help) {
    out_put_name(o, "# HELP ");
    put_metric(o, name);
    out_put_name(o, " ");
    out_put_name(o, help);
    out_put_name(o, "\n# TYPE ");
    put_metric(o, name);
    out_put_name(o, " counter\n");
}

static void put_value(out *o, uint64_t number) {
    out_put_name(o, " ");
    out_put_number(o, number);
    out_put_name(o, "\n");
}

static void put_plain(out *o, const char *name, const char *help, uint64_t number) {
    put_head(o, name, help);
    put_metric(o, name);
    put_value(o, number);
}

static void put_family(out *o, const family *f, const uint64_t *counts) {
    put_head(o, f->metric, f->help);
    for (unsigned i = f->first; i < f->end; i++) {
        put_metric(o, f->metric);
        out_put_name(o, "{");
        out_put_name(o, f->label);
        out_put_name(o, "=\"");
        out_put_name(o, f->name(i));
        out_put_name(o, "\"}");
        put_value(o, counts[i]);
    }
}

static void put_escaped(out *o, tce_text string) {
    for (size_t i = 0; i < string.length; i++) {
        const char byte = string.bytes[i];
        if (byte == '\n') {
            out_put_name(o, "\\n");
            continue;
        }
        if (byte == '"' || byte == '\\') {
            out_put_name(o, "\\");
        }
        out_put(o, &byte, 1);
    }
}

static void put_codes(out *o, const tce_http_snapshot *s) {
    static const char name[] = "error_codes";
    put_head(o, name, "Responses with this Response.Error.Code.");
    for (size_t i = 0; i < s->code_count; i++) {
        put_metric(o, name);
        out_put_name(o, "{code=\"");
        put_escaped(o, s->codes[i].code);
        out_put_name(o, "\",class=\"");
        out_put_name(o, s->codes[i].class_name);
        out_put_name(o, "\"}");
        put_value(o, s->codes[i].count);
    }
}

void format_prometheus(out *o, const tce_http_snapshot *s, tce_text nonce) {
    (void)nonce;
    for (size_t i = 0; i < TCE_HTTP_FAMILY_END; i++) {
        put_family(o, &families[i], s->counts[i]);
    }
    put_codes(o, s);
    put_plain(o, "error_codes_other", "Responses with a code that is not counted by itself.",
              s->totals.codes_other);
    put_plain(o, "bytes", "Bytes of response bodies that were validated.", s->totals.bytes);
    put_plain(o, "decoded_bytes", "Bytes of response bodies that were validated, decoded.",
              s->totals.decoded_bytes);
}
