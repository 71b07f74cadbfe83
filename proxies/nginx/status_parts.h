/*
 * What the formats of the status location share: the numbers to show, and text output.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_STATUS_PARTS_H
#define NGX_HTTP_TCENVELOPE_STATUS_PARTS_H

#include "counters.h"

#pragma GCC visibility push(hidden)

/* ---- Numbers --------------------------------------------------------------------------------*/

/* The families of counters with a name each. */
typedef enum {
    NGX_HTTP_TCENVELOPE_VERDICTS = 0,
    NGX_HTTP_TCENVELOPE_VIOLATIONS,
    NGX_HTTP_TCENVELOPE_ACTIONS,
    NGX_HTTP_TCENVELOPE_KINDS
} ngx_http_tcenvelope_kind_e;

typedef struct {
    const char *plural; /* "verdicts" */
    const char *label;  /* "verdict" */
    const char *metric; /* the name of the Prometheus metric, and its help text */
    const char *help;
    ngx_uint_t end; /* numbers run from 1 to end - 1 */
    const char *(*name)(ngx_uint_t number);
    const char *(*meaning)(ngx_uint_t number); /* for people */
} ngx_http_tcenvelope_kind_t;

extern const ngx_http_tcenvelope_kind_t ngx_http_tcenvelope_kinds[NGX_HTTP_TCENVELOPE_KINDS];

/* An error code and its count. */
typedef struct {
    uint64_t count;
    ngx_str_t code; /* UTF-8 from the network, with any characters */
    const char *class_name;
} ngx_http_tcenvelope_code_count_t;

/* A snapshot of the counters, so that the sums on a page agree. */
typedef struct {
    time_t since;
    time_t time;
    uint64_t responses; /* the sum of the verdicts */
    uint64_t bytes;
    uint64_t counts[NGX_HTTP_TCENVELOPE_KINDS][TCE_VIOLATION_COUNT_MAX + 1];
    uint64_t codes_other;
    ngx_uint_t code_count;
    ngx_http_tcenvelope_code_count_t *codes; /* most frequent first */
    ngx_str_t nonce;                         /* of this response, for the Content-Security-Policy */
} ngx_http_tcenvelope_numbers_t;

/* Takes the snapshot, without the nonce. NGX_ERROR: no memory. */
ngx_int_t ngx_http_tcenvelope_take_numbers(ngx_pool_t *pool,
                                           ngx_http_tcenvelope_counters_t *counters,
                                           ngx_http_tcenvelope_numbers_t *numbers);

/* ---- Text -----------------------------------------------------------------------------------*/

/* Text is written twice: first to compute its size, then into memory of that size. */
typedef struct {
    u_char *memory; /* NULL: only the size is computed */
    size_t size;
} ngx_http_tcenvelope_text_t;

void ngx_http_tcenvelope_put(ngx_http_tcenvelope_text_t *text, const void *bytes, size_t length);
void ngx_http_tcenvelope_put_name(ngx_http_tcenvelope_text_t *text, const char *name);
void ngx_http_tcenvelope_put_number(ngx_http_tcenvelope_text_t *text, uint64_t number);

/* For people: 1,234,567; 123 as 12.3; a share in percent; bytes in the largest unit; two units
 * of time; the time in UTC. */
void ngx_http_tcenvelope_put_grouped(ngx_http_tcenvelope_text_t *text, uint64_t number);
void ngx_http_tcenvelope_put_tenths(ngx_http_tcenvelope_text_t *text, uint64_t tenths);
void ngx_http_tcenvelope_put_share(ngx_http_tcenvelope_text_t *text, uint64_t part, uint64_t total);
void ngx_http_tcenvelope_put_size(ngx_http_tcenvelope_text_t *text, uint64_t bytes);
void ngx_http_tcenvelope_put_duration(ngx_http_tcenvelope_text_t *text, uint64_t seconds);
void ngx_http_tcenvelope_put_time(ngx_http_tcenvelope_text_t *text, time_t time);

/* Escapes UTF-8 for HTML, and shows control characters as their symbols. */
void ngx_http_tcenvelope_put_html(ngx_http_tcenvelope_text_t *text, const tce_text *string);

/* ---- Formats --------------------------------------------------------------------------------*/

void ngx_http_tcenvelope_write_html(ngx_http_tcenvelope_text_t *text,
                                    const ngx_http_tcenvelope_numbers_t *numbers);
void ngx_http_tcenvelope_write_json(ngx_http_tcenvelope_text_t *text,
                                    const ngx_http_tcenvelope_numbers_t *numbers);
void ngx_http_tcenvelope_write_prometheus(ngx_http_tcenvelope_text_t *text,
                                          const ngx_http_tcenvelope_numbers_t *numbers);

#pragma GCC visibility pop

#endif
