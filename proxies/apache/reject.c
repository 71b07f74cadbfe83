#include "reject.h"

#include "notes.h"

#include <apr_strings.h>
#include <mod_core.h>
#include <util_filter.h>

static int status_of(const tcenvelope_conf *conf) {
    return conf->reject_status == TCENVELOPE_UNSET ? HTTP_BAD_GATEWAY : conf->reject_status;
}

/* ---- The envelope ---------------------------------------------------------------------------*/

/* mod_unique_id's, else the one that the error log shows with %L. */
static tce_text own_request_id(request_rec *r) {
    const char *id = apr_table_get(r->subprocess_env, "UNIQUE_ID");
    if (id == NULL && r->log_id == NULL) {
        (void)ap_run_generate_log_id(r->connection, r, &r->log_id);
    }
    id = id != NULL ? id : r->log_id;
    return (tce_text){id, id == NULL ? 0 : strlen(id)};
}

/* Nothing of the response's head may show, and no range of its body was asked for. */
static void set_head(request_rec *r, int status, apr_size_t length) {
    apr_table_clear(r->headers_out);
    r->content_encoding = NULL;
    r->content_languages = NULL;
    r->status = status;
    r->status_line = ap_get_status_line_ex(r->pool, status);
    r->no_cache = 1;
    ap_set_content_type(r, "application/json");
    ap_set_content_length(r, (apr_off_t)length);
    (void)ap_remove_output_filter_byhandle(r->output_filters, "BYTERANGE");
}

static apr_status_t send_envelope(ap_filter_t *f, apr_bucket_brigade *out, const char *body,
                                  apr_size_t length) {
    apr_bucket_alloc_t *alloc = f->c->bucket_alloc;
    APR_BRIGADE_INSERT_TAIL(out, apr_bucket_pool_create(body, length, f->r->pool, alloc));
    APR_BRIGADE_INSERT_TAIL(out, apr_bucket_eos_create(alloc));
    return ap_pass_brigade(f->next, out);
}

/* ---- httpd's own answers --------------------------------------------------------------------*/

/* Whether r answers a request that was itself rejected: following the same ErrorDocument again
 * would lead in a circle. */
static bool is_from_error_document(const request_rec *r, int status) {
    bool found = false;
    for (r = r->prev; r != NULL; r = r->prev) {
        found = found || r->status == status;
    }
    return found;
}

static bool has_error_document(request_rec *r, int status) {
    return ap_response_code_string(r, ap_index_of_response(status)) != NULL &&
           !is_from_error_document(r, status);
}

/* httpd follows an ErrorDocument only for a request that has not failed before. */
static apr_status_t send_error(request_rec *r, int status) {
    r->status = HTTP_OK;
    r->no_cache = 1;
    ap_die(status, r);
    return AP_FILTER_ERROR;
}

/* ---- Which ----------------------------------------------------------------------------------*/

static bool is_enveloped(request_rec *r, const tcenvelope_conf *conf, int status) {
    return tcenvelope_rejects_with_envelope(conf) &&
           (status == HTTP_OK || !has_error_document(r, status));
}

apr_status_t tcenvelope_reject(ap_filter_t *f, tcenvelope_response *response) {
    request_rec *r = f->r;
    const int status = status_of(response->conf);
    char *body = apr_palloc(r->pool, TCE_HTTP_REJECT_BODY_MAX);
    apr_size_t length = 0;
    response->phase = TCENVELOPE_ENDED;
    (void)apr_brigade_cleanup(response->held);
    (void)apr_brigade_cleanup(response->passing);
    if (is_enveloped(r, response->conf, status)) {
        length =
            tce_http_reject_body(response->http, own_request_id(r), body, TCE_HTTP_REJECT_BODY_MAX);
    }
    tcenvelope_response_close(response);
    if (length == 0) {
        return send_error(r, status == HTTP_OK ? HTTP_BAD_GATEWAY : status);
    }
    response->is_answered = true;
    set_head(r, status, length);
    const apr_status_t sent = send_envelope(f, response->passing, body, length);
    (void)apr_brigade_cleanup(response->passing);
    return sent;
}
