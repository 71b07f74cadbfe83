#include "conf.h"

#include <apr_strings.h>

void *tcenvelope_create_server(apr_pool_t *pool, server_rec *server) {
    (void)server;
    return apr_pcalloc(pool, sizeof(tcenvelope_server));
}

void *tcenvelope_create_conf(apr_pool_t *pool, char *directory) {
    tcenvelope_conf *conf = apr_pcalloc(pool, sizeof(*conf));
    (void)directory;
    *conf = (tcenvelope_conf){
        .mode = TCENVELOPE_UNSET,
        .hold_size = TCENVELOPE_UNSET,
        .overflow = TCENVELOPE_UNSET,
        .on_skip = TCENVELOPE_UNSET,
        .reject_status = TCENVELOPE_UNSET,
        .reject_body = TCENVELOPE_UNSET,
        .decode = TCENVELOPE_UNSET,
        .decode_ratio = TCENVELOPE_UNSET,
        .max_depth = TCENVELOPE_UNSET,
        .max_bytes = TCENVELOPE_UNSET,
        .engine = TCENVELOPE_UNSET,
        .status_format = TCENVELOPE_UNSET,
    };
    return conf;
}

#define INHERIT(member, unset)                                                                     \
    (conf->member = inside->member != (unset) ? inside->member : around->member)

/* httpd merges while it looks for the sections of a request, so this is cheap. */
void *tcenvelope_merge_conf(apr_pool_t *pool, void *outer, void *inner) {
    const tcenvelope_conf *around = outer, *inside = inner;
    tcenvelope_conf *conf = apr_palloc(pool, sizeof(*conf));
    INHERIT(mode, TCENVELOPE_UNSET);
    INHERIT(types, NULL);
    INHERIT(statuses, NULL);
    INHERIT(hold_size, TCENVELOPE_UNSET);
    INHERIT(overflow, TCENVELOPE_UNSET);
    INHERIT(on_skip, TCENVELOPE_UNSET);
    INHERIT(reject_status, TCENVELOPE_UNSET);
    INHERIT(reject_body, TCENVELOPE_UNSET);
    INHERIT(reject_code, NULL);
    INHERIT(decode, TCENVELOPE_UNSET);
    INHERIT(decode_ratio, TCENVELOPE_UNSET);
    INHERIT(max_depth, TCENVELOPE_UNSET);
    INHERIT(max_bytes, TCENVELOPE_UNSET);
    INHERIT(engine, TCENVELOPE_UNSET);
    INHERIT(catalogue, NULL);
    INHERIT(status_format, TCENVELOPE_UNSET);
    return conf;
}

tcenvelope_server *tcenvelope_server_of(const server_rec *server) {
    return ap_get_module_config(server->module_config, &tcenvelope_module);
}

const tcenvelope_conf *tcenvelope_conf_of(const request_rec *r) {
    return ap_get_module_config(r->per_dir_config, &tcenvelope_module);
}

tce_http_mode tcenvelope_mode_of(const tcenvelope_conf *conf) {
    return conf->mode == TCENVELOPE_UNSET ? TCE_HTTP_MODE_OFF : (tce_http_mode)conf->mode;
}

bool tcenvelope_rejects_with_envelope(const tcenvelope_conf *conf) {
    return conf->reject_body != TCENVELOPE_BODY_NONE || conf->reject_status == HTTP_OK;
}

static void set_options(tce_options *options, const tcenvelope_conf *conf) {
    *options = (tce_options)TCE_OPTIONS_INIT;
    options->catalogue = conf->catalogue;
    if (conf->engine != TCENVELOPE_UNSET) {
        options->engine = (tce_engine)conf->engine;
    }
    if (conf->max_depth != TCENVELOPE_UNSET) {
        options->max_depth = (uint32_t)conf->max_depth;
    }
    if (conf->max_bytes != TCENVELOPE_UNSET) {
        options->max_bytes = (uint64_t)conf->max_bytes;
    }
}

static void set_lists(tce_http_policy *policy, const tcenvelope_conf *conf) {
    if (conf->types != NULL) {
        policy->types = (const tce_text *)(const void *)conf->types->elts;
        policy->type_count = (size_t)conf->types->nelts;
    }
    if (conf->statuses != NULL) {
        policy->statuses = (const uint16_t *)(const void *)conf->statuses->elts;
        policy->status_count = (size_t)conf->statuses->nelts;
    }
}

static void set_actions(tce_http_policy *policy, const tcenvelope_conf *conf) {
    if (conf->hold_size != TCENVELOPE_UNSET) {
        policy->hold_size = (uint64_t)conf->hold_size;
    }
    if (conf->overflow != TCENVELOPE_UNSET) {
        policy->on_overflow = (tce_http_else)conf->overflow;
    }
    if (conf->on_skip != TCENVELOPE_UNSET) {
        policy->on_skip = (tce_http_else)conf->on_skip;
    }
    if (conf->reject_status != TCENVELOPE_UNSET) {
        policy->reject_status = (uint16_t)conf->reject_status;
    }
    policy->reject_code = conf->reject_code;
}

void tcenvelope_set_policy(tcenvelope_policy *policy, const tcenvelope_conf *conf) {
    set_options(&policy->options, conf);
    policy->policy = (tce_http_policy)TCE_HTTP_POLICY_INIT;
    policy->policy.mode = tcenvelope_mode_of(conf);
    policy->policy.options = &policy->options;
    set_lists(&policy->policy, conf);
    set_actions(&policy->policy, conf);
    if (conf->decode == 0) {
        policy->policy.codings = TCE_HTTP_CODINGS_NONE;
    }
    if (conf->decode_ratio != TCENVELOPE_UNSET) {
        policy->policy.ratio = (uint32_t)conf->decode_ratio;
    }
}
