#include "scope.h"

#include "conf.h"

#include <apr_lib.h>
#include <apr_strings.h>

/* The page of counters does not take part, whichever mode it inherits. */
bool tcenvelope_is_guarded(const request_rec *r) {
    return r->main == NULL && tcenvelope_mode_of(tcenvelope_conf_of(r)) != TCE_HTTP_MODE_OFF &&
           (r->handler == NULL || strcmp(r->handler, TCENVELOPE_STATUS) != 0);
}

static tce_text text_of(const char *string) {
    return (tce_text){string, string == NULL ? 0 : strlen(string)};
}

/* A module sets r->content_encoding, an upstream sends a field; httpd sends the former when there
 * are both. */
static const char *encoding_of(request_rec *r) {
    return r->content_encoding != NULL
               ? r->content_encoding
               : apr_table_getm(r->pool, r->headers_out, "Content-Encoding");
}

static uint64_t length_of(const request_rec *r) {
    const char *field = apr_table_get(r->headers_out, "Content-Length");
    apr_off_t length;
    char *end;
    if (field == NULL || !apr_isdigit(*field) ||
        apr_strtoff(&length, field, &end, 10) != APR_SUCCESS || *end != '\0') {
        return TCE_HTTP_LENGTH_UNKNOWN;
    }
    return (uint64_t)length;
}

tce_http_head tcenvelope_head_of(request_rec *r) {
    tce_http_head head = TCE_HTTP_HEAD_INIT;
    head.method = text_of(r->header_only ? "HEAD" : r->method);
    head.status = (uint16_t)r->status;
    head.content_type = text_of(
        r->content_type != NULL ? r->content_type : apr_table_get(r->headers_out, "Content-Type"));
    head.content_encoding = text_of(encoding_of(r));
    head.content_length = length_of(r);
    head.is_partial = apr_table_get(r->headers_out, "Content-Range") != NULL;
    return head;
}
