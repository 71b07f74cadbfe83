/*
 * The configuration of a location and of the http block.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_CONF_H
#define NGX_HTTP_TCENVELOPE_CONF_H

#include "vocabulary.h"

#pragma GCC visibility push(hidden)

/* tcenvelope_reject_body: the body of a rejection. */
typedef enum {
    NGX_HTTP_TCENVELOPE_ENVELOPE = 0,
    NGX_HTTP_TCENVELOPE_NO_ENVELOPE /* nginx's own page */
} ngx_http_tcenvelope_reject_body_e;

/* The http block. */
typedef struct {
    ngx_shm_zone_t *zone;   /* NULL: nothing is counted */
    ngx_array_t *images;    /* that tcenvelope_codes has read; NULL: none */
    ngx_uint_t status_used; /* some location shows the counters */
} ngx_http_tcenvelope_main_conf_t;

/* A location. */
typedef struct {
    ngx_uint_t mode;       /* tce_http_mode */
    ngx_array_t *types;    /* of tce_text; NULL: the library's default */
    ngx_array_t *statuses; /* of uint16_t; NULL: 200 only */
    off_t hold_size;
    ngx_uint_t overflow; /* tce_http_else */
    ngx_uint_t on_skip;  /* tce_http_else */
    ngx_uint_t reject_status;
    ngx_uint_t reject_body; /* ngx_http_tcenvelope_reject_body_e */
    ngx_str_t reject_code;  /* with a NUL after it; empty: the library's default */
    ngx_uint_t decode;      /* 1: yes */
    ngx_uint_t decode_ratio;
    ngx_uint_t max_depth;
    off_t max_bytes;
    ngx_uint_t engine; /* tce_engine */
    const tce_catalogue *catalogue;
    ngx_str_t trailer;        /* empty: none */
    ngx_uint_t status_format; /* tce_http_format; NGX_CONF_UNSET_UINT: shows no status */

    /* Derived from the values above. */
    tce_options options;
    tce_http_policy policy;
    size_t storage_size; /* of a response */
} ngx_http_tcenvelope_loc_conf_t;

void *ngx_http_tcenvelope_create_main_conf(ngx_conf_t *cf);
char *ngx_http_tcenvelope_init_main_conf(ngx_conf_t *cf, void *conf);
void *ngx_http_tcenvelope_create_loc_conf(ngx_conf_t *cf);
char *ngx_http_tcenvelope_merge_loc_conf(ngx_conf_t *cf, void *parent, void *child);

#pragma GCC visibility pop

#endif
