/*
 * gzip (RFC 1952), zlib (RFC 1950) and raw deflate data (RFC 1951), by zlib.
 *
 *     gzip:     BETWEEN -- a byte --> INSIDE -- the end of a member --> BETWEEN ...
 *     deflate:  BETWEEN -- a byte --> INSIDE -- the end of the data --> ENDED
 *
 * zlib checks the checksums. Where it stops at an error does not depend on the chunks: it takes no
 * byte before it needs one, and its fast loop returns those that it has not used.
 */
#include "decoder.h"

#include <string.h>

#define ZLIB_CONST /* it reads its input only */
#include <zlib.h>

/* Bytes for what zlib allocates: a state and a window of 32 KiB, 39,928 bytes in zlib 1.2.13. */
#define ARENA_BYTES 49152

#define GZIP_BITS (MAX_WBITS + 16)
#define ZLIB_BITS MAX_WBITS
#define RAW_BITS  (-MAX_WBITS)

#define ALIGNED(size) (((size) + 15) & ~(size_t)15)

typedef enum inflate_phase {
    INFLATE_BETWEEN = 0, /* waits for the first byte of the data or of a gzip member */
    INFLATE_INSIDE,
    INFLATE_ENDED /* nothing may follow */
} inflate_phase;

typedef struct inflate_memory {
    z_stream stream;
    inflate_phase phase;
    bool is_gzip;
    bool has_ended; /* at least once */
    size_t arena_used;
    _Alignas(16) uint8_t arena[ARENA_BYTES];
} inflate_memory;

static size_t inflate_size(const tce_http_policy *policy) {
    (void)policy;
    return sizeof(inflate_memory);
}

/* ---- Memory ----------------------------------------------------------------------------------*/

static voidpf arena_allocate(voidpf opaque, uInt items, uInt size) {
    inflate_memory *m = opaque;
    const size_t left = ARENA_BYTES - m->arena_used;
    if (size != 0 && items > left / size) {
        return Z_NULL;
    }
    void *memory = m->arena + m->arena_used;
    const size_t taken = ALIGNED((size_t)items * size);
    m->arena_used += taken < left ? taken : left;
    return memory;
}

/* zlib frees nothing before the end of a stream, where the memory is the caller's again. */
static void arena_free(voidpf opaque, voidpf address) {
    (void)opaque;
    (void)address;
}

static bool inflate_init(void *memory, tce_http_coding coding, const tce_http_policy *policy) {
    (void)policy;
    inflate_memory *m = memory;
    memset(&m->stream, 0, sizeof(m->stream));
    m->phase = INFLATE_BETWEEN;
    m->is_gzip = coding == TCE_HTTP_CODING_GZIP;
    m->has_ended = false;
    m->arena_used = 0;
    m->stream.zalloc = arena_allocate;
    m->stream.zfree = arena_free;
    m->stream.opaque = m;
    return inflateInit2(&m->stream, GZIP_BITS) == Z_OK;
}

/* ---- Steps -----------------------------------------------------------------------------------*/

/*
 * Content-Encoding: deflate is the zlib format, but some servers send raw data. The first byte
 * distinguishes them: with a method of 8 in its low four bits and a window of at most 7 in the
 * others it begins the zlib format. As raw data it would begin a stored block whose padding is not
 * zero.
 */
static int bits_of(const inflate_memory *m, uint8_t first) {
    if (m->is_gzip) {
        return GZIP_BITS;
    }
    return (first & 0x0f) == Z_DEFLATED && first >> 4 <= MAX_WBITS - 8 ? ZLIB_BITS : RAW_BITS;
}

static decoder_status status_of(inflate_memory *m, int result, const decoder_io *io) {
    switch (result) {
    case Z_STREAM_END:
        m->phase = m->is_gzip ? INFLATE_BETWEEN : INFLATE_ENDED;
        m->has_ended = true;
        return DECODER_AGAIN;
    case Z_OK:
    case Z_BUF_ERROR: /* nothing to do: not an error */
        return io->out_length == io->out_size ? DECODER_AGAIN : DECODER_MORE;
    case Z_NEED_DICT:
        return DECODER_UNSUPPORTED;
    case Z_MEM_ERROR:
        return DECODER_NO_MEMORY;
    default:
        return DECODER_CORRUPT;
    }
}

static decoder_status inflate_inside(inflate_memory *m, decoder_io *io) {
    z_stream *s = &m->stream;
    const size_t in_left = io->in_length - io->in_used;
    s->next_in = io->in + io->in_used;
    s->avail_in = (uInt)in_left;
    s->next_out = io->out;
    s->avail_out = (uInt)io->out_size;
    const int result = inflate(s, Z_NO_FLUSH);
    io->in_used += in_left - s->avail_in;
    io->out_length = io->out_size - s->avail_out;
    return status_of(m, result, io);
}

static decoder_status inflate_step(void *memory, decoder_io *io) {
    inflate_memory *m = memory;
    io->out_length = 0;
    if (m->phase != INFLATE_INSIDE && io->in_used == io->in_length) {
        return DECODER_MORE;
    }
    if (m->phase == INFLATE_ENDED) {
        io->in_used++;
        return DECODER_CORRUPT;
    }
    if (m->phase == INFLATE_BETWEEN) {
        if (inflateReset2(&m->stream, bits_of(m, io->in[io->in_used])) != Z_OK) {
            return DECODER_NO_MEMORY;
        }
        m->phase = INFLATE_INSIDE;
    }
    return inflate_inside(m, io);
}

static bool inflate_is_complete(const void *memory) {
    const inflate_memory *m = memory;
    return m->has_ended && m->phase != INFLATE_INSIDE;
}

/* 1 KiB of deflate data decodes to at most 1,032 KiB. */
const decoder decoder_inflate = {1024, inflate_size, inflate_init, inflate_step,
                                 inflate_is_complete};
