/* The state of one response, as the first comment of the public header draws it. */
#ifndef TCE_HTTP_STATE_H
#define TCE_HTTP_STATE_H

#include "decode.h"

typedef enum response_state {
    RESPONSE_IDLE = 0, /* waits for the head */
    RESPONSE_PASSING,  /* forwards: nothing is validated, or the verdict is known */
    RESPONSE_WATCHING, /* validates and forwards */
    RESPONSE_HOLDING,  /* validates and has the proxy hold */
    RESPONSE_DRAINING, /* discards: another answer takes the response's place */
    RESPONSE_CUT       /* refuses: the connection is being closed */
} response_state;

struct tce_http {
    tce_http_policy policy; /* resolved; without options, which the validator has */
    uint64_t max_bytes;     /* of the options */
    response_state state;
    tce_http_action last; /* what tce_http_end returned */
    tce_status status;    /* of the validator, after the last bytes */
    uint64_t length;      /* of the body, as announced */
    bool is_unseen;       /* some of the body was not shown, or could not be decoded */
    bool has_ended;       /* tce_http_end was called */
    bool is_busy;         /* a call is under way: a callback may not make another */
    decode decode;
    tce_validator *validator;
    tce_http_outcome outcome;
    tce_report report; /* the validator's, where the outcome needs another */
};

#endif
