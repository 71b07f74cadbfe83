/*
 * Traffic Server logs a transaction after it has closed, and never sends a field whose name begins
 * with an at sign. The client's request has a head in every transaction.
 */
#include "outcome.h"

#include "counters.h"
#include "head.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DIGITS_MAX 24

static tce_text text_of(const char *name) {
    return (tce_text){name, name == NULL ? 0 : strlen(name)};
}

static tce_text number_in(char digits[DIGITS_MAX], uint64_t number) {
    (void)snprintf(digits, DIGITS_MAX, "%" PRIu64, number);
    return text_of(digits);
}

/* Text from the body, which can be any bytes. */
static tce_text harmless(char buffer[TCE_MAX_REQUEST_ID], tce_text text) {
    if (text.bytes == NULL) {
        return text;
    }
    const size_t length = text.length < TCE_MAX_REQUEST_ID ? text.length : TCE_MAX_REQUEST_ID;
    for (size_t i = 0; i < length; i++) {
        const unsigned char byte = (unsigned char)text.bytes[i];
        const bool is_control = byte < ' ' || byte == 0x7f;
        memcpy(&buffer[i], is_control ? "?" : &text.bytes[i], 1);
    }
    return (tce_text){buffer, length};
}

_Static_assert(TCE_MAX_CODE <= TCE_MAX_REQUEST_ID, "both texts fit");

typedef struct field {
    const char *name;
    tce_text value; /* absent: the field is removed */
} field;

static void set_all(const response *r, const field *fields, size_t count) {
    TSMBuffer buffer;
    TSMLoc request;
    if (TSHttpTxnClientReqGet(r->txn, &buffer, &request) != TS_SUCCESS) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        head_set(buffer, request, text_of(fields[i].name), fields[i].value);
    }
    TSHandleMLocRelease(buffer, TS_NULL_MLOC, request);
}

static void set_fields(const response *r, const tce_http_outcome *o) {
    char offset[DIGITS_MAX], bytes[DIGITS_MAX];
    char id[TCE_MAX_REQUEST_ID], code[TCE_MAX_REQUEST_ID];
    const bool seen = o->verdict != TCE_HTTP_VERDICT_SKIPPED;
    const tce_text none = {NULL, 0};
    const field fields[] = {
        {"@" PLUGIN_NAME "-verdict", text_of(tce_http_verdict_name(o->verdict))},
        {"@" PLUGIN_NAME "-violation", text_of(tce_violation_name(o->violation))},
        {"@" PLUGIN_NAME "-offset", o->violation ? number_in(offset, o->offset) : none},
        {"@" PLUGIN_NAME "-bytes", seen ? number_in(bytes, o->bytes) : none},
        {"@" PLUGIN_NAME "-coding", seen ? text_of(tce_http_coding_name(o->coding)) : none},
        {"@" PLUGIN_NAME "-request-id", harmless(id, o->request_id)},
        {"@" PLUGIN_NAME "-error-code", harmless(code, o->error_code)},
        {"@" PLUGIN_NAME "-error-class", text_of(tce_code_class_name(o->code_class))},
        {"@" PLUGIN_NAME "-action", text_of(tce_http_done_name(o->done))},
    };
    set_all(r, fields, COUNT(fields));
}

/* A client that disconnects is not an error of the response. Says what is wrong and where, and
 * never anything of the content. */
static void warn(const response *r, const tce_http_outcome *outcome) {
    char line[TCE_HTTP_LINE_MAX], uuid[TS_CRUUID_STRING_LEN + 1] = "";
    if (outcome->verdict == TCE_HTTP_VERDICT_UNSEEN && outcome->reason == NULL) {
        return;
    }
    (void)TSClientRequestUuidGet(r->txn, uuid);
    (void)tce_http_describe(outcome, line, sizeof(line));
    TSWarning("[" PLUGIN_NAME "] %s, request %s", line, uuid);
}

/* Every outcome, with proxy.config.diags.debug.tags. */
static void debug(const response *r, const tce_http_outcome *outcome) {
    char line[TCE_HTTP_LINE_MAX];
    if (TSIsDebugTagSet(PLUGIN_NAME)) {
        (void)tce_http_describe(outcome, line, sizeof(line));
        TSDebug(PLUGIN_NAME, "[%" PRIu64 "] %s", TSHttpTxnIdGet(r->txn), line);
    }
}

static void log_outcome(const response *r, const tce_http_outcome *outcome) {
    debug(r, outcome);
    set_fields(r, outcome);
    if (tce_http_is_unsound(r->http) || outcome->done == TCE_HTTP_DONE_REJECTED) {
        warn(r, outcome);
    }
}

/* ---- End -------------------------------------------------------------------------------------*/

static tce_http_ending early_end(const response *r) {
    return response_broke_off(r) ? TCE_HTTP_END_UPSTREAM_FAILED : TCE_HTTP_END_CLIENT_GONE;
}

/* The transform was not opened, for what the client gets has no body of the upstream: the status
 * 304, or an error of Traffic Server. */
static void skip(response *r) {
    tce_http_head head = TCE_HTTP_HEAD_INIT;
    head.status = r->client_status;
    (void)response_begin(r, &head);
}

void outcome_close(response *r) {
    const bool is_shown = r->buffer != NULL || r->is_replaced;
    const bool is_sent = r->client_status != 0;
    if (r->http == NULL && !is_sent) {
        return; /* there was no response */
    }
    if (is_sent && !is_shown && (r->http == NULL || r->transform != NULL)) {
        skip(r);
    }
    (void)tce_http_end(r->http, early_end(r));
    const tce_http_outcome *outcome = tce_http_outcome_of(r->http);
    counters_count(outcome);
    log_outcome(r, outcome);
}
