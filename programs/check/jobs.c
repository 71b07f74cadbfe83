/*
 * Threads over an NDJSON file. Each thread takes the next block of whole lines, as long as there is
 * one:
 *
 *     read a block        into memory of its own, while no other thread reads
 *     count its documents
 *     wait for counts     of the blocks before it: they give the index of its first document
 *     validate, format    into memory of its own
 *     wait for its turn   the blocks before it have been written
 *     write
 *
 * What was read past the last newline of a block begins the next one. A line too long for a
 * thread's memory is validated step by step by the thread that reads it; the others wait.
 *
 * A thread whose memory for lines is full waits for its turn early. The lowest block never waits,
 * so one thread can always go on, and no more blocks are under way than there are threads.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "check/chunks.h"
#include "support/lines.h"

/* The system gives memory for a block only where a long line fills it. */
enum { STEP_SIZE = 1 << 20, LINE_STEPS = 8, BLOCK_SIZE = (LINE_STEPS + 1) * STEP_SIZE };

typedef struct crew {
    session *session; /* touched by the thread whose turn it is, alone */
    const buffer *source;

    pthread_mutex_t reading; /* guards what follows */
    input *in;
    char *rest; /* what was read past the last block, less than STEP_SIZE; owned */
    size_t rest_length;
    uint64_t offset; /* of the next block */
    uint64_t blocks;
    bool ended; /* there is nothing more to read */
    int error;  /* why that is; 0: it is the end of the input */

    pthread_mutex_t mutex;  /* guards what follows; taken after reading */
    pthread_cond_t changed; /* counted or written was */
    uint64_t counted;       /* blocks; the next one's first document has index documents */
    uint64_t documents;     /* in the counted blocks */
    uint64_t written;       /* blocks: whose turn it is */
    bool stopped;
} crew;

typedef struct block {
    uint64_t number;
    uint64_t offset; /* of its first line */
    char *bytes;     /* BLOCK_SIZE, owned */
    size_t length;
    bool open; /* its line has not ended: this thread reads on, and holds reading */
    bool cut;  /* a read failed: its last line is not complete */
} block;

/* One thread's own. */
typedef struct worker {
    crew *crew;
    block block;
    reporter reporter;
    tce_stream *stream;
} worker;

/* ---- Reading: the thread holds reading
 * ---------------------------------------------------------*/

/* Less than size at the end alone. */
static size_t fill(crew *c, char *bytes, size_t size) {
    size_t length = 0;
    while (length < size && !c->ended) {
        const ssize_t more = file_reader_read(&c->in->reader, bytes + length, size - length);
        c->ended = more <= 0;
        c->error = more < 0 ? errno : 0;
        length += more > 0 ? (size_t)more : 0;
    }
    return length;
}

/* The block ends at `end`; what it has past that begins the next one. */
static void leave_rest(crew *c, block *b, size_t end) {
    c->rest_length = b->length - end;
    memcpy(c->rest, b->bytes + end, c->rest_length);
    b->length = end;
}

/* Adds a step. The block then ends at the last newline, or with the input, or is open. */
static void read_step(crew *c, block *b) {
    char *bytes = b->bytes + b->length;
    const size_t length = fill(c, bytes, STEP_SIZE);
    const char *newline = c->ended ? NULL : memrchr(bytes, '\n', length);
    b->length += length;
    b->open = newline == NULL && !c->ended;
    b->cut = c->error != 0;
    if (newline != NULL) {
        leave_rest(c, b, (size_t)(newline - b->bytes) + 1);
    }
}

static void begin_block(crew *c, block *b) {
    b->number = c->blocks++;
    b->offset = c->offset;
    b->length = 0;
    if (c->rest_length > 0) {
        memcpy(b->bytes, c->rest, c->rest_length);
        b->length = c->rest_length;
        c->rest_length = 0;
    }
    do {
        read_step(c, b);
    } while (b->open && b->length <= BLOCK_SIZE - STEP_SIZE);
    c->offset += b->length;
}

/* The next bytes of an open block's line, in place of those before. */
static void continue_block(crew *c, block *b) {
    b->length = 0;
    read_step(c, b);
    c->offset += b->length;
}

static bool is_stopped(crew *c) {
    pthread_mutex_lock(&c->mutex);
    const bool stopped = c->stopped;
    pthread_mutex_unlock(&c->mutex);
    return stopped;
}

/* False: there is none. */
static bool take_block(crew *c, block *b) {
    pthread_mutex_lock(&c->reading);
    const bool more = !c->ended && !is_stopped(c);
    if (more) {
        begin_block(c, b);
    }
    if (!more || !b->open) {
        pthread_mutex_unlock(&c->reading);
    }
    return more;
}

/* ---- Order
 * -------------------------------------------------------------------------------------*/

static void await(crew *c, const uint64_t *count, uint64_t number) {
    while (*count != number) {
        pthread_cond_wait(&c->changed, &c->mutex);
    }
}

