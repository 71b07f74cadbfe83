#include "hold.h"

/* ---- Bytes ----------------------------------------------------------------------------------*/

/* The end of the last held bucket, and how many bytes fit there. Every heap bucket here was made by
 * add_buffer. */
static apr_size_t find_space(const apr_bucket_brigade *held, char **end) {
    const apr_bucket *last = APR_BRIGADE_LAST(held);
    if (APR_BRIGADE_EMPTY(held) || !APR_BUCKET_IS_HEAP(last)) {
        return 0;
    }
    const apr_bucket_heap *heap = last->data;
    *end = heap->base + last->length;
    return heap->alloc_len - last->length;
}

static void add_buffer(apr_bucket_brigade *held) {
    char *buffer = apr_bucket_alloc(APR_BUCKET_BUFF_SIZE, held->bucket_alloc);
    apr_bucket *bucket =
        apr_bucket_heap_create(buffer, APR_BUCKET_BUFF_SIZE, apr_bucket_free, held->bucket_alloc);
    bucket->length = 0;
    APR_BRIGADE_INSERT_TAIL(held, bucket);
}

/* apr_brigade_write makes a bucket for each call, once a buffer is full. */
static void hold_bytes(apr_bucket_brigade *held, const char *bytes, apr_size_t length) {
    while (length > 0) {
        char *end = NULL;
        const apr_size_t space = find_space(held, &end);
        const apr_size_t n = length < space ? length : space;
        if (n == 0) {
            add_buffer(held);
            continue;
        }
        memcpy(end, bytes, n);
        APR_BRIGADE_LAST(held)->length += n;
        bytes += n;
        length -= n;
    }
}

/* ---- Buckets --------------------------------------------------------------------------------*/

/* Bytes are copied into large buckets, so that a body in tiny ones takes no more memory than
 * another, and so that they outlive the connection to the upstream. */
static apr_status_t hold_data(tcenvelope_response *response, apr_bucket *bucket) {
    const char *bytes;
    apr_size_t length;
    const apr_status_t status = apr_bucket_read(bucket, &bytes, &length, APR_BLOCK_READ);
    if (status == APR_SUCCESS) {
        hold_bytes(response->held, bytes, length);
    }
    apr_bucket_delete(bucket);
    return status;
}

/* A file stays one, and what is no data has its place among the data. */
static apr_status_t hold_as_it_is(tcenvelope_response *response, apr_bucket *bucket) {
    const apr_status_t status = apr_bucket_setaside(bucket, response->r->pool);
    APR_BUCKET_REMOVE(bucket);
    APR_BRIGADE_INSERT_TAIL(response->held, bucket);
    return status == APR_ENOTIMPL ? APR_SUCCESS : status;
}

apr_status_t tcenvelope_hold(tcenvelope_response *response, apr_bucket *bucket) {
    if (APR_BUCKET_IS_FLUSH(bucket)) {
        apr_bucket_delete(bucket);
        return APR_SUCCESS;
    }
    return APR_BUCKET_IS_METADATA(bucket) || APR_BUCKET_IS_FILE(bucket)
               ? hold_as_it_is(response, bucket)
               : hold_data(response, bucket);
}

void tcenvelope_release(tcenvelope_response *response) {
    response->phase = TCENVELOPE_WATCHING;
    APR_BRIGADE_CONCAT(response->passing, response->held);
}
