#include "check/lane.h"

#include <stdlib.h>

enum { SPACE_MIN = 65536 };

void lane_order_init(lane_order *order) {
    *order = (lane_order){.turn = 0};
    pthread_mutex_init(&order->mutex, NULL);
    pthread_cond_init(&order->changed, NULL);
}

void lane_order_free(lane_order *order) {
    pthread_cond_destroy(&order->changed);
    pthread_mutex_destroy(&order->mutex);
}

void lane_init(lane *l, session *s, lane_order *order) {
    const size_t chunk = s->options->chunk;
    *l = (lane){
        .session = s,
        .order = order,
        .space_size = chunk > SPACE_MIN ? chunk : SPACE_MIN,
    };
    l->space = allocate(1, l->space_size);
}

void lane_free(lane *l) {
    free(l->space);
}

void lane_begin(lane *l, char *name, uint64_t number, const input_part *part) {
    l->number = number;
    l->part = *part;
    l->entered = false;
    l->row = (input_row){.name = name, .division = DIVISION_UNKNOWN, .complete = true};
}

void lane_enter(lane *l) {
    if (l->entered) {
        return;
    }
    pthread_mutex_lock(&l->order->mutex);
    while (l->order->turn != l->number) {
        pthread_cond_wait(&l->order->changed, &l->order->mutex);
    }
    pthread_mutex_unlock(&l->order->mutex);
    l->entered = true;
    session_begin_input(l->session, &l->row);
}

void lane_describe(lane *l) {
    if (l->entered) {
        session_begin_input(l->session, &l->row);
    }
}

bool lane_may_wait(lane *l) {
    lane_enter(l);
    return !l->session->stopped;
}

void lane_end(lane *l) {
    lane_enter(l);
    session_end_input(l->session);
    pthread_mutex_lock(&l->order->mutex);
    l->order->turn++;
    l->order->stopped = l->session->stopped;
    pthread_cond_broadcast(&l->order->changed);
    pthread_mutex_unlock(&l->order->mutex);
}

/* What a lane can do with what it has found so far. */
typedef enum lane_choice { LANE_ENTER, LANE_GO_ON, LANE_STOP } lane_choice;

static lane_choice choice_of(lane *l) {
    pthread_mutex_lock(&l->order->mutex);
    const bool own = l->order->turn == l->number;
    const bool stopped = l->order->stopped;
    pthread_mutex_unlock(&l->order->mutex);
    if (stopped) {
        return LANE_STOP;
    }
    return own ? LANE_ENTER : LANE_GO_ON;
}

reporter lane_reporter(lane *l, const buffer *source) {
    return (reporter){
        .options = l->session->options,
        .source = source,
        .drain = lane_take,
        .drain_user = l,
        .colour = l->session->colour,
    };
}

bool lane_take(void *user, reporter *r) {
    lane *l = user;
    lane_enter(l);
    return session_take(l->session, r);
}

bool lane_offer(lane *l, reporter *r) {
    const lane_choice next = choice_of(l);
    return next == LANE_ENTER ? lane_take(l, r) : next == LANE_GO_ON;
}

bool lane_trouble(lane *l) {
    lane_enter(l);
    if (l->session->stopped) {
        return false;
    }
    session_trouble(l->session);
    return true;
}
