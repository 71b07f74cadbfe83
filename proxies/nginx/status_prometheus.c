/*
 * Prometheus' text format, version 0.0.4:
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
#include "status_parts.h"

static void ngx_http_tcenvelope_prometheus_put(ngx_http_tcenvelope_text_t *text, const char *name) {
    ngx_http_tcenvelope_put_name(text, name);
}

/* All metrics are counters and share a prefix and a suffix. */
static void ngx_http_tcenvelope_prometheus_metric(ngx_http_tcenvelope_text_t *text,
                                                  const char *name) {
    ngx_http_tcenvelope_prometheus_put(text, "tcenvelope_");
    ngx_http_tcenvelope_prometheus_put(text, name);
    ngx_http_tcenvelope_prometheus_put(text, "_total");
}

static void ngx_http_tcenvelope_prometheus_head(ngx_http_tcenvelope_text_t *text, const char *name,
                                                const char *help) {
    ngx_http_tcenvelope_prometheus_put(text, "# HELP ");
    ngx_http_tcenvelope_prometheus_metric(text, name);
    ngx_http_tcenvelope_prometheus_put(text, " ");
    ngx_http_tcenvelope_prometheus_put(text, help);
    ngx_http_tcenvelope_prometheus_put(text, "\n# TYPE ");
    ngx_http_tcenvelope_prometheus_metric(text, name);
    ngx_http_tcenvelope_prometheus_put(text, " counter\n");
}

static void ngx_http_tcenvelope_prometheus_value(ngx_http_tcenvelope_text_t *text,
                                                 uint64_t number) {
    ngx_http_tcenvelope_prometheus_put(text, " ");
    ngx_http_tcenvelope_put_number(text, number);
    ngx_http_tcenvelope_prometheus_put(text, "\n");
}

static void ngx_http_tcenvelope_prometheus_plain(ngx_http_tcenvelope_text_t *text, const char *name,
                                                 const char *help, uint64_t number) {
    ngx_http_tcenvelope_prometheus_head(text, name, help);
    ngx_http_tcenvelope_prometheus_metric(text, name);
    ngx_http_tcenvelope_prometheus_value(text, number);
}

static void ngx_http_tcenvelope_prometheus_kind(ngx_http_tcenvelope_text_t *text,
                                                const ngx_http_tcenvelope_kind_t *k,
                                                const uint64_t *counts) {
    ngx_http_tcenvelope_prometheus_head(text, k->metric, k->help);
    for (ngx_uint_t i = 1; i < k->end; i++) {
        ngx_http_tcenvelope_prometheus_metric(text, k->metric);
        ngx_http_tcenvelope_prometheus_put(text, "{");
        ngx_http_tcenvelope_prometheus_put(text, k->label);
        ngx_http_tcenvelope_prometheus_put(text, "=\"");
        ngx_http_tcenvelope_prometheus_put(text, k->name(i));
        ngx_http_tcenvelope_prometheus_put(text, "\"}");
        ngx_http_tcenvelope_prometheus_value(text, counts[i]);
    }
}

static void ngx_http_tcenvelope_prometheus_put_escaped(ngx_http_tcenvelope_text_t *text,
                                                       const ngx_str_t *string) {
    for (size_t i = 0; i < string->len; i++) {
        const u_char byte = string->data[i];
        if (byte == '\n') {
            ngx_http_tcenvelope_prometheus_put(text, "\\n");
            continue;
        }
        if (byte == '"' || byte == '\\') {
            ngx_http_tcenvelope_prometheus_put(text, "\\");
        }
        ngx_http_tcenvelope_put(text, &byte, 1);
    }
}

static void ngx_http_tcenvelope_prometheus_codes(ngx_http_tcenvelope_text_t *text,
                                                 const ngx_http_tcenvelope_numbers_t *numbers) {
    static const char name[] = "error_codes";
    ngx_http_tcenvelope_prometheus_head(text, name, "Responses with this Response.Error.Code.");
    for (ngx_uint_t i = 0; i < numbers->code_count; i++) {
        ngx_http_tcenvelope_prometheus_metric(text, name);
        ngx_http_tcenvelope_prometheus_put(text, "{code=\"");
        ngx_http_tcenvelope_prometheus_put_escaped(text, &numbers->codes[i].code);
        ngx_http_tcenvelope_prometheus_put(text, "\",class=\"");
        ngx_http_tcenvelope_prometheus_put(text, numbers->codes[i].class_name);
        ngx_http_tcenvelope_prometheus_put(text, "\"}");
        ngx_http_tcenvelope_prometheus_value(text, numbers->codes[i].count);
    }
}

void ngx_http_tcenvelope_write_prometheus(ngx_http_tcenvelope_text_t *text,
                                          const ngx_http_tcenvelope_numbers_t *numbers) {
    for (ngx_uint_t i = 0; i < NGX_HTTP_TCENVELOPE_KINDS; i++) {
        ngx_http_tcenvelope_prometheus_kind(text, &ngx_http_tcenvelope_kinds[i],
                                            numbers->counts[i]);
    }
    ngx_http_tcenvelope_prometheus_codes(text, numbers);
    ngx_http_tcenvelope_prometheus_plain(text, "error_codes_other",
                                         "Responses with a code that is not counted by itself.",
                                         numbers->codes_other);
    ngx_http_tcenvelope_prometheus_plain(
        text, "bytes", "Bytes of response bodies that were validated.", numbers->bytes);
}
