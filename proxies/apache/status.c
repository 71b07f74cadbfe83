#include "status.h"

#include "conf.h"
#include "counters.h"

#include <apr_escape.h>
#include <apr_strings.h>

/* Bytes of the nonce that the page's own style and script carry, so that no others run. */
#define NONCE_BYTES 16

/* ---- Request --------------------------------------------------------------------------------*/

/* The value of "format=" in the query; NULL: there is none. */
static const char *wanted_format(request_rec *r) {
    static const char name[] = "format=";
    const char *arguments = r->args, *found = NULL;
    while (arguments != NULL && *arguments != '\0' && found == NULL) {
        const char *argument = ap_getword(r->pool, &arguments, '&');
        if (strncmp(argument, name, sizeof(name) - 1) == 0) {
            found = argument + sizeof(name) - 1;
        }
    }
    return found;
}

/* Whether the request selects a format that exists, or none. */
static bool find_format(request_rec *r, tce_http_format *format) {
    const tcenvelope_conf *conf = tcenvelope_conf_of(r);
    const char *wanted = wanted_format(r);
    if (wanted == NULL) {
        *format = conf->status_format == TCENVELOPE_UNSET ? TCE_HTTP_FORMAT_HTML
                                                          : (tce_http_format)conf->status_format;
        return true;
    }
    for (unsigned i = 0; tce_http_format_name((tce_http_format)i) != NULL; i++) {
        *format = (tce_http_format)i;
        if (strcmp(tce_http_format_name(*format), wanted) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- Answer ---------------------------------------------------------------------------------*/

static apr_status_t set_head(request_rec *r, tce_http_format format, const char **nonce) {
    unsigned char random[NONCE_BYTES];
    char policy[TCE_HTTP_PAGE_POLICY_MAX];
    const apr_status_t status = apr_generate_random_bytes(random, sizeof(random));
    if (status != APR_SUCCESS) {
        return status;
    }
    *nonce = apr_pescape_hex(r->pool, random, sizeof(random), 0);
    if (format == TCE_HTTP_FORMAT_HTML) {
        (void)tce_http_page_policy((tce_text){*nonce, strlen(*nonce)}, policy, sizeof(policy));
        apr_table_set(r->headers_out, "Content-Security-Policy", policy);
    }
    ap_set_content_type(r, tce_http_format_type(format));
    apr_table_setn(r->headers_out, "Cache-Control", "no-store");
    apr_table_setn(r->headers_out, "X-Content-Type-Options", "nosniff");
    return APR_SUCCESS;
}

static bool append(void *user, const char *bytes, size_t length) {
    return apr_brigade_write(user, NULL, NULL, bytes, length) == APR_SUCCESS;
}

static const tce_http_snapshot *take_snapshot(request_rec *r, const tce_http_counters *counters) {
    const size_t size = tce_http_snapshot_size(counters);
    return tce_http_snapshot_take(apr_palloc(r->pool, size), size, counters,
                                  apr_time_sec(apr_time_now()));
}

/* The format's body in one brigade, so that httpd announces its length. */
static int send_snapshot(request_rec *r, const tce_http_snapshot *snapshot,
                         tce_http_format format) {
    apr_bucket_brigade *body = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    const char *nonce;
    if (set_head(r, format, &nonce) != APR_SUCCESS ||
        !tce_http_format_write(snapshot, format, (tce_text){nonce, strlen(nonce)}, append, body)) {
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    APR_BRIGADE_INSERT_TAIL(body, apr_bucket_eos_create(r->connection->bucket_alloc));
    (void)ap_pass_brigade(r->output_filters, body);
    return OK;
}

static int send_status(request_rec *r) {
    tce_http_format format;
    tce_http_counters *counters = tcenvelope_counters_of(r);
    if (counters == NULL) {
        ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r,
                      "the handler " TCENVELOPE_STATUS " has no counters to show: add "
                      "\"TCEnvelopeZone 256k\" to the main server");
        return HTTP_SERVICE_UNAVAILABLE;
    }
    if (!find_format(r, &format)) {
        return HTTP_BAD_REQUEST;
    }
    const tce_http_snapshot *snapshot = take_snapshot(r, counters);
    return snapshot == NULL ? HTTP_INTERNAL_SERVER_ERROR : send_snapshot(r, snapshot, format);
}

int tcenvelope_status_handler(request_rec *r) {
    if (r->handler == NULL || strcmp(r->handler, TCENVELOPE_STATUS) != 0) {
        return DECLINED;
    }
    r->allowed |= AP_METHOD_BIT << M_GET;
    if (r->method_number != M_GET) {
        return HTTP_METHOD_NOT_ALLOWED;
    }
    const int discarded = ap_discard_request_body(r);
    return discarded != OK ? discarded : send_status(r);
}
