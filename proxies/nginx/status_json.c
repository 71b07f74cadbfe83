#include "status_parts.h"

typedef ngx_http_tcenvelope_text_t text_t;

static void key(text_t *text, const char *name) {
    ngx_http_tcenvelope_put(text, "\"", 1);
    ngx_http_tcenvelope_put_name(text, name);
    ngx_http_tcenvelope_put(text, "\":", 2);
}

static void number(text_t *text, const char *name, uint64_t value) {
    key(text, name);
    ngx_http_tcenvelope_put_number(text, value);
}

/* A name of ours: nothing in it needs an escape. */
static void name(text_t *text, const char *member, const char *value) {
    key(text, member);
    ngx_http_tcenvelope_put(text, "\"", 1);
    ngx_http_tcenvelope_put_name(text, value);
    ngx_http_tcenvelope_put(text, "\"", 1);
}

static void put_escaped(text_t *text, const ngx_str_t *string) {
    if (text->memory != NULL) {
        (void)ngx_escape_json(text->memory + text->size, string->data, string->len);
    }
    text->size += string->len + ngx_escape_json(NULL, string->data, string->len);
}

static void string(text_t *text, const char *member, const ngx_str_t *value) {
    key(text, member);
    ngx_http_tcenvelope_put(text, "\"", 1);
    put_escaped(text, value);
    ngx_http_tcenvelope_put(text, "\"", 1);
}

static void comma(text_t *text) {
    ngx_http_tcenvelope_put(text, ",", 1);
}

static void kind(text_t *text, const ngx_http_tcenvelope_kind_t *k, const uint64_t *counts) {
    key(text, k->plural);
    ngx_http_tcenvelope_put(text, "{", 1);
    for (ngx_uint_t i = 1; i < k->end; i++) {
        if (i > 1) {
            comma(text);
        }
        number(text, k->name(i), counts[i]);
    }
    ngx_http_tcenvelope_put(text, "},", 2);
}

static void code(text_t *text, const ngx_http_tcenvelope_code_count_t *c) {
    ngx_http_tcenvelope_put(text, "{", 1);
    string(text, "code", &c->code);
    comma(text);
    name(text, "class", c->class_name);
    comma(text);
    number(text, "count", c->count);
    ngx_http_tcenvelope_put(text, "}", 1);
}

static void codes(text_t *text, const ngx_http_tcenvelope_numbers_t *numbers) {
    key(text, "codes");
    ngx_http_tcenvelope_put(text, "[", 1);
    for (ngx_uint_t i = 0; i < numbers->code_count; i++) {
        if (i > 0) {
            comma(text);
        }
        code(text, &numbers->codes[i]);
    }
    ngx_http_tcenvelope_put(text, "],", 2);
}

void ngx_http_tcenvelope_write_json(text_t *text, const ngx_http_tcenvelope_numbers_t *numbers) {
    ngx_http_tcenvelope_put(text, "{", 1);
    name(text, "version", tce_version());
    comma(text);
    number(text, "since", (uint64_t)numbers->since);
    comma(text);
    number(text, "time", (uint64_t)numbers->time);
    comma(text);
    number(text, "responses", numbers->responses);
    comma(text);
    number(text, "bytes", numbers->bytes);
    comma(text);
    for (ngx_uint_t i = 0; i < NGX_HTTP_TCENVELOPE_KINDS; i++) {
        kind(text, &ngx_http_tcenvelope_kinds[i], numbers->counts[i]);
    }
    codes(text, numbers);
    number(text, "codes_other", numbers->codes_other);
    ngx_http_tcenvelope_put(text, "}\n", 2);
}
