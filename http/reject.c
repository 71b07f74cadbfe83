/* The answer in place of a response: an envelope that clients of the API understand. */
#include <string.h>

#include "state.h"
#include "text.h"

static void put_reason(text *t, const tce_http_outcome *o) {
    if (o->violation != TCE_VIOLATION_NONE) {
        text_put_name(t, "The upstream's response is invalid: ");
        text_put_name(t, tce_violation_name(o->violation));
        text_put_name(t, " at byte ");
        text_put_number(t, o->offset);
    } else if (o->verdict == TCE_HTTP_VERDICT_INCOMPLETE) {
        text_put_name(t, "The upstream failed after byte ");
        text_put_number(t, o->bytes);
        text_put_name(t, " of its response");
    } else {
        text_put_name(t, "The upstream's response cannot be validated");
        if (o->reason != NULL) {
            text_put_name(t, ": ");
            text_put_name(t, o->reason);
        }
    }
    text_put_name(t, ".");
}

/* The proxy's own identifier can be any bytes. */
static void put_given(text *t, tce_text id) {
    const size_t length = id.length < TCE_MAX_REQUEST_ID ? id.length : TCE_MAX_REQUEST_ID;
    for (size_t i = 0; i < length; i++) {
        const bool is_printable = id.bytes[i] >= ' ' && id.bytes[i] <= '~';
        text_put_json(t, (tce_text){is_printable ? id.bytes + i : "?", 1});
    }
}

static void put_request_id(text *t, tce_text upstream, tce_text given) {
    if (upstream.length > 0) {
        text_put_json(t, upstream);
    } else if (given.bytes != NULL && given.length > 0) {
        put_given(t, given);
    } else {
        text_put_name(t, "none");
    }
}

size_t tce_http_reject_body(const tce_http *h, tce_text request_id, char *buffer, size_t size) {
    if (h == NULL || h->outcome.verdict == TCE_HTTP_VERDICT_NONE || buffer == NULL) {
        return 0;
    }
    text t = {.bytes = buffer, .size = size};
    text_put_name(&t, "{\"Response\":{\"Error\":{\"Code\":\"");
    text_put_json(&t, (tce_text){h->policy.reject_code, strlen(h->policy.reject_code)});
    text_put_name(&t, "\",\"Message\":\"");
    put_reason(&t, &h->outcome);
    text_put_name(&t, "\"},\"RequestId\":\"");
    put_request_id(&t, h->outcome.request_id, request_id);
    text_put_name(&t, "\"}}");
    return t.is_cut ? 0 : t.length;
}