/* The index of the block's first document. */
static uint64_t first_index(crew *c, const block *b, uint64_t documents) {
    pthread_mutex_lock(&c->mutex);
    await(c, &c->counted, b->number);
    const uint64_t index = c->documents;
    c->documents += documents;
    c->counted++;
    pthread_cond_broadcast(&c->changed);
    pthread_mutex_unlock(&c->mutex);
    return index;
}

/* Of a block that is counted and open: there is no block after it. */
static void add_documents(crew *c, uint64_t documents) {
    pthread_mutex_lock(&c->mutex);
    c->documents += documents;
    pthread_mutex_unlock(&c->mutex);
}

/* A reporter_drain. The turn stays with this thread until end_turn. */
static bool write_in_turn(void *user, reporter *r) {
    const worker *w = user;
    crew *c = w->crew;
    pthread_mutex_lock(&c->mutex);
    await(c, &c->written, w->block.number);
    pthread_mutex_unlock(&c->mutex);
    return session_take(c->session, r);
}

static void end_turn(crew *c) {
    pthread_mutex_lock(&c->mutex);
    c->stopped = c->session->output_failed;
    c->written++;
    pthread_cond_broadcast(&c->changed);
    pthread_mutex_unlock(&c->mutex);
}

/* ---- Validating
 * --------------------------------------------------------------------------------*/

/* False: stop. */
static bool feed_block(worker *w) {
    w->reporter.bytes += w->block.length;
    return feed_stream(w->stream, w->block.bytes, w->block.length,
                       w->crew->session->options->chunk);
}

/* The documents that begin in an open block's next bytes; counted: its line is one already. */
static uint64_t more_documents(const block *b, bool counted) {
    const size_t begin = counted ? lines_end(b->bytes, b->length, 0) : 0;
    return lines_documents(b->bytes + begin, b->length - begin);
}

/* What remains of an open block. False: stop. */
static bool feed_rest(worker *w, bool counted) {
    crew *c = w->crew;
    block *b = &w->block;
    bool goes_on = true;
    while (b->open && goes_on) {
        continue_block(c, b);
        const uint64_t documents = more_documents(b, counted);
        add_documents(c, documents);
        counted = counted || documents > 0;
        goes_on = feed_block(w);
    }
    c->ended = c->ended || !goes_on;
    pthread_mutex_unlock(&c->reading);
    return goes_on;
}

static bool feed_all(worker *w, uint64_t documents) {
    const bool is_open = w->block.open;
    const bool goes_on = feed_block(w);
    return is_open ? feed_rest(w, documents > 0) && goes_on : goes_on;
}

static void check_block(worker *w) {
    block *b = &w->block;
    const uint64_t documents = lines_documents(b->bytes, b->length);
    w->reporter.index_base = first_index(w->crew, b, documents);
    w->reporter.offset_base = b->offset;
    tce_stream_reset(w->stream);
    if (feed_all(w, documents) && !b->cut) {
        tce_stream_finish(w->stream);
    }
    write_in_turn(w, &w->reporter);
    end_turn(w->crew);
}

static void *work(void *user) {
    crew *c = user;
    worker w = {.crew = c, .reporter = session_reporter(c->session, c->source)};
    w.reporter.drain = write_in_turn;
    w.reporter.drain_user = &w;
    const tce_options options = reporter_library_options(&w.reporter);
    const size_t size = tce_stream_storage_size(&options);
    void *storage = allocate(1, size);
    w.stream = tce_stream_init(storage, size, &options, TCE_FRAMING_NDJSON);
    w.block.bytes = allocate(1, BLOCK_SIZE);
    while (take_block(c, &w.block)) {
        check_block(&w);
    }
    free(w.block.bytes);
    free(storage);
    reporter_free(&w.reporter);
    return NULL;
}

/* This thread works too: should no other one start, the work is done all the same. */
static void run(crew *c, unsigned jobs) {
    pthread_t threads[JOBS_MAX];
    unsigned started = 0;
    while (started + 1 < jobs && pthread_create(&threads[started], NULL, work, c) == 0) {
        started++;
    }
    work(c);
    for (unsigned i = 0; i < started; i++) {
        pthread_join(threads[i], NULL);
    }
}

/* Whether the input is a file worth the threads. */
static bool is_suited(const check_options *options, const file_reader *r) {
    return !options->records && options->framing == TCE_FRAMING_NDJSON && options->jobs > 1 &&
           r->extent > r->offset && r->extent - r->offset > STEP_SIZE;
}

bool check_jobs(session *s, input *in, const buffer *source) {
    if (!is_suited(s->options, &in->reader)) {
        return false;
    }
    crew c = {.session = s, .source = source, .in = in, .rest = allocate(1, STEP_SIZE)};
    pthread_mutex_init(&c.reading, NULL);
    pthread_mutex_init(&c.mutex, NULL);
    pthread_cond_init(&c.changed, NULL);
    run(&c, s->options->jobs);
    pthread_cond_destroy(&c.changed);
    pthread_mutex_destroy(&c.mutex);
    pthread_mutex_destroy(&c.reading);
    free(c.rest);
    if (c.error != 0) {
        input_complain(s, in, c.error);
    }
    return true;
}
