/*
 * Cutting a response so that the client sees that it is incomplete.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_ABORT_H
#define TCENVELOPE_ABORT_H

#include "response.h"

/* Ends the response of the filter, and the connection or HTTP/2 stream with it. */
apr_status_t tcenvelope_cut(ap_filter_t *f, tcenvelope_response *response);

#endif
