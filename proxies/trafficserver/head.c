#include "head.h"

#include <string.h>

/* ---- Fields ----------------------------------------------------------------------------------*/

static TSMLoc find(TSMBuffer buffer, TSMLoc head, tce_text name) {
    return TSMimeHdrFieldFind(buffer, head, name.bytes, (int)name.length);
}

/* The values of one field, as one text; absent: there is no such field. */
static tce_text value_of(TSMBuffer buffer, TSMLoc head, tce_text name) {
    TSMLoc field = find(buffer, head, name);
    if (field == TS_NULL_MLOC) {
        return (tce_text){NULL, 0};
    }
    int length = 0;
    const char *bytes = TSMimeHdrFieldValueStringGet(buffer, head, field, -1, &length);
    TSHandleMLocRelease(buffer, head, field);
    return bytes == NULL ? (tce_text){"", 0} : (tce_text){bytes, (size_t)length};
}

static bool has(TSMBuffer buffer, TSMLoc head, tce_text name) {
    return value_of(buffer, head, name).bytes != NULL;
}

static void remove_all(TSMBuffer buffer, TSMLoc head, tce_text name) {
    for (TSMLoc field; (field = find(buffer, head, name)) != TS_NULL_MLOC;) {
        (void)TSMimeHdrFieldDestroy(buffer, head, field);
        TSHandleMLocRelease(buffer, head, field);
    }
}

void head_set(TSMBuffer buffer, TSMLoc head, tce_text name, tce_text value) {
    TSMLoc field;
    remove_all(buffer, head, name);
    if (value.bytes == NULL || TSMimeHdrFieldCreateNamed(buffer, head, name.bytes, (int)name.length,
                                                         &field) != TS_SUCCESS) {
        return;
    }
    (void)TSMimeHdrFieldValueStringSet(buffer, head, field, -1, value.bytes, (int)value.length);
    (void)TSMimeHdrFieldAppend(buffer, head, field);
    TSHandleMLocRelease(buffer, head, field);
}

void head_clear(TSMBuffer buffer, TSMLoc head) {
    (void)TSMimeHdrFieldsClear(buffer, head);
}

/* ---- The client's request --------------------------------------------------------------------*/

bool head_request_has(TSHttpTxn txn, tce_text name) {
    TSMBuffer buffer;
    TSMLoc request;
    if (TSHttpTxnClientReqGet(txn, &buffer, &request) != TS_SUCCESS) {
        return false;
    }
    const bool found = has(buffer, request, name);
    TSHandleMLocRelease(buffer, TS_NULL_MLOC, request);
    return found;
}

void head_request_remove(TSHttpTxn txn, tce_text name) {
    TSMBuffer buffer;
    TSMLoc request;
    if (TSHttpTxnClientReqGet(txn, &buffer, &request) == TS_SUCCESS) {
        remove_all(buffer, request, name);
        TSHandleMLocRelease(buffer, TS_NULL_MLOC, request);
    }
}

static tce_text method_of(TSHttpTxn txn) {
    TSMBuffer buffer;
    TSMLoc request;
    int length = 0;
    if (TSHttpTxnClientReqGet(txn, &buffer, &request) != TS_SUCCESS) {
        return (tce_text){NULL, 0};
    }
    const char *bytes = TSHttpHdrMethodGet(buffer, request, &length);
    TSHandleMLocRelease(buffer, TS_NULL_MLOC, request);
    return (tce_text){bytes, bytes == NULL ? 0 : (size_t)length};
}

/* ---- The response ----------------------------------------------------------------------------*/

static const tce_text content_type = {"Content-Type", 12};
static const tce_text content_encoding = {"Content-Encoding", 16};
static const tce_text content_length = {"Content-Length", 14};
static const tce_text transfer_encoding = {"Transfer-Encoding", 17};

/* Appends the values of one field after a comma. Returns false when they do not fit. */
static bool append(char codings[HEAD_CODINGS_MAX], size_t *length, const char *bytes, int size) {
    const size_t comma = *length > 0;
    if (size < 0 || (size_t)size + comma > HEAD_CODINGS_MAX - *length) {
        return false;
    }
    if (comma > 0) {
        codings[(*length)++] = ',';
    }
    memcpy(codings + *length, bytes, (size_t)size);
    *length += (size_t)size;
    return true;
}

static tce_text codings_of(TSMBuffer buffer, TSMLoc head, char codings[HEAD_CODINGS_MAX]) {
    size_t length = 0;
    TSMLoc field = find(buffer, head, content_encoding);
    const bool found = field != TS_NULL_MLOC;
    bool fits = true;
    while (field != TS_NULL_MLOC) {
        int size = 0;
        const char *bytes = TSMimeHdrFieldValueStringGet(buffer, head, field, -1, &size);
        fits = fits && append(codings, &length, bytes == NULL ? "" : bytes, size);
        TSMLoc next = TSMimeHdrFieldNextDup(buffer, head, field);
        TSHandleMLocRelease(buffer, head, field);
        field = next;
    }
    if (!found) {
        return (tce_text){NULL, 0};
    }
    return fits ? (tce_text){codings, length} : (tce_text){"unknown", 7};
}

static uint64_t length_of(TSMBuffer buffer, TSMLoc head) {
    if (has(buffer, head, transfer_encoding)) {
        return TCE_HTTP_LENGTH_UNKNOWN;
    }
    TSMLoc field = find(buffer, head, content_length);
    if (field == TS_NULL_MLOC) {
        return TCE_HTTP_LENGTH_UNKNOWN;
    }
    const int64_t length = TSMimeHdrFieldValueInt64Get(buffer, head, field, -1);
    TSHandleMLocRelease(buffer, head, field);
    return length < 0 ? TCE_HTTP_LENGTH_UNKNOWN : (uint64_t)length;
}

tce_http_head head_read(TSHttpTxn txn, TSMBuffer buffer, TSMLoc response,
                        char codings[HEAD_CODINGS_MAX]) {
    tce_http_head head = TCE_HTTP_HEAD_INIT;
    head.method = method_of(txn);
    head.status = (uint16_t)TSHttpHdrStatusGet(buffer, response);
    head.content_type = value_of(buffer, response, content_type);
    head.content_encoding = codings_of(buffer, response, codings);
    head.content_length = length_of(buffer, response);
    return head;
}
