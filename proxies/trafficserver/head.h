/*
 * The head of a response as the library wants it, and fields of heads.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_TRAFFICSERVER_HEAD_H
#define TCENVELOPE_TRAFFICSERVER_HEAD_H

#include "plugin.h"

/* Bytes of all Content-Encoding fields. Where there are more, the coding is unknown. */
#define HEAD_CODINGS_MAX 64

/* Reads the head of a response to the client's request of the transaction. The texts point into
 * the transaction's headers and into codings, and are valid until either changes. */
tce_http_head head_read(TSHttpTxn txn, TSMBuffer buffer, TSMLoc response,
                        char codings[HEAD_CODINGS_MAX]);

/* Whether the client's request has the field; removes all of its name. */
bool head_request_has(TSHttpTxn txn, tce_text name);
void head_request_remove(TSHttpTxn txn, tce_text name);

/* Sets the field to the value, or removes it where the value is absent. */
void head_set(TSMBuffer buffer, TSMLoc head, tce_text name, tce_text value);

/* Removes all fields. */
void head_clear(TSMBuffer buffer, TSMLoc head);

#endif
