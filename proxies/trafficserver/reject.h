/*
 * Answers in place of a response.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_TRAFFICSERVER_REJECT_H
#define TCENVELOPE_TRAFFICSERVER_REJECT_H

#include "response.h"

/* Replaces the head that the transform sends, and writes the answer to the empty buffer. */
void reject_output(response *r);

/* Prepares the error that Traffic Server sends when the transaction continues with one. */
void reject_transaction(response *r);

/* Sets the status of the head that goes to the client, and what else Traffic Server's errors lack.
 */
void reject_head(response *r);

#endif
