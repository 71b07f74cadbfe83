/*
 * tcenvelope_zone: the library's counters in shared memory, one zone for all workers, which
 * survives reloads.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_ZONE_H
#define NGX_HTTP_TCENVELOPE_ZONE_H

#include "vocabulary.h"

#pragma GCC visibility push(hidden)

/* Declares the zone with this name and size. Returns NULL and logs the reason on failure. Its data
 * are tce_http_counters, once the configuration has been read. */
ngx_shm_zone_t *ngx_http_tcenvelope_zone_add(ngx_conf_t *cf, ngx_str_t *name, size_t size);

#pragma GCC visibility pop

#endif
