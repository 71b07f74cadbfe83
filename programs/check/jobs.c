/*
 * Validates an NDJSON file in threads. Each thread repeatedly takes the next block of complete
 * lines:
 *
 *     read a block         into its own memory, while no other thread reads
 *     count its documents  if there are reports: they have an index
 *     wait for the counts  of all earlier blocks, which give the index of its first document
 *     validate, format     into its own memory
 *     wait for its turn    until all earlier blocks are written
 *     write
 *
 * The bytes past the last newline of a block begin the next block. If a line does not fit in a
 * thread's memory, the thread that reads it validates it step by step while the others wait.
 *
 * A thread whose output buffer is full waits for its turn early. The lowest block in progress never
 * waits, so there is always progress, and there are never more blocks in progress than threads.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "check/chunks.h"
#include "support/lines.h"

/* A step stays in a core's cache until it is validated. A block is large, but the system commits
 * its memory only when a long line fills it. */
enum {
    STEP_SIZE = 1 << 17,
    LINE_STEPS = 64,
    BLOCK_SIZE = (LINE_STEPS + 1) * STEP_SIZE,
    SUITED_SIZE = 1 << 20 /* of a file: below it threads cost more than they gain */
};

typedef struct crew {
    lane *lane;       /* has entered */
    session *session; /* used only by the thread whose turn it is */
    const buffer *source;
    bool has_reports;

    pthread_mutex_t reading; /* guards the members up to mutex */
    input *in;
    char *rest; /* bytes read past the last block, less than STEP_SIZE; owned */
    size_t rest_length;
    uint64_t offset; /* of the next block */
    uint64_t blocks;
    bool ended;  /* nothing more to read */
    bool failed; /* by a failed read */

    pthread_mutex_t mutex;  /* guards the members below; locked after reading */
    pthread_cond_t changed; /* counted or written changed */
    uint64_t counted;       /* blocks with a known number of documents */
    uint64_t documents; /* in the counted blocks: the index of the next block's first document */
    uint64_t written;   /* blocks; the number of the block whose turn it is */
    bool stopped;
} crew;

typedef struct block {
    uint64_t number;
    uint64_t offset; /* of its first line */
    char *bytes;     /* BLOCK_SIZE, owned */
    size_t length;
    bool open; /* its last line continues: this thread still holds reading */
    bool cut;  /* a read failed: its last line is incomplete */
} block;

/* The state of one thread. */
typedef struct worker {
    crew *crew;
    block block;
    reporter reporter;
    tce_stream *stream;
} worker;

/* ---- Reading: with reading locked ------------------------------------------------------------*/

/* Reads size bytes, or fewer at the end of the input, and returns how many. */
static size_t fill(crew *c, char *bytes, size_t size) {
    size_t length = 0;
    while (length < size && !c->ended) {
        const ssize_t more = input_fill(c->in, bytes + length, size - length);
        c->ended = more <= 0;
        c->failed = more < 0;
        length += more > 0 ? (size_t)more : 0;
    }
    return length;
}

/* Ends the block at `end`. The bytes past it begin the next block. */
static void leave_rest(crew *c, block *b, size_t end) {
    c->rest_length = b->length - end;
    memcpy(c->rest, b->bytes + end, c->rest_length);
    b->length = end;
}

/* Reads one step. The block then ends at its last newline or at the end of the input, or is open.
 */
static void read_step(crew *c, block *b) {
    char *bytes = b->bytes + b->length;
    const size_t length = fill(c, bytes, STEP_SIZE);
    const char *newline = c->ended ? NULL : memrchr(bytes, '\n', length);
    b->length += length;
    b->open = newline == NULL && !c->ended;
    b->cut = c->failed;
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

/* Replaces the bytes of an open block by the next bytes of its line. */
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

/* Returns false if there is no further block. */
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

/* ---- Order -----------------------------------------------------------------------------------*/

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

/* Adds to the count of an open block, the last one taken. */
static void add_documents(crew *c, uint64_t documents) {
    pthread_mutex_lock(&c->mutex);
    c->documents += documents;
    pthread_mutex_unlock(&c->mutex);
}

/* A reporter_drain. This thread keeps the turn until end_turn. */
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
    c->stopped = c->session->stopped;
    c->written++;
    pthread_cond_broadcast(&c->changed);
    pthread_mutex_unlock(&c->mutex);
}

/* ---- Validating ------------------------------------------------------------------------------*/

/* Returns false to stop. */
static bool feed_block(worker *w) {
    w->reporter.bytes += w->block.length;
    w->reporter.encoded = w->block.offset + w->block.length - (uint64_t)w->crew->in->base;
    return feed_stream(w->stream, w->block.bytes, w->block.length,
                       w->crew->session->options->chunk);
}

/* The number of documents that begin in the next bytes of an open block. counted: its line has
 * already been counted. */
static uint64_t more_documents(const block *b, bool counted) {
    const size_t begin = counted ? lines_end(b->bytes, b->length, 0) : 0;
    return lines_documents(b->bytes + begin, b->length - begin);
}

/* Validates the rest of an open block. Returns false to stop. */
static bool feed_rest(worker *w, bool counted) {
    crew *c = w->crew;
    block *b = &w->block;
    bool can_go_on = true;
    while (b->open && can_go_on) {
        continue_block(c, b);
        if (c->has_reports) {
            const uint64_t documents = more_documents(b, counted);
            add_documents(c, documents);
            counted = counted || documents > 0;
        }
        can_go_on = feed_block(w);
    }
    c->ended = c->ended || !can_go_on;
    pthread_mutex_unlock(&c->reading);
    return can_go_on;
}

static bool feed_all(worker *w, uint64_t documents) {
    const bool is_open = w->block.open;
    const bool can_go_on = feed_block(w);
    return is_open ? feed_rest(w, documents > 0) && can_go_on : can_go_on;
}

static void check_block(worker *w) {
    block *b = &w->block;
    uint64_t documents = 0;
    if (w->crew->has_reports) {
        documents = lines_documents(b->bytes, b->length);
        w->reporter.index_base = first_index(w->crew, b, documents);
    }
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
    worker w = {.crew = c, .reporter = lane_reporter(c->lane, c->source)};
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

/* This thread works too, so the run completes even if no other thread starts. */
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

/* Whether the input is a file large enough for threads. */
static bool is_suited(const check_options *options, const input *in) {
    return in->division == DIVISION_NDJSON && options->jobs > 1 && in->coding == CODING_NONE &&
           in->extent > in->begin && in->extent - in->begin > SUITED_SIZE;
}

bool check_jobs(lane *l, input *in, const buffer *source) {
    session *s = l->session;
    if (!is_suited(s->options, in)) {
        return false;
    }
    lane_enter(l);
    crew c = {
        .lane = l,
        .session = s,
        .source = source,
        .has_reports = s->options->report != REPORT_NONE,
        .in = in,
        .rest = allocate(1, STEP_SIZE),
        .offset = (uint64_t)in->base,
    };
    pthread_mutex_init(&c.reading, NULL);
    pthread_mutex_init(&c.mutex, NULL);
    pthread_cond_init(&c.changed, NULL);
    run(&c, s->options->jobs);
    pthread_cond_destroy(&c.changed);
    pthread_mutex_destroy(&c.mutex);
    pthread_mutex_destroy(&c.reading);
    free(c.rest);
    if (c.failed) {
        input_complain(l, in);
    }
    return true;
}
