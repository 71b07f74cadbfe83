/*
 * Counters in shared memory: one zone for all workers, which survives reloads.
 *
 * Every counter is a word that is incremented atomically. Error codes come from the network: a
 * table of fixed size contains the common codes and the first others; the rest are counted
 * together.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_COUNTERS_H
#define NGX_HTTP_TCENVELOPE_COUNTERS_H

#include "vocabulary.h"

#pragma GCC visibility push(hidden)

/* What is counted of one response. */
typedef struct {
    ngx_http_tcenvelope_verdict_e verdict; /* never NGX_HTTP_TCENVELOPE_NO_VERDICT */
    ngx_http_tcenvelope_action_e action;
    uint64_t violations; /* a set: bit (1 << tce_violation) */
    uint64_t bytes;      /* of the body that were validated */
    tce_text code;       /* Response.Error.Code; without bytes: none */
} ngx_http_tcenvelope_outcome_t;

/* An error code and the number of responses that had it. Length and bytes do not change once the
 * length is set. */
typedef struct {
    ngx_atomic_t count;
    ngx_atomic_t length; /* 0: the slot is free */
    u_char bytes[TCE_MAX_CODE];
} ngx_http_tcenvelope_code_t;

/* The content of the zone. */
typedef struct {
    time_t since; /* when the zone was created */
    ngx_atomic_t verdicts[NGX_HTTP_TCENVELOPE_VERDICT_END];
    ngx_atomic_t actions[NGX_HTTP_TCENVELOPE_ACTION_END];
    ngx_atomic_t violations[TCE_VIOLATION_COUNT_MAX + 1];
    ngx_atomic_t bytes;
    ngx_atomic_t codes_other; /* responses whose code found no slot */
    ngx_uint_t slots;
    ngx_http_tcenvelope_code_t codes[];
} ngx_http_tcenvelope_counters_t;

/* Declares the zone with this name and size. Returns NULL and logs the reason on failure. */
ngx_shm_zone_t *ngx_http_tcenvelope_zone_add(ngx_conf_t *cf, ngx_str_t *name, size_t size);

/* The zone's counters, once the configuration has been read. */
ngx_http_tcenvelope_counters_t *ngx_http_tcenvelope_counters(const ngx_shm_zone_t *zone);

/* Counts one response. */
void ngx_http_tcenvelope_count(ngx_shm_zone_t *zone, const ngx_http_tcenvelope_outcome_t *outcome);

#pragma GCC visibility pop

#endif
