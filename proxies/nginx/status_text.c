#include "status_parts.h"

void ngx_http_tcenvelope_put(ngx_http_tcenvelope_text_t *text, const void *bytes, size_t length) {
    if (text->memory != NULL) {
        ngx_memcpy(text->memory + text->size, bytes, length);
    }
    text->size += length;
}

void ngx_http_tcenvelope_put_name(ngx_http_tcenvelope_text_t *text, const char *name) {
    ngx_http_tcenvelope_put(text, name, ngx_strlen(name));
}

void ngx_http_tcenvelope_put_number(ngx_http_tcenvelope_text_t *text, uint64_t number) {
    u_char digits[NGX_INT64_LEN];
    const u_char *end = ngx_snprintf(digits, sizeof(digits), "%uL", number);
    ngx_http_tcenvelope_put(text, digits, (size_t)(end - digits));
}
