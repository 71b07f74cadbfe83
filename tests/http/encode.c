#include "encode.h"

#include <stdlib.h>
#include <string.h>

#define ZLIB_CONST
#include <zlib.h>
#ifdef TCE_HTTP_ZSTD
#include <zstd.h>
#endif

#include "harness.h"

static const int window_bits[] = {
    [ENCODING_GZIP] = MAX_WBITS + 16, [ENCODING_ZLIB] = MAX_WBITS, [ENCODING_RAW] = -MAX_WBITS};

const char *encoding_field(encoding e) {
    static const char *const fields[] = {
        [ENCODING_GZIP] = "gzip",
        [ENCODING_ZLIB] = "deflate",
        [ENCODING_RAW] = "deflate",
        [ENCODING_ZSTD] = "zstd",
    };
    return fields[e];
}

static encoded deflated(z_stream *s, const void *bytes, size_t length) {
    const size_t size = deflateBound(s, length) + 64;
    encoded found = {malloc(size), 0};
    assert_non_null(found.bytes);
    s->next_in = bytes;
    s->avail_in = (uInt)length;
    s->next_out = found.bytes;
    s->avail_out = (uInt)size;
    assert_int_equal(deflate(s, Z_FINISH), Z_STREAM_END);
    found.length = size - s->avail_out;
    assert_int_equal(deflateEnd(s), Z_OK);
    return found;
}

#ifdef TCE_HTTP_ZSTD

encoded encode_with_window(const void *bytes, size_t length, int log) {
    const size_t size = ZSTD_compressBound(length);
    encoded found = {malloc(size), 0};
    ZSTD_CCtx *context = ZSTD_createCCtx();
    ZSTD_outBuffer out = {found.bytes, size, 0};
    ZSTD_inBuffer in = {bytes, length, 0};
    assert_false(ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, log)));
    assert_false(ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)));
    /* Without the size of the content, the frame has the window that was set. */
    assert_false(ZSTD_isError(ZSTD_compressStream2(context, &out, &in, ZSTD_e_flush)));
    assert_int_equal(ZSTD_compressStream2(context, &out, &in, ZSTD_e_end), 0);
    found.length = out.pos;
    ZSTD_freeCCtx(context);
    return found;
}

#else

encoded encode_with_window(const void *bytes, size_t length, int log) {
    (void)bytes, (void)length, (void)log;
    fail();
    return (encoded){NULL, 0};
}

#endif

encoded encode(encoding e, const void *bytes, size_t length) {
    if (e == ENCODING_ZSTD) {
        return encode_with_window(bytes, length, 17);
    }
    z_stream s = {0};
    assert_int_equal(deflateInit2(&s, 6, Z_DEFLATED, window_bits[e], 8, Z_DEFAULT_STRATEGY), Z_OK);
    return deflated(&s, bytes, length);
}

encoded encode_with_dictionary(const void *bytes, size_t length) {
    static const Bytef dictionary[] = "{\"Response\":{\"RequestId\":\"";
    z_stream s = {0};
    assert_int_equal(deflateInit(&s, 6), Z_OK);
    assert_int_equal(deflateSetDictionary(&s, dictionary, sizeof(dictionary) - 1), Z_OK);
    return deflated(&s, bytes, length);
}

encoded encoded_join(encoded first, encoded second) {
    encoded both = {malloc(first.length + second.length), first.length + second.length};
    assert_non_null(both.bytes);
    memcpy(both.bytes, first.bytes, first.length);
    memcpy(both.bytes + first.length, second.bytes, second.length);
    free(first.bytes);
    free(second.bytes);
    return both;
}
