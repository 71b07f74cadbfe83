/* The progress line on the terminal. */
#ifndef PROGRAMS_CHECK_PROGRESS_H
#define PROGRAMS_CHECK_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct progress {
    double begun;
    double drawn;   /* time of the last drawing */
    uint64_t total; /* bytes of all inputs, before decoding; 0: unknown */
    bool enabled;
    bool blocks;      /* the locale can show block characters */
    bool on_terminal; /* reports go to a terminal too and must not overwrite the line */
    bool visible;
} progress;

/* The line is never drawn if it is not wanted or standard error is not a terminal that can erase a
 * line. */
void progress_init(progress *p, bool wanted, uint64_t total);

/* Draws the line if the run is long enough and the last drawing is not recent. done: of the total;
 * bytes: decoded. */
void progress_update(progress *p, uint64_t done, uint64_t bytes, uint64_t documents);

/* Erases the line. Call before each message and at the end. */
void progress_hide(progress *p);

/* Erases the line if reports go to a terminal. Call before they are written. */
void progress_make_way(progress *p);

#endif
