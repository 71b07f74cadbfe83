/*
 * A page with the counters.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_TRAFFICSERVER_STATUS_H
#define TCENVELOPE_TRAFFICSERVER_STATUS_H

#include "plugin.h"

#include <ts/remap.h>

/* Answers the request in place of an upstream, in the format that it selects, else in this one. */
void status_answer(TSHttpTxn txn, const TSRemapRequestInfo *request, tce_http_format format);

#endif
