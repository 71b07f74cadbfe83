#include "pieces.h"

static size_t piece(size_t left, size_t chunk) {
    return left < chunk ? left : chunk;
}

static bool goes_on(tce_status status) {
    return status == TCE_OK || status == TCE_REJECTED || status == TCE_UNFRAMABLE;
}

bool feed_stream(tce_stream *stream, const char *bytes, size_t length, size_t chunk) {
    for (size_t at = 0; at < length; at += piece(length - at, chunk)) {
        if (!goes_on(tce_stream_feed(stream, bytes + at, piece(length - at, chunk)))) {
            return false;
        }
    }
    return true;
}

bool feed_validator(tce_validator *validator, const char *bytes, size_t length, size_t chunk) {
    for (size_t at = 0; at < length; at += piece(length - at, chunk)) {
        if (!goes_on(tce_feed(validator, bytes + at, piece(length - at, chunk)))) {
            return false;
        }
    }
    return true;
}
