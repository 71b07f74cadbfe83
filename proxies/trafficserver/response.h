/*
 * One response under validation: the library's state of it, and what is Traffic Server's.
 *
 * It belongs to a transaction and is used under the transaction's mutex, which its continuations
 * share. It is freed when the transaction and the transform have both closed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_TRAFFICSERVER_RESPONSE_H
#define TCENVELOPE_TRAFFICSERVER_RESPONSE_H

#include "settings.h"

/* What the transform does with the bytes. */
typedef enum phase {
    PHASE_WATCHING = 0, /* shows them to the library and passes them */
    PHASE_HOLDING,      /* shows them and holds them, and the head */
    PHASE_ENDED,        /* ignores them: the end is shown, or the response was rejected */
    PHASE_CUTTING       /* takes none: the output fails as soon as the head is out */
} phase;

typedef struct response {
    TSHttpTxn txn;
    const settings *settings;
    TSCont guard;      /* is called on the transaction's hooks */
    TSVConn transform; /* NULL: none is needed */
    phase phase;
    tce_http *http;  /* under settings->policy; NULL: no head was shown */
    void *decoder;   /* the library's; NULL: none */
    uint64_t length; /* that the head announces, or TCE_HTTP_LENGTH_UNKNOWN */

    int owed; /* bytes that were taken and not reported: 1 or 0 */

    /* The transform's output. In PHASE_HOLDING the buffer holds what is held. */
    TSIOBuffer buffer; /* NULL: the transform was not called yet */
    TSIOBufferReader reader;
    TSVIO output;    /* NULL: no head is out, and it can still change */
    int64_t written; /* to the buffer */

    uint16_t client_status; /* of the head that goes to the client; 0: none does yet */
    bool is_replaced;       /* Traffic Server answers with an error in its place */
    bool txn_closed;        /* no hook of the transaction follows */
} response;

response *response_create(TSHttpTxn txn, const settings *s);

/* Begins with this head; a second head of the same transaction begins again. */
tce_http_action response_begin(response *r, const tce_http_head *head);

/* Says that the body cannot be validated. Returns what follows under the mode. */
tce_http_action response_miss(response *r);

/* Of a response that has not come to its end: whether that is the upstream's doing, not the
 * client's. */
bool response_broke_off(const response *r);

/* Frees it, with the transform and the guard. Nothing calls them any more. */
void response_destroy(response *r);

#endif
