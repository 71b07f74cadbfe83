/*
 * Answering in place of a response of which nothing was sent.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_REJECT_H
#define TCENVELOPE_REJECT_H

#include "response.h"

/* Sends an envelope, or what ErrorDocument says of the status, or httpd's own page. */
apr_status_t tcenvelope_reject(ap_filter_t *f, tcenvelope_response *response);

#endif
