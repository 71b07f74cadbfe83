#include <stdlib.h>

#include "check/check.h"
#include "check/chunks.h"

typedef struct stream_check {
    session *session;
    reporter *reporter;
    tce_stream *stream;
} stream_check;

static bool take(void *user, const char *bytes, size_t length) {
    const stream_check *c = user;
    c->reporter->bytes += length;
    return feed_stream(c->stream, bytes, length, c->session->options->chunk) &&
           session_take(c->session, c->reporter);
}

void check_stream(session *s, input *in, reporter *r) {
    const tce_options options = reporter_library_options(r);
    const size_t size = tce_stream_storage_size(&options);
    void *storage = allocate(1, size);
    stream_check c = {s, r, tce_stream_init(storage, size, &options, in->framing)};
    r->offset_base = (uint64_t)in->base;
    if (input_read(s, in, r, take, &c)) {
        tce_stream_finish(c.stream);
        session_take(s, r);
    }
    free(storage);
}
