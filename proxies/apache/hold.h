/*
 * Holding buckets back, and releasing them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_HOLD_H
#define TCENVELOPE_HOLD_H

#include "response.h"

/* Adds the bucket to the held ones, and consumes it. */
apr_status_t tcenvelope_hold(tcenvelope_response *response, apr_bucket *bucket);

/* Moves what is held to the brigade of buckets that pass. */
void tcenvelope_release(tcenvelope_response *response);

#endif
