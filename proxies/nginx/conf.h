/*
 * The directives: what a location, and the whole http block, were told.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_CONF_H
#define NGX_HTTP_TCENVELOPE_CONF_H

#include "status.h"

#pragma GCC visibility push(hidden)

typedef enum {
    NGX_HTTP_TCENVELOPE_OFF = 0,
    NGX_HTTP_TCENVELOPE_OBSERVE, /* never touches a byte */
    NGX_HTTP_TCENVELOPE_ABORT,   /* cuts the connection at the first violation */
    NGX_HTTP_TCENVELOPE_HOLD     /* keeps the response back until it is judged */
} ngx_http_tcenvelope_mode_e;

/* tcenvelope_overflow, tcenvelope_on_skip: what becomes of a held response without a verdict. */
typedef enum {
    NGX_HTTP_TCENVELOPE_PASS = 0,
    NGX_HTTP_TCENVELOPE_REJECT
} ngx_http_tcenvelope_else_e;

/* The http block. */
typedef struct {
    ngx_shm_zone_t *zone;   /* NULL: nothing is counted */
    ngx_array_t *images;    /* of tcenvelope_codes, that were read; NULL: none */
    ngx_uint_t status_used; /* some location shows the counters */
} ngx_http_tcenvelope_main_conf_t;

/* A location. */
typedef struct {
    ngx_uint_t mode; /* ngx_http_tcenvelope_mode_e */
    ngx_hash_t types;
    ngx_array_t *types_keys;
    ngx_array_t *statuses; /* of ngx_uint_t, that are judged; NULL: 200 alone */
    off_t hold_size;
    ngx_uint_t overflow; /* ngx_http_tcenvelope_else_e */
    ngx_uint_t on_skip;  /* ngx_http_tcenvelope_else_e */
    ngx_uint_t reject_status;
    ngx_uint_t max_depth;
    off_t max_bytes;
    ngx_uint_t engine; /* tce_engine */
    const tce_catalogue *catalogue;
    ngx_str_t trailer; /* without bytes: none */
    ngx_uint_t
        status_format; /* ngx_http_tcenvelope_status_e; NGX_CONF_UNSET_UINT: shows no status */

    /* Of these: */
    tce_options options;
    size_t storage_size; /* of a validator */
} ngx_http_tcenvelope_loc_conf_t;

extern ngx_command_t ngx_http_tcenvelope_commands[];

void *ngx_http_tcenvelope_create_main_conf(ngx_conf_t *cf);
char *ngx_http_tcenvelope_init_main_conf(ngx_conf_t *cf, void *conf);
void *ngx_http_tcenvelope_create_loc_conf(ngx_conf_t *cf);
char *ngx_http_tcenvelope_merge_loc_conf(ngx_conf_t *cf, void *parent, void *child);

/* Whether a response of this status is judged. */
ngx_uint_t ngx_http_tcenvelope_validates_status(const ngx_http_tcenvelope_loc_conf_t *loc,
                                                ngx_uint_t status);

/* tcenvelope_codes: the image's catalogue, or NULL, with the reason logged. An image is read once
 * for each path. */
const tce_catalogue *ngx_http_tcenvelope_catalogue(ngx_conf_t *cf, ngx_str_t *path);

#pragma GCC visibility pop

#endif
