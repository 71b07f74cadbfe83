#include "variables.h"

#include "response.h"

/* The value of a variable: text that lives as long as the pool. Empty: none. */
typedef tce_text (*ngx_http_tcenvelope_getter_pt)(const tce_http_outcome *outcome,
                                                  ngx_pool_t *pool);

static const tce_text ngx_http_tcenvelope_no_text = {NULL, 0};

static tce_text ngx_http_tcenvelope_from_name(const char *name) {
    return name == NULL ? ngx_http_tcenvelope_no_text : (tce_text){name, ngx_strlen(name)};
}

/* Text from the response may be put into a header, in which a line break would begin another
 * field. */
static tce_text ngx_http_tcenvelope_from_response(ngx_pool_t *pool, tce_text text) {
    u_char *copy = text.length == 0 ? NULL : ngx_pnalloc(pool, text.length);
    if (copy == NULL) {
        return ngx_http_tcenvelope_no_text;
    }
    for (size_t i = 0; i < text.length; i++) {
        u_char byte = (u_char)text.bytes[i];
        copy[i] = byte < 0x20 || byte == 0x7f ? '?' : byte;
    }
    return (tce_text){(const char *)copy, text.length};
}

static tce_text ngx_http_tcenvelope_from_number(ngx_pool_t *pool, uint64_t number) {
    u_char *digits = ngx_pnalloc(pool, NGX_INT64_LEN);
    return digits == NULL ? ngx_http_tcenvelope_no_text
                          : (tce_text){(const char *)digits,
                                       (size_t)(ngx_sprintf(digits, "%uL", number) - digits)};
}

static tce_text ngx_http_tcenvelope_get_verdict(const tce_http_outcome *outcome, ngx_pool_t *pool) {
    (void)pool;
    return ngx_http_tcenvelope_from_name(tce_http_verdict_name(outcome->verdict));
}

static tce_text ngx_http_tcenvelope_get_action(const tce_http_outcome *outcome, ngx_pool_t *pool) {
    (void)pool;
    return ngx_http_tcenvelope_from_name(tce_http_done_name(outcome->done));
}

static tce_text ngx_http_tcenvelope_get_violation(const tce_http_outcome *outcome,
                                                  ngx_pool_t *pool) {
    (void)pool;
    return ngx_http_tcenvelope_from_name(tce_violation_name(outcome->violation));
}

static tce_text ngx_http_tcenvelope_get_offset(const tce_http_outcome *outcome, ngx_pool_t *pool) {
    return outcome->violation == TCE_VIOLATION_NONE
               ? ngx_http_tcenvelope_no_text
               : ngx_http_tcenvelope_from_number(pool, outcome->offset);
}

static tce_text ngx_http_tcenvelope_get_bytes(const tce_http_outcome *outcome, ngx_pool_t *pool) {
    return ngx_http_tcenvelope_from_number(pool, outcome->bytes);
}

static tce_text ngx_http_tcenvelope_get_request_id(const tce_http_outcome *outcome,
                                                   ngx_pool_t *pool) {
    return ngx_http_tcenvelope_from_response(pool, outcome->request_id);
}

static tce_text ngx_http_tcenvelope_get_error_code(const tce_http_outcome *outcome,
                                                   ngx_pool_t *pool) {
    return ngx_http_tcenvelope_from_response(pool, outcome->error_code);
}

static tce_text ngx_http_tcenvelope_get_error_class(const tce_http_outcome *outcome,
                                                    ngx_pool_t *pool) {
    (void)pool;
    return ngx_http_tcenvelope_from_name(tce_code_class_name(outcome->code_class));
}

static tce_text ngx_http_tcenvelope_get_coding(const tce_http_outcome *outcome, ngx_pool_t *pool) {
    (void)pool;
    return outcome->skip != TCE_HTTP_SKIP_NONE
               ? ngx_http_tcenvelope_no_text
               : ngx_http_tcenvelope_from_name(tce_http_coding_name(outcome->coding));
}

typedef struct {
    ngx_str_t name;
    ngx_http_tcenvelope_getter_pt get;
} ngx_http_tcenvelope_variable_t;

static const ngx_http_tcenvelope_variable_t ngx_http_tcenvelope_variables[] = {
    {ngx_string("tcenvelope_verdict"), ngx_http_tcenvelope_get_verdict},
    {ngx_string("tcenvelope_violation"), ngx_http_tcenvelope_get_violation},
    {ngx_string("tcenvelope_offset"), ngx_http_tcenvelope_get_offset},
    {ngx_string("tcenvelope_bytes"), ngx_http_tcenvelope_get_bytes},
    {ngx_string("tcenvelope_request_id"), ngx_http_tcenvelope_get_request_id},
    {ngx_string("tcenvelope_error_code"), ngx_http_tcenvelope_get_error_code},
    {ngx_string("tcenvelope_error_class"), ngx_http_tcenvelope_get_error_class},
    {ngx_string("tcenvelope_action"), ngx_http_tcenvelope_get_action},
    {ngx_string("tcenvelope_coding"), ngx_http_tcenvelope_get_coding},
};

static const size_t ngx_http_tcenvelope_variable_count =
    sizeof(ngx_http_tcenvelope_variables) / sizeof(ngx_http_tcenvelope_variables[0]);

/* A response of a guarded location that passed without validation. */
static tce_text ngx_http_tcenvelope_get_skipped(const ngx_http_request_t *r,
                                                ngx_http_tcenvelope_getter_pt get) {
    return get == ngx_http_tcenvelope_get_verdict && ngx_http_tcenvelope_is_skipped(r)
               ? ngx_http_tcenvelope_from_name(tce_http_verdict_name(TCE_HTTP_VERDICT_SKIPPED))
               : ngx_http_tcenvelope_no_text;
}

/* nginx's values are not const, but nginx does not write to them. */
static void ngx_http_tcenvelope_set_value(ngx_http_variable_value_t *value, tce_text text) {
    const union {
        const char *given;
        u_char *wanted;
    } bytes = {.given = text.bytes};
    value->len = (unsigned)text.length & 0xfffffff; /* no text here needs more than 28 bits */
    value->data = bytes.wanted;
    value->valid = text.bytes != NULL;
    value->not_found = text.bytes == NULL;
    value->no_cacheable = 1;
}

static ngx_int_t ngx_http_tcenvelope_get_variable(ngx_http_request_t *r,
                                                  ngx_http_variable_value_t *value,
                                                  uintptr_t index) {
    ngx_http_tcenvelope_getter_pt get = ngx_http_tcenvelope_variables[index].get;
    ngx_http_tcenvelope_response_t *response = ngx_http_tcenvelope_response(r->main);
    ngx_http_tcenvelope_set_value(value, response == NULL
                                             ? ngx_http_tcenvelope_get_skipped(r->main, get)
                                             : get(ngx_http_tcenvelope_outcome(response), r->pool));
    return NGX_OK;
}

ngx_int_t ngx_http_tcenvelope_add_variables(ngx_conf_t *cf) {
    for (size_t i = 0; i < ngx_http_tcenvelope_variable_count; i++) {
        ngx_str_t name = ngx_http_tcenvelope_variables[i].name;
        ngx_http_variable_t *variable = ngx_http_add_variable(cf, &name, NGX_HTTP_VAR_NOCACHEABLE);
        if (variable == NULL) {
            return NGX_ERROR;
        }
        variable->get_handler = ngx_http_tcenvelope_get_variable;
        variable->data = i;
    }
    return NGX_OK;
}
