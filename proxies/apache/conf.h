/*
 * The configuration of a directory or location, and of a server.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_CONF_H
#define TCENVELOPE_CONF_H

#include "vocabulary.h"

#define TCENVELOPE_UNSET (-1) /* the value comes from the section around */

/* TCEnvelopeRejectBody: the body of a rejection. */
typedef enum {
    TCENVELOPE_BODY_ENVELOPE = 0,
    TCENVELOPE_BODY_NONE /* httpd's own page */
} tcenvelope_body;

/* A server. */
typedef struct {
    apr_size_t zone_size; /* of the counters, in the main server; 0: nothing is counted */
    tce_http_counters *counters;
} tcenvelope_server;

/* A directory or location. Each int is an enumeration or a number, or TCENVELOPE_UNSET. */
typedef struct {
    int mode;                           /* tce_http_mode */
    const apr_array_header_t *types;    /* of tce_text; NULL: unset */
    const apr_array_header_t *statuses; /* of uint16_t; NULL: unset */
    apr_off_t hold_size;
    int overflow; /* tce_http_else */
    int on_skip;  /* tce_http_else */
    int reject_status;
    int reject_body; /* tcenvelope_body */
    const char *reject_code;
    int decode; /* 1: yes */
    int decode_ratio;
    int max_depth;
    apr_off_t max_bytes;
    int engine; /* tce_engine */
    const tce_catalogue *catalogue;
    int status_format; /* tce_http_format */
} tcenvelope_conf;

/* What of it the library needs. It must not be moved. */
typedef struct {
    tce_options options;
    tce_http_policy policy;
} tcenvelope_policy;

void *tcenvelope_create_server(apr_pool_t *pool, server_rec *server);
void *tcenvelope_create_conf(apr_pool_t *pool, char *directory);
void *tcenvelope_merge_conf(apr_pool_t *pool, void *outer, void *inner);

tcenvelope_server *tcenvelope_server_of(const server_rec *server);
const tcenvelope_conf *tcenvelope_conf_of(const request_rec *r);

tce_http_mode tcenvelope_mode_of(const tcenvelope_conf *conf);
void tcenvelope_set_policy(tcenvelope_policy *policy, const tcenvelope_conf *conf);

/* Whether the answer in place of a response is an envelope. httpd's own pages belong to errors. */
bool tcenvelope_rejects_with_envelope(const tcenvelope_conf *conf);

#endif
