/*
 * The phases of a response, which the debug log shows:
 *
 *     WATCHING --------------- violation, in abort -------------> CUT
 *        |  ^
 *        |  '-- overflow, passed ----------.
 *        v                                 |
 *      IDLE <------- sound --------- HOLDING -- unsound --> DRAINING -- the end --> IDLE
 *        |
 *        '-- nginx's own page of a rejection, with an envelope in its place --> ANSWERING
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_PHASE_H
#define NGX_HTTP_TCENVELOPE_PHASE_H

#include "response.h"

#pragma GCC visibility push(hidden)

void ngx_http_tcenvelope_set_phase(const ngx_http_request_t *r,
                                   ngx_http_tcenvelope_response_t *response,
                                   ngx_http_tcenvelope_phase_e phase);

#pragma GCC visibility pop

#endif
