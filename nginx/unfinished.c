#include "conf.h"

ngx_conf_enum_t ngx_http_tcenvelope_status_formats[] = {
    {ngx_string("html"), NGX_HTTP_TCENVELOPE_STATUS_HTML},
    {ngx_string("json"), NGX_HTTP_TCENVELOPE_STATUS_JSON},
    {ngx_string("prometheus"), NGX_HTTP_TCENVELOPE_STATUS_PROMETHEUS},
    {ngx_null_string, 0}};

static ngx_int_t init_zone(ngx_shm_zone_t *zone, void *data) {
    (void)zone;
    (void)data;
    return NGX_OK;
}

ngx_shm_zone_t *ngx_http_tcenvelope_zone_add(ngx_conf_t *cf, ngx_str_t *name, size_t size) {
    ngx_shm_zone_t *zone = ngx_shared_memory_add(cf, name, size, &ngx_http_tcenvelope_module);
    if (zone != NULL) {
        zone->init = init_zone;
    }
    return zone;
}

void ngx_http_tcenvelope_count(ngx_shm_zone_t *zone, const ngx_http_tcenvelope_account_t *account) {
    (void)zone;
    (void)account;
}

ngx_int_t ngx_http_tcenvelope_status_answer(ngx_http_request_t *r, ngx_shm_zone_t *zone,
                                            ngx_http_tcenvelope_status_e format) {
    (void)r;
    (void)zone;
    (void)format;
    return NGX_HTTP_NOT_FOUND;
}
