/*
 * The counters: shared memory that the children inherit, and that outlives a restart.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_COUNTERS_H
#define TCENVELOPE_COUNTERS_H

#include "vocabulary.h"

/* Finds the counters of the former configuration, or sets up others. A hook after the configuration
 * is read. */
int tcenvelope_counters_open(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                             server_rec *main_server);

/* NULL: nothing is counted. */
tce_http_counters *tcenvelope_counters_of(const request_rec *r);

#endif
