/*
 * Counters of responses, for all of the process: one table for the library's formats, and metrics
 * of Traffic Server.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_TRAFFICSERVER_COUNTERS_H
#define TCENVELOPE_TRAFFICSERVER_COUNTERS_H

#include "plugin.h"

/* Finds or makes the counters and the metrics. Returns NULL, or the reason why it cannot. */
const char *counters_open(void);

void counters_count(const tce_http_outcome *outcome);

/* Takes a snapshot, to be freed with TSfree. */
tce_http_snapshot *counters_snapshot(void);

#endif
