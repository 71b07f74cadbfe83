/*
 * An intercept: Traffic Server connects to this file in place of an upstream.
 */
#include "status.h"

#include "counters.h"
#include "words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

/* Bytes of the nonce that the page's own style and script carry, so that no others run. */
#define NONCE_BYTES 16

#define HEAD_MAX (512 + TCE_HTTP_PAGE_POLICY_MAX)

/* One request. Traffic Server makes a connection for it, or says that there is none. */
typedef struct page {
    TSHttpStatus status;
    tce_http_format format;
    bool is_head;       /* the request's method is HEAD */
    TSVConn connection; /* NULL: not connected */
    TSIOBuffer request;
    TSIOBuffer answer; /* NULL: not written */
    char nonce[2 * NONCE_BYTES + 1];
} page;

/* ---- Request ---------------------------------------------------------------------------------*/

static bool is_method(const TSRemapRequestInfo *request, const char *method) {
    int length = 0;
    const char *bytes = TSHttpHdrMethodGet(request->requestBufp, request->requestHdrp, &length);
    return bytes != NULL && (size_t)length == strlen(method) &&
           memcmp(bytes, method, (size_t)length) == 0;
}

/* The value of the argument "format"; absent: there is none. */
static tce_text wanted_format(const TSRemapRequestInfo *request) {
    static const char name[] = "format=";
    int length = 0;
    const char *query = TSUrlHttpQueryGet(request->requestBufp, request->requestUrl, &length);
    const char *end = query + (query == NULL ? 0 : length);
    while (query != NULL && query < end) {
        const char *next = memchr(query, '&', (size_t)(end - query));
        const size_t size = (size_t)((next == NULL ? end : next) - query);
        if (size >= sizeof(name) - 1 && memcmp(query, name, sizeof(name) - 1) == 0) {
            return (tce_text){query + sizeof(name) - 1, size - (sizeof(name) - 1)};
        }
        query = next == NULL ? end : next + 1;
    }
    return (tce_text){NULL, 0};
}

static TSHttpStatus status_of(const TSRemapRequestInfo *request, tce_http_format *format) {
    static const char *const names[] = {"html", "json", "prometheus", NULL};
    const tce_text wanted = wanted_format(request);
    unsigned number = *format;
    if (!is_method(request, TS_HTTP_METHOD_GET) && !is_method(request, TS_HTTP_METHOD_HEAD)) {
        return TS_HTTP_STATUS_METHOD_NOT_ALLOWED;
    }
    if (wanted.bytes != NULL && !words_choice(wanted, names, TCE_HTTP_FORMAT_HTML, &number)) {
        return TS_HTTP_STATUS_BAD_REQUEST;
    }
    *format = (tce_http_format)number;
    return TS_HTTP_STATUS_OK;
}

/* ---- Answer ----------------------------------------------------------------------------------*/

static bool append(void *user, const char *bytes, size_t length) {
    return TSIOBufferWrite(user, bytes, (int64_t)length) == (int64_t)length;
}

static bool make_nonce(page *p) {
    unsigned char random[NONCE_BYTES];
    if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random)) {
        return false;
    }
    for (size_t i = 0; i < NONCE_BYTES; i++) {
        (void)snprintf(p->nonce + 2 * i, 3, "%02x", random[i]);
    }
    return true;
}

static void write_page(const page *p, TSIOBuffer body) {
    tce_http_snapshot *snapshot = counters_snapshot();
    const tce_text nonce = {p->nonce, strlen(p->nonce)};
    (void)tce_http_format_write(snapshot, p->format, nonce, append, body);
    TSfree(snapshot);
}

