#include <isa-l/igzip_lib.h>
#include <stdlib.h>

#include "archive/decoder.h"

enum { FIRST_BYTE = 0x1F }; /* of a member */

typedef struct gzip_state {
    struct inflate_state inflate;
    bool between; /* the last member has ended */
} gzip_state;

static void *create(void) {
    gzip_state *g = malloc(sizeof *g);
    if (g != NULL) {
        isal_inflate_init(&g->inflate);
        g->inflate.crc_flag = ISAL_GZIP;
        g->between = false;
    }
    return g;
}

static void begin_member(gzip_state *g) {
    isal_inflate_reset(&g->inflate);
    g->inflate.crc_flag = ISAL_GZIP;
    g->between = false;
}

static uint32_t limited(size_t length) {
    return length < UINT32_MAX ? (uint32_t)length : UINT32_MAX;
}

/* isa-l's pointer to the input is not const, but it does not write there. */
static uint8_t *input_of(const char *in) {
    const union {
        const char *from;
        uint8_t *to;
    } pointer = {in};
    return pointer.to;
}

static void advance(decoder_bytes *b, size_t in, size_t out) {
    b->in += in;
    b->in_length -= in;
    b->out += out;
    b->out_size -= out;
}

static decoder_status inflate_some(gzip_state *g, decoder_bytes *b) {
    struct inflate_state *s = &g->inflate;
    const uint32_t in = limited(b->in_length);
    const uint32_t out = limited(b->out_size);
    s->next_in = input_of(b->in);
    s->avail_in = in;
    s->next_out = (uint8_t *)b->out;
    s->avail_out = out;
    const int result = isal_inflate(s);
    g->between = s->block_state == ISAL_BLOCK_FINISH;
    advance(b, in - s->avail_in, out - s->avail_out);
    return result < 0 || result == ISAL_NEED_DICT ? DECODER_CORRUPT : DECODER_OK;
}

static decoder_status step(void *state, decoder_bytes *b) {
    gzip_state *g = state;
    if (g->between && b->in_length == 0) {
        return DECODER_OK;
    }
    if (g->between && b->in[0] != FIRST_BYTE) {
        return DECODER_CORRUPT; /* isa-l waits for a complete header before it says so */
    }
    if (g->between) {
        begin_member(g);
    }
    return inflate_some(g, b);
}

static bool can_end(const void *state) {
    const gzip_state *g = state;
    return g->between;
}

const decoder_type gzip_decoder = {create, free, step, can_end};
