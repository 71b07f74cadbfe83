#include "phase.h"

void ngx_http_tcenvelope_set_phase(const ngx_http_request_t *r,
                                   ngx_http_tcenvelope_response_t *response,
                                   ngx_http_tcenvelope_phase_e phase) {
#if (NGX_DEBUG)
    static const char *const names[] = {
        [NGX_HTTP_TCENVELOPE_IDLE] = "idle",           [NGX_HTTP_TCENVELOPE_WATCHING] = "watching",
        [NGX_HTTP_TCENVELOPE_HOLDING] = "holding",     [NGX_HTTP_TCENVELOPE_DRAINING] = "draining",
        [NGX_HTTP_TCENVELOPE_ANSWERING] = "answering", [NGX_HTTP_TCENVELOPE_CUT] = "cut",
    };
    if (phase != response->phase) {
        ngx_log_debug3(NGX_LOG_DEBUG_HTTP, r->connection->log, 0,
                       "tcenvelope: %s -> %s after %uL bytes", names[response->phase], names[phase],
                       tce_http_bytes(response->http));
    }
#else
    (void)r;
#endif
    response->phase = phase;
}
