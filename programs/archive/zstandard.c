#include <zstd.h>
#include <zstd_errors.h>

#include <stdlib.h>

#include "archive/decoder.h"

typedef struct zstd_state {
    ZSTD_DCtx *context; /* owned */
    bool between;       /* the last frame has ended */
} zstd_state;

static void destroy(void *state) {
    zstd_state *z = state;
    ZSTD_freeDCtx(z->context);
    free(z);
}

static void *create(void) {
    zstd_state *z = calloc(1, sizeof *z);
    if (z == NULL) {
        return NULL;
    }
    z->context = ZSTD_createDCtx();
    if (z->context == NULL) {
        free(z);
        return NULL;
    }
    ZSTD_DCtx_setParameter(z->context, ZSTD_d_windowLogMax, WINDOW_MAX_LOG);
    return z;
}

static decoder_status status_of(size_t result) {
    if (!ZSTD_isError(result)) {
        return DECODER_OK;
    }
    return ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge ? DECODER_WINDOW
                                                                                 : DECODER_CORRUPT;
}

static decoder_status step(void *state, decoder_bytes *b) {
    zstd_state *z = state;
    if (z->between && b->in_length == 0) {
        return DECODER_OK;
    }
    ZSTD_inBuffer in = {b->in, b->in_length, 0};
    ZSTD_outBuffer out = {b->out, b->out_size, 0};
    const size_t result = ZSTD_decompressStream(z->context, &out, &in);
    z->between = result == 0;
    b->in += in.pos;
    b->in_length -= in.pos;
    b->out += out.pos;
    b->out_size -= out.pos;
    return status_of(result);
}

static bool can_end(const void *state) {
    const zstd_state *z = state;
    return z->between;
}

const decoder_type zstd_decoder = {create, destroy, step, can_end};
