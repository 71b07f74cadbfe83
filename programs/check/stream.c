#include <stdlib.h>

#include "check/check.h"
#include "check/chunks.h"

typedef struct stream_check {
    lane *lane;
    reporter *reporter;
    tce_stream *stream;
} stream_check;

static bool take(void *user, const char *bytes, size_t length) {
    const stream_check *c = user;
    c->reporter->bytes += length;
    return feed_stream(c->stream, bytes, length, c->lane->session->options->chunk) &&
           lane_offer(c->lane, c->reporter);
}

void check_stream(lane *l, input *in, reporter *r) {
    const tce_options options = reporter_library_options(r);
    const size_t size = tce_stream_storage_size(&options);
    void *storage = allocate(1, size);
    stream_check c = {l, r, NULL};
    c.stream = tce_stream_init(storage, size, &options, (tce_framing)in->division);
    r->offset_base = (uint64_t)in->base;
    if (input_read(l, in, r, take, &c)) {
        tce_stream_finish(c.stream);
    }
    free(storage);
}
