/*
 * tcenvelope_codes: images of error codes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_CATALOGUE_H
#define NGX_HTTP_TCENVELOPE_CATALOGUE_H

#include "vocabulary.h"

#pragma GCC visibility push(hidden)

/* Returns the image's catalogue, or NULL after logging the reason. Each path is read once. */
const tce_catalogue *ngx_http_tcenvelope_catalogue(ngx_conf_t *cf, ngx_str_t *path);

#pragma GCC visibility pop

#endif
