#include "client.h"

#include <sys/socket.h>

/* A connection of HTTP/2 belongs to other requests too. Its requests have the version 1.1 as well.
 */
static bool has_own_connection(const response *r) {
    return TSHttpTxnClientProtocolStackContains(r->txn, "h2") == NULL &&
           TSHttpTxnClientProtocolStackContains(r->txn, "quic") == NULL;
}

static bool speaks_http_1_0(const response *r) {
    TSMBuffer buffer;
    TSMLoc request;
    if (TSHttpTxnClientReqGet(r->txn, &buffer, &request) != TS_SUCCESS) {
        return false;
    }
    const int version = TSHttpHdrVersionGet(buffer, request);
    TSHandleMLocRelease(buffer, TS_NULL_MLOC, request);
    return TS_HTTP_MAJOR(version) == 1 && TS_HTTP_MINOR(version) == 0;
}

void client_will_be_reset(const response *r, bool on) {
    const struct linger linger = {.l_onoff = on, .l_linger = 0};
    int socket;
    if (r->settings->policy.mode == TCE_HTTP_MODE_ABORT && r->length == TCE_HTTP_LENGTH_UNKNOWN &&
        speaks_http_1_0(r) && TSHttpTxnClientFdGet(r->txn, &socket) == TS_SUCCESS) {
        (void)setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
    }
}

void client_end_now(const response *r) {
    int socket;
    if (has_own_connection(r) && !speaks_http_1_0(r) &&
        TSHttpTxnClientFdGet(r->txn, &socket) == TS_SUCCESS) {
        (void)shutdown(socket, SHUT_WR);
    }
}
