#include "zone.h"

/* Pages that the slab pool may use itself in a small zone: its header, and alignment. */
#define POOL_PAGES 2

/* Nothing else is allocated in the zone. */
static ngx_int_t ngx_http_tcenvelope_zone_init(ngx_shm_zone_t *zone, void *before) {
    ngx_slab_pool_t *pool = (ngx_slab_pool_t *)zone->shm.addr;
    if (before != NULL) { /* the counters of the previous configuration */
        zone->data = before;
        return NGX_OK;
    }
    const size_t size = pool->pfree * ngx_pagesize;
    zone->data = tce_http_counters_init(ngx_slab_alloc(pool, size), size, ngx_time());
    return zone->data == NULL ? NGX_ERROR : NGX_OK;
}

ngx_shm_zone_t *ngx_http_tcenvelope_zone_add(ngx_conf_t *cf, ngx_str_t *name, size_t size) {
    const size_t least =
        ngx_align(tce_http_counters_size(0), ngx_pagesize) + POOL_PAGES * ngx_pagesize;
    if (size < least) {
        ngx_conf_log_error(
            NGX_LOG_EMERG, cf, 0,
            "the zone \"%V\" of \"tcenvelope_zone\" is too small: it needs at least %uzk", name,
            least / 1024);
        return NULL;
    }
    ngx_shm_zone_t *zone = ngx_shared_memory_add(cf, name, size, &ngx_http_tcenvelope_module);
    if (zone != NULL) {
        zone->init = ngx_http_tcenvelope_zone_init;
    }
    return zone;
}
