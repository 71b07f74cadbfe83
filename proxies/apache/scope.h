/*
 * What the library is shown of the head of a response.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_SCOPE_H
#define TCENVELOPE_SCOPE_H

#include "vocabulary.h"

/* Whether responses to r are guarded: r is no subrequest, and a mode is configured for it. */
bool tcenvelope_is_guarded(const request_rec *r);

/* The head as the filter sees it, before httpd frames the message. */
tce_http_head tcenvelope_head_of(request_rec *r);

#endif
