/*
 * tcenvelope.so, a plugin for Traffic Server: what its files share.
 *
 * A guard follows one transaction through the hooks. A transform shows the bytes of its response to
 * libtcenvelope-http and does what the library answers. When the transaction closes, the outcome is
 * counted and logged. README.md in this folder describes the settings.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_TRAFFICSERVER_PLUGIN_H
#define TCENVELOPE_TRAFFICSERVER_PLUGIN_H

#include <tcenvelope_http.h>
#include <ts/ts.h>

/* In logs, in names of metrics and of internal headers, and for TSDebug. */
#define PLUGIN_NAME "tcenvelope"

/* Traffic Server calls the function by its name. */
#define ENTRY __attribute__((visibility("default")))

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
