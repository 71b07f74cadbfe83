/*
 * Threads over an NDJSON file in memory. The file is cut into blocks of whole lines, and each
 * thread takes the next block, as long as there is one:
 *
 *     take a block        its number is its place in the file
 *     count its documents
 *     wait for counts     of the blocks before it: they give the index of its first document
 *     validate, format    into memory of its own
 *     wait for its turn   the blocks before it have been written
 *     write
 *
 * A thread whose memory for lines is full waits for its turn early. The lowest block never waits,
 * so one thread can always go on, and no more blocks are under way than there are threads.
 */
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "lines.h"
#include "pieces.h"

enum { BLOCK_SIZE = 1 << 20 };

typedef struct crew {
    session *session; /* touched by the thread whose turn it is, alone */
    const buffer *source;
    const char *bytes;
    size_t size;

    pthread_mutex_t mutex;  /* guards what follows */
    pthread_cond_t changed; /* counted or written was */
    size_t taken_bytes;
    uint64_t taken;     /* blocks */
    uint64_t counted;   /* blocks; the next one's first document has index documents */
    uint64_t documents; /* in the counted blocks */
    uint64_t written;   /* blocks: whose turn it is */
    bool stopped;
} crew;

typedef struct block {
    uint64_t number;
    size_t begin;
    size_t end;
} block;

/* One thread's own. */
typedef struct worker {
    crew *crew;
    block block;
    reporter reporter;
    tce_stream *stream;
} worker;

static bool take_block(crew *c, block *b) {
    pthread_mutex_lock(&c->mutex);
    const bool more = c->taken_bytes < c->size && !c->stopped;
    if (more) {
        b->number = c->taken++;
        b->begin = c->taken_bytes;
        b->end = c->size - b->begin <= BLOCK_SIZE
                     ? c->size
                     : lines_end(c->bytes, c->size, b->begin + BLOCK_SIZE);
        c->taken_bytes = b->end;
    }
    pthread_mutex_unlock(&c->mutex);
    return more;
}

static void await(crew *c, const uint64_t *count, uint64_t number) {
    while (*count != number) {
        pthread_cond_wait(&c->changed, &c->mutex);
    }
}

/* The index of the block's first document. */
static uint64_t first_index(crew *c, const block *b) {
    const uint64_t documents = lines_documents(c->bytes + b->begin, b->end - b->begin);
    pthread_mutex_lock(&c->mutex);
    await(c, &c->counted, b->number);
    const uint64_t index = c->documents;
    c->documents += documents;
    c->counted++;
    pthread_cond_broadcast(&c->changed);
    pthread_mutex_unlock(&c->mutex);
    return index;
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

static void check_block(worker *w) {
    crew *c = w->crew;
    const size_t size = w->block.end - w->block.begin;
    w->reporter.index_base = first_index(c, &w->block);
    w->reporter.offset_base = w->block.begin;
    w->reporter.bytes = size;
    tce_stream_reset(w->stream);
    if (feed_stream(w->stream, c->bytes + w->block.begin, size, c->session->options->chunk)) {
        tce_stream_finish(w->stream);
    }
    write_in_turn(w, &w->reporter);
    end_turn(c);
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
    while (take_block(c, &w.block)) {
        check_block(&w);
    }
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

/* Whether the input is a file worth the threads, read from its beginning; then its size. */
static bool is_suited(const check_options *options, int fd, size_t *size) {
    struct stat status;
    if (options->records || options->framing != TCE_FRAMING_NDJSON || options->jobs < 2) {
        return false;
    }
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size <= BLOCK_SIZE) {
        return false;
    }
    *size = (size_t)status.st_size;
    return lseek(fd, 0, SEEK_CUR) == 0;
}

bool check_jobs(session *s, const input *in, const buffer *source) {
    size_t size;
    if (!is_suited(s->options, in->fd, &size)) {
        return false;
    }
    void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, in->fd, 0);
    if (bytes == MAP_FAILED) {
        return false;
    }
    crew c = {.session = s, .source = source, .bytes = bytes, .size = size};
    pthread_mutex_init(&c.mutex, NULL);
    pthread_cond_init(&c.changed, NULL);
    run(&c, s->options->jobs);
    pthread_cond_destroy(&c.changed);
    pthread_mutex_destroy(&c.mutex);
    munmap(bytes, size);
    return true;
}