/* The fields that only this answer has. */
static void write_fields(const page *p, char fields[HEAD_MAX]) {
    char policy[TCE_HTTP_PAGE_POLICY_MAX];
    fields[0] = '\0';
    if (p->status == TS_HTTP_STATUS_METHOD_NOT_ALLOWED) {
        (void)snprintf(fields, HEAD_MAX, "Allow: GET, HEAD\r\n");
    } else if (p->status == TS_HTTP_STATUS_OK && p->format == TCE_HTTP_FORMAT_HTML) {
        (void)tce_http_page_policy((tce_text){p->nonce, strlen(p->nonce)}, policy, sizeof(policy));
        (void)snprintf(fields, HEAD_MAX, "Content-Security-Policy: %s\r\n", policy);
    }
}

static void write_head(const page *p, TSIOBuffer to, int64_t length) {
    char fields[HEAD_MAX], head[2 * HEAD_MAX];
    const bool has_page = p->status == TS_HTTP_STATUS_OK;
    write_fields(p, fields);
    const int size =
        snprintf(head, sizeof(head),
                 "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %" PRId64
                 "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n%s\r\n",
                 (int)p->status, TSHttpHdrReasonLookup(p->status),
                 has_page ? tce_http_format_type(p->format) : "text/plain", length, fields);
    (void)append(to, head, (size_t)size);
}

/* The body is written first, for its length. A reader reads what is written after it was made. */
static void write_answer(page *p) {
    TSIOBuffer body = TSIOBufferCreate();
    TSIOBufferReader reader = TSIOBufferReaderAlloc(body);
    if (p->status == TS_HTTP_STATUS_OK && !make_nonce(p)) {
        p->status = TS_HTTP_STATUS_INTERNAL_SERVER_ERROR;
    }
    if (p->status == TS_HTTP_STATUS_OK) {
        write_page(p, body);
    }
    const int64_t length = TSIOBufferReaderAvail(reader);
    write_head(p, p->answer, length);
    if (!p->is_head && length > 0) {
        (void)TSIOBufferCopy(p->answer, reader, length, 0);
    }
    TSIOBufferDestroy(body);
}

/* ---- Connection ------------------------------------------------------------------------------*/

/* Frees the page, with its connection if there was one. */
static void end(TSCont cont, page *p) {
    if (p->connection != NULL) {
        TSVConnClose(p->connection);
    }
    if (p->request != NULL) {
        TSIOBufferDestroy(p->request);
    }
    if (p->answer != NULL) {
        TSIOBufferDestroy(p->answer);
    }
    TSfree(p);
    TSContDestroy(cont);
}

static void accept_connection(TSCont cont, page *p, TSVConn connection) {
    p->connection = connection;
    p->request = TSIOBufferCreate();
    (void)TSVConnRead(connection, cont, p->request, INT64_MAX);
}

static void answer(TSCont cont, page *p) {
    if (p->answer != NULL) {
        return;
    }
    p->answer = TSIOBufferCreate();
    TSIOBufferReader reader = TSIOBufferReaderAlloc(p->answer);
    write_answer(p);
    (void)TSVConnWrite(p->connection, cont, reader, TSIOBufferReaderAvail(reader));
}

static int handle(TSCont cont, TSEvent event, void *data) {
    page *p = TSContDataGet(cont);
    switch (event) {
    case TS_EVENT_NET_ACCEPT:
        accept_connection(cont, p, data);
        break;
    case TS_EVENT_VCONN_READ_READY:
        answer(cont, p);
        break;
    case TS_EVENT_VCONN_WRITE_READY:
        break;
    default: /* the answer is written, or the connection failed or never came */
        end(cont, p);
        break;
    }
    return 0;
}

void status_answer(TSHttpTxn txn, const TSRemapRequestInfo *request, tce_http_format format) {
    page *p = TSmalloc(sizeof(*p));
    *p = (page){.is_head = is_method(request, TS_HTTP_METHOD_HEAD)};
    p->status = status_of(request, &format);
    p->format = format;
    TSCont cont = TSContCreate(handle, TSMutexCreate());
    TSContDataSet(cont, p);
    (void)TSHttpTxnConfigIntSet(txn, TS_CONFIG_HTTP_CACHE_HTTP, 0);
    TSHttpTxnServerIntercept(cont, txn);
}
