/*
 * A ring of chunks between two threads:
 *
 *     taken ... filled       chunks[i % CHUNKS]: decoded, to be taken
 *     filled ... taken + CHUNKS                : free, to be filled
 *
 * The consumer uses the chunk `taken` until it asks for the next. A chunk is passed on when it is
 * full or when all encoded bytes that have been read are decoded: bytes of a pipe never wait.
 */
#include "archive/decoding.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "archive/decoder.h"
#include "support/buffer.h"

enum { CHUNKS = 3, CHUNK_SIZE = 1 << 18, READ_SIZE = 1 << 17 };

typedef struct chunk {
    char *bytes; /* CHUNK_SIZE, owned */
    size_t length;
    uint64_t encoded; /* read so far */
} chunk;

struct decoding {
    /* Used by the decoding thread alone until it has ended. */
    const decoder_type *type;
    void *state;
    decoding_source *read;
    void *user;
    char *encoded; /* READ_SIZE, owned */
    uint64_t read_bytes;
    decoding_end end;

    pthread_t thread;
    bool holds; /* the consumer uses the chunk `taken` */

    pthread_mutex_t mutex; /* guards the members below */
    pthread_cond_t changed;
    chunk chunks[CHUNKS];
    uint64_t filled;
    uint64_t taken;
    bool ended;   /* no chunk follows */
    bool stopped; /* nobody takes any more */
};

/* ---- The decoding thread ---------------------------------------------------------------------*/

/* Waits for a free chunk. Returns NULL to stop. */
static chunk *free_chunk(decoding *d) {
    pthread_mutex_lock(&d->mutex);
    while (d->filled - d->taken == CHUNKS && !d->stopped) {
        pthread_cond_wait(&d->changed, &d->mutex);
    }
    chunk *c = d->stopped ? NULL : &d->chunks[d->filled % CHUNKS];
    pthread_mutex_unlock(&d->mutex);
    return c;
}

static void pass_on(decoding *d, chunk *c, size_t length) {
    pthread_mutex_lock(&d->mutex);
    c->length = length;
    c->encoded = d->read_bytes;
    d->filled++;
    pthread_cond_broadcast(&d->changed);
    pthread_mutex_unlock(&d->mutex);
}

/* Runs the decoder until there is no input or the chunk is full. */
static decoder_status fill(decoding *d, decoder_bytes *b) {
    decoder_status status = DECODER_OK;
    do {
        const decoder_bytes before = *b;
        status = d->type->step(d->state, b);
        if (status == DECODER_OK && b->in_length == before.in_length &&
            b->out_size == before.out_size) {
            return b->in_length == 0 ? DECODER_OK : DECODER_CORRUPT; /* it would never end */
        }
    } while (status == DECODER_OK && b->in_length > 0 && b->out_size > 0);
    return status;
}

static void set_problem(decoding *d, decoder_status status, uint64_t offset) {
    d->end.problem = status == DECODER_WINDOW ? DECODING_WINDOW : DECODING_CORRUPT;
    d->end.offset = offset;
}

/* Decodes what one read gave. Returns false to stop. */
static bool decode(decoding *d, size_t length) {
    decoder_bytes b = {.in = d->encoded, .in_length = length};
    for (bool more = true; more;) {
        chunk *c = free_chunk(d);
        if (c == NULL) {
            return false;
        }
        b.out = c->bytes;
        b.out_size = CHUNK_SIZE;
        const decoder_status status = fill(d, &b);
        more = b.in_length > 0 || b.out_size == 0;
        if (b.out_size < CHUNK_SIZE) {
            pass_on(d, c, CHUNK_SIZE - b.out_size);
        }
        if (status != DECODER_OK) {
            set_problem(d, status, d->read_bytes - b.in_length);
            return false;
        }
    }
    return true;
}

/* The thread can be cancelled here alone, where it may wait for ever. */
static ssize_t read_encoded(decoding *d) {
    int state;
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &state);
    const ssize_t length = d->read(d->user, d->encoded, READ_SIZE);
    const int error = errno;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
    if (length < 0) {
        d->end = (decoding_end){DECODING_READ_FAILED, error, d->read_bytes};
    }
    d->read_bytes += length > 0 ? (uint64_t)length : 0;
    return length;
}

static void check_end(decoding *d) {
    if (!d->type->can_end(d->state)) {
        d->end = (decoding_end){.problem = DECODING_TRUNCATED, .offset = d->read_bytes};
    }
}

static void *work(void *user) {
    decoding *d = user;
    int state;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
    ssize_t length;
    do {
        length = read_encoded(d);
    } while (length > 0 && decode(d, (size_t)length));
    if (length == 0) {
        check_end(d);
    }
    pthread_mutex_lock(&d->mutex);
    d->ended = true;
    pthread_cond_broadcast(&d->changed);
    pthread_mutex_unlock(&d->mutex);
    return NULL;
}

/* ---- The consumer ----------------------------------------------------------------------------*/

static void release(decoding *d) {
    d->type->destroy(d->state);
    for (size_t i = 0; i < CHUNKS; i++) {
        free(d->chunks[i].bytes);
    }
    free(d->encoded);
    pthread_cond_destroy(&d->changed);
    pthread_mutex_destroy(&d->mutex);
    free(d);
}

decoding *decoding_start(coding c, decoding_source *read, void *user) {
    const decoder_type *type = decoder_type_of(c);
    void *state = type->create();
    if (state == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    decoding *d = allocate(1, sizeof *d);
    d->type = type;
    d->state = state;
    d->read = read;
    d->user = user;
    d->encoded = allocate(1, READ_SIZE);
    for (size_t i = 0; i < CHUNKS; i++) {
        d->chunks[i].bytes = allocate(1, CHUNK_SIZE);
    }
    pthread_mutex_init(&d->mutex, NULL);
    pthread_cond_init(&d->changed, NULL);
    const int error = pthread_create(&d->thread, NULL, work, d);
    if (error != 0) {
        release(d);
        errno = error;
        return NULL;
    }
    return d;
}

size_t decoding_next(decoding *d, const char **bytes, uint64_t *encoded) {
    size_t length = 0;
    pthread_mutex_lock(&d->mutex);
    d->taken += d->holds;
    pthread_cond_broadcast(&d->changed);
    while (d->filled == d->taken && !d->ended) {
        pthread_cond_wait(&d->changed, &d->mutex);
    }
    d->holds = d->filled > d->taken;
    if (d->holds) {
        const chunk *c = &d->chunks[d->taken % CHUNKS];
        *bytes = c->bytes;
        *encoded = c->encoded;
        length = c->length;
    }
    pthread_mutex_unlock(&d->mutex);
    return length;
}

decoding_end decoding_end_of(const decoding *d) {
    return d->end;
}

void decoding_stop(decoding *d) {
    pthread_mutex_lock(&d->mutex);
    d->stopped = true;
    pthread_cond_broadcast(&d->changed);
    pthread_mutex_unlock(&d->mutex);
    pthread_cancel(d->thread);
    pthread_join(d->thread, NULL);
    release(d);
}
