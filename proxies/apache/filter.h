/*
 * The output filter.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_FILTER_H
#define TCENVELOPE_FILTER_H

#include "vocabulary.h"

void tcenvelope_filter_register(void);

/* Adds the filter to a guarded request. A hook. */
void tcenvelope_filter_insert(request_rec *r);

#endif
