/* What is said about an outcome: a line for a log, and the value of a field. Nothing of the
 * content. */
#include <string.h>

#include "namespace.h"
#include "tcenvelope_http.h"
#include "text.h"

/* Room for the NUL that follows the text. */
static text text_in(char *buffer, size_t size) {
    return (text){.bytes = buffer, .size = size - 1};
}

static size_t closed(text *t) {
    t->bytes[t->length] = '\0';
    return t->length;
}

static void put_place(text *t, const tce_http_outcome *o) {
    if (o->violation != TCE_VIOLATION_NONE) {
        text_put_name(t, tce_violation_name(o->violation));
        text_put_name(t, " at byte ");
        text_put_number(t, o->offset);
    } else if (o->reason != NULL) {
        text_put_name(t, o->reason);
    } else {
        text_put_name(t, "seen up to byte ");
        text_put_number(t, o->bytes);
    }
}

static bool can_describe(const tce_http_outcome *outcome, const char *buffer, size_t size) {
    return outcome != NULL && buffer != NULL && size != 0 &&
           tce_http_verdict_name(outcome->verdict) != NULL;
}

size_t tce_http_describe(const tce_http_outcome *outcome, char *buffer, size_t size) {
    if (!can_describe(outcome, buffer, size)) {
        return 0;
    }
    text t = text_in(buffer, size);
    const char *done = tce_http_done_name(outcome->done);
    text_put_name(&t, tce_http_verdict_name(outcome->verdict));
    text_put_name(&t, " response, ");
    put_place(&t, outcome);
    text_put_name(&t, ", ");
    text_put_name(&t, done == NULL ? "nothing sent" : done);
    return closed(&t);
}

size_t tce_http_field(const tce_http_outcome *outcome, char *buffer, size_t size) {
    if (!can_describe(outcome, buffer, size)) {
        return 0;
    }
    text t = text_in(buffer, size);
    text_put_name(&t, tce_http_verdict_name(outcome->verdict));
    if (outcome->violation != TCE_VIOLATION_NONE) {
        text_put_name(&t, ";violation=");
        text_put_name(&t, tce_violation_name(outcome->violation));
        text_put_name(&t, ";offset=");
        text_put_number(&t, outcome->offset);
    }
    return closed(&t);
}
