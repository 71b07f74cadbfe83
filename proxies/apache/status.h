/*
 * The handler tcenvelope-status, which shows the counters.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_STATUS_H
#define TCENVELOPE_STATUS_H

#include "vocabulary.h"

int tcenvelope_status_handler(request_rec *r);

#endif
