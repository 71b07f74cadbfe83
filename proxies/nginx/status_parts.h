/*
 * What the formats of the status location share: the numbers to show, and how text is written.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_STATUS_PARTS_H
#define NGX_HTTP_TCENVELOPE_STATUS_PARTS_H

#include "counters.h"

#pragma GCC visibility push(hidden)

/* ---- Numbers --------------------------------------------------------------------------------*/

/* What is counted by name. */
typedef enum {
    NGX_HTTP_TCENVELOPE_VERDICTS = 0,
    NGX_HTTP_TCENVELOPE_VIOLATIONS,
    NGX_HTTP_TCENVELOPE_ACTIONS,
    NGX_HTTP_TCENVELOPE_KINDS
} ngx_http_tcenvelope_kind_e;

typedef struct {
    const char *plural; /* "verdicts" */
    const char *label;  /* "verdict" */
    const char *metric; /* what Prometheus calls the counters, and how it explains them */
    const char *help;
    ngx_uint_t end; /* numbers are from 1 to below it */
    const char *(*name)(ngx_uint_t number);
    const char *(*meaning)(ngx_uint_t number); /* for people */
} ngx_http_tcenvelope_kind_t;

extern const ngx_http_tcenvelope_kind_t ngx_http_tcenvelope_kinds[NGX_HTTP_TCENVELOPE_KINDS];

/* An error code that responses had. */
typedef struct {
    uint64_t count;
    ngx_str_t code; /* UTF-8 from the network: any character may be in it */
    const char *class_name;
} ngx_http_tcenvelope_code_count_t;

/* The counters at one moment, so that sums hold within a page. */
typedef struct {
    time_t since;
    time_t time;
    uint64_t responses; /* the sum of the verdicts */
    uint64_t bytes;
    uint64_t counts[NGX_HTTP_TCENVELOPE_KINDS][TCE_VIOLATION_COUNT_MAX];
    uint64_t codes_other;
    ngx_uint_t code_count;
    ngx_http_tcenvelope_code_count_t *codes; /* most frequent first */
    ngx_str_t nonce;                         /* of this response: what the page may run */
} ngx_http_tcenvelope_numbers_t;

/* Takes them, all but the nonce. NGX_ERROR: there is no memory. */
ngx_int_t ngx_http_tcenvelope_take_numbers(ngx_pool_t *pool,
                                           ngx_http_tcenvelope_counters_t *counters,
                                           ngx_http_tcenvelope_numbers_t *numbers);

/* ---- Text -----------------------------------------------------------------------------------*/

/* Text is written twice: for its size alone, then into memory of that size. */
typedef struct {
    u_char *memory; /* NULL: only the size is wanted */
    size_t size;
} ngx_http_tcenvelope_text_t;

void ngx_http_tcenvelope_put(ngx_http_tcenvelope_text_t *text, const void *bytes, size_t length);
void ngx_http_tcenvelope_put_name(ngx_http_tcenvelope_text_t *text, const char *name);
void ngx_http_tcenvelope_put_number(ngx_http_tcenvelope_text_t *text, uint64_t number);

/* As people read them: 1,234,567; 123 as 12.3; a share in percent; bytes in the largest unit; two
 * units of time; the time in UTC. */
void ngx_http_tcenvelope_put_grouped(ngx_http_tcenvelope_text_t *text, uint64_t number);
void ngx_http_tcenvelope_put_tenths(ngx_http_tcenvelope_text_t *text, uint64_t tenths);
void ngx_http_tcenvelope_put_share(ngx_http_tcenvelope_text_t *text, uint64_t part, uint64_t whole);
void ngx_http_tcenvelope_put_size(ngx_http_tcenvelope_text_t *text, uint64_t bytes);
void ngx_http_tcenvelope_put_duration(ngx_http_tcenvelope_text_t *text, uint64_t seconds);
void ngx_http_tcenvelope_put_time(ngx_http_tcenvelope_text_t *text, time_t time);

/* Any UTF-8 as text in HTML, control characters as their pictures. */
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
