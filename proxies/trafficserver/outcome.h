/*
 * The outcome of a response: counted and logged.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_TRAFFICSERVER_OUTCOME_H
#define TCENVELOPE_TRAFFICSERVER_OUTCOME_H

#include "response.h"

/* Ends the response if it has not ended, counts the outcome, puts it into internal fields of the
 * client's request, for formats in logging.yaml, and writes a line to diags.log where the response
 * is not sound. Called once, when the transaction closes. */
void outcome_close(response *r);

#endif
