#include "status_parts.h"

static void ngx_http_tcenvelope_json_key(ngx_http_tcenvelope_text_t *text, const char *name) {
    ngx_http_tcenvelope_put(text, "\"", 1);
    ngx_http_tcenvelope_put_name(text, name);
    ngx_http_tcenvelope_put(text, "\":", 2);
}

static void ngx_http_tcenvelope_json_number(ngx_http_tcenvelope_text_t *text, const char *name,
                                            uint64_t value) {
    ngx_http_tcenvelope_json_key(text, name);
    ngx_http_tcenvelope_put_number(text, value);
}

/* One of the module's own names, which need no escapes. */
static void ngx_http_tcenvelope_json_name(ngx_http_tcenvelope_text_t *text, const char *member,
                                          const char *value) {
    ngx_http_tcenvelope_json_key(text, member);
    ngx_http_tcenvelope_put(text, "\"", 1);
    ngx_http_tcenvelope_put_name(text, value);
    ngx_http_tcenvelope_put(text, "\"", 1);
}

static void ngx_http_tcenvelope_json_put_escaped(ngx_http_tcenvelope_text_t *text,
                                                 const ngx_str_t *string) {
    if (text->memory != NULL) {
        (void)ngx_escape_json(text->memory + text->size, string->data, string->len);
    }
    text->size += string->len + ngx_escape_json(NULL, string->data, string->len);
}

static void ngx_http_tcenvelope_json_string(ngx_http_tcenvelope_text_t *text, const char *member,
                                            const ngx_str_t *value) {
    ngx_http_tcenvelope_json_key(text, member);
    ngx_http_tcenvelope_put(text, "\"", 1);
    ngx_http_tcenvelope_json_put_escaped(text, value);
    ngx_http_tcenvelope_put(text, "\"", 1);
}

static void ngx_http_tcenvelope_json_comma(ngx_http_tcenvelope_text_t *text) {
    ngx_http_tcenvelope_put(text, ",", 1);
}

static void ngx_http_tcenvelope_json_kind(ngx_http_tcenvelope_text_t *text,
                                          const ngx_http_tcenvelope_kind_t *k,
                                          const uint64_t *counts) {
    ngx_http_tcenvelope_json_key(text, k->plural);
    ngx_http_tcenvelope_put(text, "{", 1);
    for (ngx_uint_t i = 1; i < k->end; i++) {
        if (i > 1) {
            ngx_http_tcenvelope_json_comma(text);
        }
        ngx_http_tcenvelope_json_number(text, k->name(i), counts[i]);
    }
    ngx_http_tcenvelope_put(text, "},", 2);
}

static void ngx_http_tcenvelope_json_code(ngx_http_tcenvelope_text_t *text,
                                          const ngx_http_tcenvelope_code_count_t *c) {
    ngx_http_tcenvelope_put(text, "{", 1);
    ngx_http_tcenvelope_json_string(text, "code", &c->code);
    ngx_http_tcenvelope_json_comma(text);
    ngx_http_tcenvelope_json_name(text, "class", c->class_name);
    ngx_http_tcenvelope_json_comma(text);
    ngx_http_tcenvelope_json_number(text, "count", c->count);
    ngx_http_tcenvelope_put(text, "}", 1);
}

static void ngx_http_tcenvelope_json_codes(ngx_http_tcenvelope_text_t *text,
                                           const ngx_http_tcenvelope_numbers_t *numbers) {
    ngx_http_tcenvelope_json_key(text, "codes");
    ngx_http_tcenvelope_put(text, "[", 1);
    for (ngx_uint_t i = 0; i < numbers->code_count; i++) {
        if (i > 0) {
            ngx_http_tcenvelope_json_comma(text);
        }
        ngx_http_tcenvelope_json_code(text, &numbers->codes[i]);
    }
    ngx_http_tcenvelope_put(text, "],", 2);
}

void ngx_http_tcenvelope_write_json(ngx_http_tcenvelope_text_t *text,
                                    const ngx_http_tcenvelope_numbers_t *numbers) {
    ngx_http_tcenvelope_put(text, "{", 1);
    ngx_http_tcenvelope_json_name(text, "version", tce_version());
    ngx_http_tcenvelope_json_comma(text);
    ngx_http_tcenvelope_json_number(text, "since", (uint64_t)numbers->since);
    ngx_http_tcenvelope_json_comma(text);
    ngx_http_tcenvelope_json_number(text, "time", (uint64_t)numbers->time);
    ngx_http_tcenvelope_json_comma(text);
    ngx_http_tcenvelope_json_number(text, "responses", numbers->responses);
    ngx_http_tcenvelope_json_comma(text);
    ngx_http_tcenvelope_json_number(text, "bytes", numbers->bytes);
    ngx_http_tcenvelope_json_comma(text);
    for (ngx_uint_t i = 0; i < NGX_HTTP_TCENVELOPE_KINDS; i++) {
        ngx_http_tcenvelope_json_kind(text, &ngx_http_tcenvelope_kinds[i], numbers->counts[i]);
    }
    ngx_http_tcenvelope_json_codes(text, numbers);
    ngx_http_tcenvelope_json_number(text, "codes_other", numbers->codes_other);
    ngx_http_tcenvelope_put(text, "}\n", 2);
}
