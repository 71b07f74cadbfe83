/*
 * A guard follows one transaction through Traffic Server's hooks.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_TRAFFICSERVER_GUARD_H
#define TCENVELOPE_TRAFFICSERVER_GUARD_H

#include "settings.h"

/* Reserves what guards need. Returns NULL, or the reason why it cannot. */
const char *guard_open(void);

/* Guards the transaction under the settings, which must outlive it, unless something guards it
 * already or guard_exempt was called. */
void guard_begin(TSHttpTxn txn, const settings *s);

/* Keeps guards away from the transaction. */
void guard_exempt(TSHttpTxn txn);

#endif
