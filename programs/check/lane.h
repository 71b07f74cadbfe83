/*
 * A thread that reads inputs. Several lanes read several inputs at once; what they find reaches the
 * session in the order of the inputs: each lane enters the session when the inputs before its own
 * have ended.
 */
#ifndef PROGRAMS_CHECK_LANE_H
#define PROGRAMS_CHECK_LANE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "check/range.h"
#include "check/reporter.h"
#include "check/session.h"

/* Whose turn it is. */
typedef struct lane_order {
    pthread_mutex_t mutex; /* guards the members below */
    pthread_cond_t changed;
    uint64_t turn; /* the number of the input that may enter */
    bool stopped;  /* no further input is read */
} lane_order;

typedef struct lane {
    session *session; /* used only after lane_enter */
    lane_order *order;
    char *space; /* space_size bytes to read into, owned */
    size_t space_size;
    uint64_t number; /* of the current input */
    input_part part; /* of it that is validated */
    input_row row;   /* what is known of it before the lane enters; the name is not owned */
    bool entered;
} lane;

void lane_order_init(lane_order *order);
void lane_order_free(lane_order *order);

void lane_init(lane *l, session *s, lane_order *order);
void lane_free(lane *l);

/* Call around each input. */
void lane_begin(lane *l, char *name, uint64_t number, const input_part *part);
void lane_end(lane *l);

/* Call when the row has been filled in, and nothing of the input has been counted. */
void lane_describe(lane *l);

/* Waits until the inputs before the current one have ended. */
void lane_enter(lane *l);

/* The same, before a read that may wait for ever. Returns false if the run has stopped. */
bool lane_may_wait(lane *l);

/* Returns a reporter that drains into the session, in order. source must outlive it. */
reporter lane_reporter(lane *l, const buffer *source);

/* Drains the reporter if that needs no wait. Returns false to stop: nobody takes any more. */
bool lane_offer(lane *l, reporter *r);

/* A reporter_drain; user is the lane. */
bool lane_take(void *user, reporter *r);

/* Call before a message about the input. Returns false if there must be none. */
bool lane_trouble(lane *l);

#endif
