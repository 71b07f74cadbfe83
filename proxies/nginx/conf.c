#include "conf.h"

static const off_t ngx_http_tcenvelope_default_hold_size = (off_t)64 << 10;

ngx_str_t ngx_http_tcenvelope_default_types[] = {ngx_string("application/json"), ngx_null_string};

void *ngx_http_tcenvelope_create_main_conf(ngx_conf_t *cf) {
    return ngx_pcalloc(cf->pool, sizeof(ngx_http_tcenvelope_main_conf_t));
}

char *ngx_http_tcenvelope_init_main_conf(ngx_conf_t *cf, void *conf) {
    const ngx_http_tcenvelope_main_conf_t *main = conf;
    if (main->status_used && main->zone == NULL) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"tcenvelope_status\" has no counters to show: add "
                           "\"tcenvelope_zone NAME:SIZE;\" to the http block");
        return NGX_CONF_ERROR;
    }
    return NGX_CONF_OK;
}

void *ngx_http_tcenvelope_create_loc_conf(ngx_conf_t *cf) {
    ngx_http_tcenvelope_loc_conf_t *loc = ngx_pcalloc(cf->pool, sizeof(*loc));
    if (loc == NULL) {
        return NULL;
    }
    loc->mode = NGX_CONF_UNSET_UINT;
    loc->statuses = NGX_CONF_UNSET_PTR;
    loc->hold_size = NGX_CONF_UNSET;
    loc->overflow = NGX_CONF_UNSET_UINT;
    loc->on_skip = NGX_CONF_UNSET_UINT;
    loc->reject_status = NGX_CONF_UNSET_UINT;
    loc->max_depth = NGX_CONF_UNSET_UINT;
    loc->max_bytes = NGX_CONF_UNSET;
    loc->engine = NGX_CONF_UNSET_UINT;
    loc->catalogue = NGX_CONF_UNSET_PTR;
    loc->status_format = NGX_CONF_UNSET_UINT;
    return loc;
}

static void ngx_http_tcenvelope_merge_values(ngx_http_tcenvelope_loc_conf_t *loc,
                                             const ngx_http_tcenvelope_loc_conf_t *outer) {
    ngx_conf_merge_uint_value(loc->mode, outer->mode, NGX_HTTP_TCENVELOPE_OFF);
    ngx_conf_merge_ptr_value(loc->statuses, outer->statuses, NULL);
    ngx_conf_merge_off_value(loc->hold_size, outer->hold_size,
                             ngx_http_tcenvelope_default_hold_size);
    ngx_conf_merge_uint_value(loc->overflow, outer->overflow, NGX_HTTP_TCENVELOPE_PASS);
    ngx_conf_merge_uint_value(loc->on_skip, outer->on_skip, NGX_HTTP_TCENVELOPE_PASS);
    ngx_conf_merge_uint_value(loc->reject_status, outer->reject_status, NGX_HTTP_BAD_GATEWAY);
    ngx_conf_merge_uint_value(loc->max_depth, outer->max_depth, TCE_MAX_DEPTH_DEFAULT);
    ngx_conf_merge_off_value(loc->max_bytes, outer->max_bytes, 0);
    ngx_conf_merge_uint_value(loc->engine, outer->engine, TCE_ENGINE_AUTO);
    ngx_conf_merge_ptr_value(loc->catalogue, outer->catalogue, NULL);
    ngx_conf_merge_str_value(loc->trailer, outer->trailer, "");
}

/* The options of the validators of this location. */
static void ngx_http_tcenvelope_set_options(ngx_http_tcenvelope_loc_conf_t *loc) {
    loc->options = (tce_options)TCE_OPTIONS_INIT;
    loc->options.engine = (tce_engine)loc->engine;
    loc->options.max_depth = (uint32_t)loc->max_depth;
    loc->options.max_bytes = (uint64_t)loc->max_bytes;
    loc->options.catalogue = loc->catalogue;
    loc->storage_size = tce_storage_size(&loc->options);
}

char *ngx_http_tcenvelope_merge_loc_conf(ngx_conf_t *cf, void *parent, void *child) {
    ngx_http_tcenvelope_loc_conf_t *outer = parent, *loc = child;
    /* A status location does not inherit the mode of the locations around it. */
    if (loc->status_format != NGX_CONF_UNSET_UINT && loc->mode == NGX_CONF_UNSET_UINT) {
        loc->mode = NGX_HTTP_TCENVELOPE_OFF;
    }
    ngx_http_tcenvelope_merge_values(loc, outer);
    if (ngx_http_merge_types(cf, &loc->types_keys, &loc->types, &outer->types_keys, &outer->types,
                             ngx_http_tcenvelope_default_types) != NGX_CONF_OK) {
        return NGX_CONF_ERROR;
    }
    ngx_http_tcenvelope_set_options(loc);
    const char *problem = tce_options_problem(&loc->options);
    if (problem != NULL) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "tcenvelope: %s", problem);
        return NGX_CONF_ERROR;
    }
    return NGX_CONF_OK;
}

ngx_uint_t ngx_http_tcenvelope_validates_status(const ngx_http_tcenvelope_loc_conf_t *loc,
                                                ngx_uint_t status) {
    if (loc->statuses == NULL) {
        return status == NGX_HTTP_OK;
    }
    const ngx_uint_t *statuses = loc->statuses->elts;
    for (ngx_uint_t i = 0; i < loc->statuses->nelts; i++) {
        if (statuses[i] == status) {
            return 1;
        }
    }
    return 0;
}
