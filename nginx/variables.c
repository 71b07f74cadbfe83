#include "variables.h"

typedef ngx_http_tcenvelope_response_t response_t;

/* What a variable says of a response: text that lives as long as the request; without bytes: none.
 * Numbers are written to the buffer. */
typedef ngx_str_t (*teller_t)(const response_t *response, u_char *number);

static ngx_str_t from_name(const char *name) {
    return name == NULL ? (ngx_str_t)ngx_null_string
                        : (ngx_str_t){ngx_strlen(name), (u_char *)(uintptr_t)name};
}

static ngx_str_t from_text(tce_text text) {
    return (ngx_str_t){text.length, (u_char *)(uintptr_t)text.bytes};
}

static ngx_str_t from_number(uint64_t number, u_char *buffer) {
    return (ngx_str_t){(size_t)(ngx_sprintf(buffer, "%uL", number) - buffer), buffer};
}

static ngx_str_t tell_verdict(const response_t *response, u_char *number) {
    (void)number;
    return from_name(ngx_http_tcenvelope_verdict_name(response->verdict));
}

static ngx_str_t tell_action(const response_t *response, u_char *number) {
    (void)number;
    return from_name(ngx_http_tcenvelope_action_name(response->action));
}

static ngx_str_t tell_violation(const response_t *response, u_char *number) {
    (void)number;
    return from_name(tce_violation_name(ngx_http_tcenvelope_first_violation(response)));
}

static ngx_str_t tell_offset(const response_t *response, u_char *number) {
    return ngx_http_tcenvelope_first_violation(response) == TCE_NO_VIOLATION
               ? (ngx_str_t)ngx_null_string
               : from_number(response->report->violation_offset, number);
}

static ngx_str_t tell_bytes(const response_t *response, u_char *number) {
    return from_number(response->bytes, number);
}

static ngx_str_t tell_request_id(const response_t *response, u_char *number) {
    (void)number;
    return response->report == NULL ? (ngx_str_t)ngx_null_string
                                    : from_text(response->report->request_id);
}

static ngx_str_t tell_error_code(const response_t *response, u_char *number) {
    (void)number;
    return response->report == NULL ? (ngx_str_t)ngx_null_string
                                    : from_text(response->report->error_code);
}

static ngx_str_t tell_error_class(const response_t *response, u_char *number) {
    (void)number;
    return response->report == NULL
               ? (ngx_str_t)ngx_null_string
               : from_name(tce_class_name(response->report->code_info.code_class));
}

static const struct variable {
    ngx_str_t name;
    teller_t tell;
} variables[] = {
    {ngx_string("tcenvelope_verdict"), tell_verdict},
    {ngx_string("tcenvelope_violation"), tell_violation},
    {ngx_string("tcenvelope_offset"), tell_offset},
    {ngx_string("tcenvelope_bytes"), tell_bytes},
    {ngx_string("tcenvelope_request_id"), tell_request_id},
    {ngx_string("tcenvelope_error_code"), tell_error_code},
    {ngx_string("tcenvelope_error_class"), tell_error_class},
    {ngx_string("tcenvelope_action"), tell_action},
};

static const size_t variable_count = sizeof(variables) / sizeof(variables[0]);

/* A response without an account, of a guarded location: it was passed without being looked at. */
static ngx_str_t tell_skipped(const ngx_http_request_t *r, teller_t tell) {
    return tell == tell_verdict && ngx_http_tcenvelope_is_skipped(r)
               ? from_name(ngx_http_tcenvelope_verdict_name(NGX_HTTP_TCENVELOPE_SKIPPED))
               : (ngx_str_t)ngx_null_string;
}

static ngx_int_t get(ngx_http_request_t *r, ngx_http_variable_value_t *value, uintptr_t index) {
    teller_t tell = variables[index].tell;
    response_t *response = ngx_http_tcenvelope_response(r->main);
    u_char *number = ngx_pnalloc(r->pool, NGX_INT64_LEN);
    if (number == NULL) {
        return NGX_ERROR;
    }
    ngx_str_t text = response == NULL ? tell_skipped(r->main, tell) : tell(response, number);
    value->len = (unsigned)text.len & 0xfffffff; /* 28 bits are more than any text here has */
    value->data = text.data;
    value->valid = text.data != NULL;
    value->not_found = text.data == NULL;
    value->no_cacheable = 1;
    return NGX_OK;
}

ngx_int_t ngx_http_tcenvelope_add_variables(ngx_conf_t *cf) {
    for (size_t i = 0; i < variable_count; i++) {
        ngx_str_t name = variables[i].name;
        ngx_http_variable_t *variable = ngx_http_add_variable(cf, &name, NGX_HTTP_VAR_NOCACHEABLE);
        if (variable == NULL) {
            return NGX_ERROR;
        }
        variable->get_handler = get;
        variable->data = i;
    }
    return NGX_OK;
}
