#include "headers.h"

ngx_int_t ngx_http_tcenvelope_push(ngx_list_t *fields, ngx_str_t name, ngx_str_t value) {
    ngx_table_elt_t *field = ngx_list_push(fields);
    if (field == NULL) {
        return NGX_ERROR;
    }
    ngx_memzero(field, sizeof(*field));
    field->hash = 1; /* 0 marks a removed field */
    field->key = name;
    field->value = value;
    return NGX_OK;
}
