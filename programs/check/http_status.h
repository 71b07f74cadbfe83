/*
 * What a status of HTTP says of the body (RFC 9112, section 6.3).
 */
#ifndef PROGRAMS_CHECK_HTTP_STATUS_H
#define PROGRAMS_CHECK_HTTP_STATUS_H

#include <stdbool.h>

/* Whether a response with this status has a body, its request not known. 0: the status is not
 * known. */
static inline bool http_status_has_body(unsigned status) {
    return status / 100 != 1 && status != 204 && status != 304;
}

#endif
