/*
 * Validates several inputs at once. Each lane repeatedly takes the next input and validates it. A
 * large NDJSON file is validated by threads of its own when its turn has come.
 *
 * A lane whose output buffer is full waits for its turn. The lowest input in progress never waits.
 */
#include <pthread.h>

#include "check/check.h"

typedef struct files {
    session *session;
    const input_list *list;
    lane_order order;
    pthread_mutex_t mutex; /* guards the next member */
    size_t next;           /* the first input that no lane has taken */
} files;

static bool is_stopped(files *f) {
    pthread_mutex_lock(&f->order.mutex);
    const bool stopped = f->order.stopped;
    pthread_mutex_unlock(&f->order.mutex);
    return stopped;
}

/* Returns false if there is no further input. */
static bool take_input(files *f, size_t *number) {
    pthread_mutex_lock(&f->mutex);
    const bool more = f->next < f->list->count && !is_stopped(f);
    *number = f->next;
    f->next += more;
    pthread_mutex_unlock(&f->mutex);
    return more;
}

static void *work(void *user) {
    files *f = user;
    lane l;
    size_t number;
    lane_init(&l, f->session, &f->order);
    while (take_input(f, &number)) {
        const input_part part = inputs_part(f->list, f->session->options, number);
        lane_begin(&l, f->list->names[number], number, &part);
        check_input(&l);
        lane_end(&l);
    }
    lane_free(&l);
    return NULL;
}

/* This thread works too, so the run completes even if no other thread starts. */
static void run(files *f, size_t lanes) {
    pthread_t threads[JOBS_MAX];
    size_t started = 0;
    while (started + 1 < lanes && pthread_create(&threads[started], NULL, work, f) == 0) {
        started++;
    }
    work(f);
    for (size_t i = 0; i < started; i++) {
        pthread_join(threads[i], NULL);
    }
}

void check_files(session *s, const input_list *list) {
    const size_t jobs = s->options->jobs;
    files f = {.session = s, .list = list};
    lane_order_init(&f.order);
    pthread_mutex_init(&f.mutex, NULL);
    run(&f, list->count < jobs ? list->count : jobs);
    pthread_mutex_destroy(&f.mutex);
    lane_order_free(&f.order);
}
