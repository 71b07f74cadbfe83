/* A response that a test shows to the library, and what a client would see of it. */
#ifndef TESTS_HTTP_EXCHANGE_H
#define TESTS_HTTP_EXCHANGE_H

#include "tcenvelope_http.h"

#define CLIENT_MAX 4096 /* bytes of a body that are compared */

typedef struct exchange {
    tce_http_policy policy;
    tce_http_head head;
    tce_http_ending ending;
    size_t chunk;    /* bytes in a chunk; 0: all in one */
    uint64_t random; /* not 0: chunks of random sizes, up to chunk */
    bool no_decoder; /* the proxy has no memory for it */
} exchange;

/* A 200 with this mode, type and coding; the length is not known. */
exchange exchange_of(tce_http_mode mode, const char *coding);

/* What came of it. */
typedef struct result {
    tce_http_outcome outcome; /* its texts point into the last exchange */
    tce_http_action begin;    /* what tce_http_begin returned */
    tce_http_action last;     /* what the last call returned */
    size_t sent;              /* bytes of the body that went to the client */
    size_t held;              /* at most, at a time */
    bool is_same;             /* what went to the client is the body's beginning */
    char request_id[TCE_MAX_REQUEST_ID + 1];
    char rejection[TCE_HTTP_REJECT_BODY_MAX];
    size_t rejection_length;
} result;

/* Plays the proxy. Fails the test when an action does not fit those before it. */
result exchange_run(const exchange *e, const void *body, size_t length);

/* Whether two outcomes say the same of a response, but for its encoded bytes and its coding. */
bool result_is_same(const result *a, const result *b);

/* Both, with a message that names the case. */
void result_expect(const char *name, const result *r, tce_http_verdict verdict,
                   tce_violation violation, uint64_t offset);

#endif
