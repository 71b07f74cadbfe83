/*
 * Prometheus' text format, version 0.0.4:
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
#include "status_parts.h"

typedef ngx_http_tcenvelope_text_t text_t;

static void put(text_t *text, const char *name) {
    ngx_http_tcenvelope_put_name(text, name);
}

/* All metrics are counters, and their names begin and end alike. */
static void metric(text_t *text, const char *name) {
    put(text, "tcenvelope_");
    put(text, name);
    put(text, "_total");
}

static void head(text_t *text, const char *name, const char *help) {
    put(text, "# HELP ");
    metric(text, name);
    put(text, " ");
    put(text, help);
    put(text, "\n# TYPE ");
    metric(text, name);
    put(text, " counter\n");
}

static void value(text_t *text, uint64_t number) {
    put(text, " ");
    ngx_http_tcenvelope_put_number(text, number);
    put(text, "\n");
}

static void plain(text_t *text, const char *name, const char *help, uint64_t number) {
    head(text, name, help);
    metric(text, name);
    value(text, number);
}

static void kind(text_t *text, const ngx_http_tcenvelope_kind_t *k, const uint64_t *counts) {
    head(text, k->metric, k->help);
    for (ngx_uint_t i = 1; i < k->end; i++) {
        metric(text, k->metric);
        put(text, "{");
        put(text, k->label);
        put(text, "=\"");
        put(text, k->name(i));
        put(text, "\"}");
        value(text, counts[i]);
    }
}

static void put_escaped(text_t *text, const ngx_str_t *string) {
    for (size_t i = 0; i < string->len; i++) {
        const u_char byte = string->data[i];
        if (byte == '\n') {
            put(text, "\\n");
            continue;
        }
        if (byte == '"' || byte == '\\') {
            put(text, "\\");
        }
        ngx_http_tcenvelope_put(text, &byte, 1);
    }
}

static void codes(text_t *text, const ngx_http_tcenvelope_numbers_t *numbers) {
    static const char name[] = "error_codes";
    head(text, name, "Responses with this Response.Error.Code.");
    for (ngx_uint_t i = 0; i < numbers->code_count; i++) {
        metric(text, name);
        put(text, "{code=\"");
        put_escaped(text, &numbers->codes[i].code);
        put(text, "\",class=\"");
        put(text, numbers->codes[i].class_name);
        put(text, "\"}");
        value(text, numbers->codes[i].count);
    }
}

void ngx_http_tcenvelope_write_prometheus(text_t *text,
                                          const ngx_http_tcenvelope_numbers_t *numbers) {
    for (ngx_uint_t i = 0; i < NGX_HTTP_TCENVELOPE_KINDS; i++) {
        kind(text, &ngx_http_tcenvelope_kinds[i], numbers->counts[i]);
    }
    codes(text, numbers);
    plain(text, "error_codes_other", "Responses with a code that is not counted by itself.",
          numbers->codes_other);
    plain(text, "bytes", "Bytes of response bodies that were judged.", numbers->bytes);
}
