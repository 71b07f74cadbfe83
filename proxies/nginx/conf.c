#include "conf.h"

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
    loc->types = NGX_CONF_UNSET_PTR;
    loc->statuses = NGX_CONF_UNSET_PTR;
    loc->hold_size = NGX_CONF_UNSET;
    loc->overflow = NGX_CONF_UNSET_UINT;
    loc->on_skip = NGX_CONF_UNSET_UINT;
    loc->reject_status = NGX_CONF_UNSET_UINT;
    loc->reject_body = NGX_CONF_UNSET_UINT;
    loc->decode = NGX_CONF_UNSET_UINT;
    loc->decode_ratio = NGX_CONF_UNSET_UINT;
    loc->max_depth = NGX_CONF_UNSET_UINT;
    loc->max_bytes = NGX_CONF_UNSET;
    loc->engine = NGX_CONF_UNSET_UINT;
    loc->catalogue = NGX_CONF_UNSET_PTR;
    loc->status_format = NGX_CONF_UNSET_UINT;
    return loc;
}

static void ngx_http_tcenvelope_merge_values(ngx_http_tcenvelope_loc_conf_t *loc,
                                             const ngx_http_tcenvelope_loc_conf_t *outer) {
    ngx_conf_merge_uint_value(loc->mode, outer->mode, TCE_HTTP_MODE_OFF);
    ngx_conf_merge_ptr_value(loc->types, outer->types, NULL);
    ngx_conf_merge_ptr_value(loc->statuses, outer->statuses, NULL);
    ngx_conf_merge_off_value(loc->hold_size, outer->hold_size, TCE_HTTP_HOLD_SIZE_DEFAULT);
    ngx_conf_merge_uint_value(loc->overflow, outer->overflow, TCE_HTTP_ELSE_PASS);
    ngx_conf_merge_uint_value(loc->on_skip, outer->on_skip, TCE_HTTP_ELSE_PASS);
    ngx_conf_merge_uint_value(loc->reject_status, outer->reject_status, NGX_HTTP_BAD_GATEWAY);
    ngx_conf_merge_uint_value(loc->reject_body, outer->reject_body, NGX_HTTP_TCENVELOPE_ENVELOPE);
    ngx_conf_merge_str_value(loc->reject_code, outer->reject_code, "");
    ngx_conf_merge_uint_value(loc->decode, outer->decode, 1);
    ngx_conf_merge_uint_value(loc->decode_ratio, outer->decode_ratio, TCE_HTTP_RATIO_DEFAULT);
    ngx_conf_merge_uint_value(loc->max_depth, outer->max_depth, TCE_MAX_DEPTH_DEFAULT);
    ngx_conf_merge_off_value(loc->max_bytes, outer->max_bytes, 0);
    ngx_conf_merge_uint_value(loc->engine, outer->engine, TCE_ENGINE_AUTO);
    ngx_conf_merge_ptr_value(loc->catalogue, outer->catalogue, NULL);
    ngx_conf_merge_str_value(loc->trailer, outer->trailer, "");
}

static void ngx_http_tcenvelope_set_options(ngx_http_tcenvelope_loc_conf_t *loc) {
    loc->options = (tce_options)TCE_OPTIONS_INIT;
    loc->options.engine = (tce_engine)loc->engine;
    loc->options.max_depth = (uint32_t)loc->max_depth;
    loc->options.max_bytes = (uint64_t)loc->max_bytes;
    loc->options.catalogue = loc->catalogue;
}

static void ngx_http_tcenvelope_set_lists(ngx_http_tcenvelope_loc_conf_t *loc) {
    if (loc->types != NULL) {
        loc->policy.types = loc->types->elts;
        loc->policy.type_count = loc->types->nelts;
    }
    if (loc->statuses != NULL) {
        loc->policy.statuses = loc->statuses->elts;
        loc->policy.status_count = loc->statuses->nelts;
    }
}

static void ngx_http_tcenvelope_set_policy(ngx_http_tcenvelope_loc_conf_t *loc) {
    loc->policy = (tce_http_policy)TCE_HTTP_POLICY_INIT;
    loc->policy.mode = (tce_http_mode)loc->mode;
    loc->policy.hold_size = (uint64_t)loc->hold_size;
    loc->policy.on_overflow = (tce_http_else)loc->overflow;
    loc->policy.on_skip = (tce_http_else)loc->on_skip;
    loc->policy.reject_status = (uint16_t)loc->reject_status;
    loc->policy.codings = loc->decode ? TCE_HTTP_CODINGS_ALL : TCE_HTTP_CODINGS_NONE;
    loc->policy.ratio = (uint32_t)loc->decode_ratio;
    loc->policy.options = &loc->options;
    if (loc->reject_code.len > 0) {
        loc->policy.reject_code = (const char *)loc->reject_code.data;
    }
    ngx_http_tcenvelope_set_lists(loc);
    loc->storage_size = tce_http_storage_size(&loc->policy);
}

/* nginx's own pages belong to errors. */
static const char *ngx_http_tcenvelope_conf_problem(const ngx_http_tcenvelope_loc_conf_t *loc) {
    if (loc->reject_status == NGX_HTTP_OK && loc->reject_body == NGX_HTTP_TCENVELOPE_NO_ENVELOPE) {
        return "\"tcenvelope_reject_status 200\" needs \"tcenvelope_reject_body envelope\"";
    }
    const char *problem = tce_options_problem(&loc->options);
    return problem != NULL ? problem : tce_http_policy_problem(&loc->policy);
}

char *ngx_http_tcenvelope_merge_loc_conf(ngx_conf_t *cf, void *parent, void *child) {
    ngx_http_tcenvelope_loc_conf_t *outer = parent, *loc = child;
    /* A status location does not inherit the mode of the locations around it. */
    if (loc->status_format != NGX_CONF_UNSET_UINT && loc->mode == NGX_CONF_UNSET_UINT) {
        loc->mode = TCE_HTTP_MODE_OFF;
    }
    ngx_http_tcenvelope_merge_values(loc, outer);
    ngx_http_tcenvelope_set_options(loc);
    ngx_http_tcenvelope_set_policy(loc);
    const char *problem = ngx_http_tcenvelope_conf_problem(loc);
    if (problem != NULL) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "tcenvelope: %s", problem);
        return NGX_CONF_ERROR;
    }
    return NGX_CONF_OK;
}
