/*
 * The transform: bytes from the upstream to the client.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_TRAFFICSERVER_TRANSFORM_H
#define TCENVELOPE_TRAFFICSERVER_TRANSFORM_H

#include "response.h"

/* Adds the transform to the transaction, once. */
void transform_add(response *r);

/* Says that the head goes to the client. */
void transform_head_is_out(response *r);

#endif
