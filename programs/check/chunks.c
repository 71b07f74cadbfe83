#include "check/chunks.h"

static size_t next_chunk(size_t left, size_t chunk) {
    return left < chunk ? left : chunk;
}

static bool can_go_on(tce_status status) {
    return status == TCE_OK || status == TCE_REJECTED || status == TCE_UNFRAMABLE;
}

bool feed_stream(tce_stream *stream, const char *bytes, size_t length, size_t chunk) {
    for (size_t offset = 0; offset < length; offset += next_chunk(length - offset, chunk)) {
        if (!can_go_on(
                tce_stream_feed(stream, bytes + offset, next_chunk(length - offset, chunk)))) {
            return false;
        }
    }
    return true;
}

bool feed_validator(tce_validator *validator, const char *bytes, size_t length, size_t chunk) {
    for (size_t offset = 0; offset < length; offset += next_chunk(length - offset, chunk)) {
        if (!can_go_on(tce_feed(validator, bytes + offset, next_chunk(length - offset, chunk)))) {
            return false;
        }
    }
    return true;
}
