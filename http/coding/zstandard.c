/*
 * zstd (RFC 8878), by libzstd in fixed storage.
 *
 * libzstd discards what it has decoded in a call that ends in an error, and decodes a frame at once
 * when it can. So that neither depends on the chunks, a call gets one byte of a header, the rest of
 * a block but its last byte, or that byte: with it a block is decoded, or found to be broken. (A
 * block that is not compressed is written as it is read.)
 */
#include "decoder.h"

#define ZSTD_STATIC_LINKING_ONLY /* for the functions on fixed storage */
#include <zstd.h>
#include <zstd_errors.h>

#define BLOCK_HEADER_BYTES 3

typedef struct zstd_memory {
    ZSTD_DStream *stream;
    size_t wanted;   /* bytes that libzstd waits for */
    bool is_full;    /* it may have more to write */
    bool is_between; /* before, between or after frames */
    bool has_ended;  /* at least one frame */
    _Alignas(16) uint8_t storage[];
} zstd_memory;

static size_t zstd_size(const tce_http_policy *policy) {
    return sizeof(zstd_memory) + ZSTD_estimateDStreamSize(policy->zstd_window);
}

static bool zstd_init(void *memory, tce_http_coding coding, const tce_http_policy *policy) {
    (void)coding;
    zstd_memory *m = memory;
    m->stream = ZSTD_initStaticDStream(m->storage, zstd_size(policy) - sizeof(*m));
    m->wanted = 1;
    m->is_full = false;
    m->is_between = true;
    m->has_ended = false;
    return m->stream != NULL && !ZSTD_isError(ZSTD_initDStream(m->stream)) &&
           !ZSTD_isError(ZSTD_DCtx_setMaxWindowSize(m->stream, policy->zstd_window));
}

/* The rest of the block, or 1. With a block, libzstd also asks for the header that follows it. */
static size_t rest(const zstd_memory *m) {
    switch (ZSTD_nextInputType(m->stream)) {
    case ZSTDnit_frameHeader:
    case ZSTDnit_blockHeader:
        return 1;
    case ZSTDnit_block:
        return m->wanted > BLOCK_HEADER_BYTES ? m->wanted - BLOCK_HEADER_BYTES : 1;
    default:
        return m->wanted > 0 ? m->wanted : 1;
    }
}

/* How much of it one call may get. */
static size_t unit(const zstd_memory *m) {
    const size_t bytes = rest(m);
    return bytes > 1 ? bytes - 1 : 1;
}

static decoder_status status_of_error(size_t result) {
    switch (ZSTD_getErrorCode(result)) {
    case ZSTD_error_frameParameter_unsupported:
    case ZSTD_error_frameParameter_windowTooLarge:
    case ZSTD_error_memory_allocation:
    case ZSTD_error_dictionary_wrong:
        return DECODER_UNSUPPORTED;
    default:
        return DECODER_CORRUPT;
    }
}

static decoder_status zstd_step(void *memory, decoder_io *io) {
    zstd_memory *m = memory;
    const size_t left = io->in_length - io->in_used;
    io->out_length = 0;
    if (left == 0 && !m->is_full) {
        return DECODER_MORE;
    }
    const size_t most = unit(m);
    const size_t given = left < most ? left : most;
    ZSTD_inBuffer in = {io->in + io->in_used, given, 0};
    ZSTD_outBuffer out = {io->out, io->out_size, 0};
    const size_t result = ZSTD_decompressStream(m->stream, &out, &in);
    if (ZSTD_isError(result)) {
        io->in_used += given;
        return status_of_error(result);
    }
    io->in_used += in.pos;
    io->out_length = out.pos;
    m->wanted = result;
    m->is_full = out.pos == io->out_size;
    m->is_between = result == 0;
    m->has_ended = m->has_ended || result == 0;
    return DECODER_AGAIN;
}

static bool zstd_is_complete(const void *memory) {
    const zstd_memory *m = memory;
    return m->has_ended && m->is_between;
}

/* 64 bytes are at most 16 blocks of 128 KiB. */
const decoder decoder_zstd = {64, zstd_size, zstd_init, zstd_step, zstd_is_complete};
