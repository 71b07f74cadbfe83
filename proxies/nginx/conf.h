/*
 * The configuration of a location and of the http block.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_CONF_H
#define NGX_HTTP_TCENVELOPE_CONF_H

#include "vocabulary.h"

#pragma GCC visibility push(hidden)

typedef enum {
    NGX_HTTP_TCENVELOPE_OFF = 0,
    NGX_HTTP_TCENVELOPE_OBSERVE, /* never changes a byte */
    NGX_HTTP_TCENVELOPE_ABORT,   /* closes the connection at the first violation */
    NGX_HTTP_TCENVELOPE_HOLD     /* holds the response until it is validated */
} ngx_http_tcenvelope_mode_e;

/* tcenvelope_overflow, tcenvelope_on_skip: what to do with a held response without a verdict. */
typedef enum {
    NGX_HTTP_TCENVELOPE_PASS = 0,
    NGX_HTTP_TCENVELOPE_REJECT
} ngx_http_tcenvelope_else_e;

/* The http block. */
typedef struct {
    ngx_shm_zone_t *zone;   /* NULL: nothing is counted */
    ngx_array_t *images;    /* that tcenvelope_codes has read; NULL: none */
    ngx_uint_t status_used; /* some location shows the counters */
} ngx_http_tcenvelope_main_conf_t;

/* A location. */
typedef struct {
    ngx_uint_t mode; /* ngx_http_tcenvelope_mode_e */
    ngx_hash_t types;
    ngx_array_t *types_keys;
    ngx_array_t *statuses; /* of ngx_uint_t; NULL: 200 only */
    off_t hold_size;
    ngx_uint_t overflow; /* ngx_http_tcenvelope_else_e */
    ngx_uint_t on_skip;  /* ngx_http_tcenvelope_else_e */
    ngx_uint_t reject_status;
    ngx_uint_t max_depth;
    off_t max_bytes;
    ngx_uint_t engine; /* tce_engine */
    const tce_catalogue *catalogue;
    ngx_str_t trailer; /* empty: none */
    ngx_uint_t
        status_format; /* ngx_http_tcenvelope_status_e; NGX_CONF_UNSET_UINT: shows no status */

    /* Derived from the values above. */
    tce_options options;
    size_t storage_size; /* of a validator */
} ngx_http_tcenvelope_loc_conf_t;

/* The default of tcenvelope_types. */
extern ngx_str_t ngx_http_tcenvelope_default_types[];

void *ngx_http_tcenvelope_create_main_conf(ngx_conf_t *cf);
char *ngx_http_tcenvelope_init_main_conf(ngx_conf_t *cf, void *conf);
void *ngx_http_tcenvelope_create_loc_conf(ngx_conf_t *cf);
char *ngx_http_tcenvelope_merge_loc_conf(ngx_conf_t *cf, void *parent, void *child);

/* Whether responses with this status are validated. */
ngx_uint_t ngx_http_tcenvelope_validates_status(const ngx_http_tcenvelope_loc_conf_t *loc,
                                                ngx_uint_t status);

#pragma GCC visibility pop

#endif
