/*
 * The connection of a client of HTTP/1.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_TRAFFICSERVER_CLIENT_H
#define TCENVELOPE_TRAFFICSERVER_CLIENT_H

#include "response.h"

/* In abort, makes a close of the connection a reset, which is the only sign of an incomplete body
 * whose length is unknown, or an ordinary close again. Does nothing for other clients. */
void client_will_be_reset(const response *r, bool on);

/* Ends the connection of a client of HTTP/1.1 before its response is complete: Traffic Server
 * closes it up to a second after the call. */
void client_end_now(const response *r);

#endif
