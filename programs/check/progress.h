/* A line at the bottom of the terminal that tells how far the work is. */
#ifndef PROGRAMS_CHECK_PROGRESS_H
#define PROGRAMS_CHECK_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct progress {
    double begun;
    double drawn;   /* when it was drawn last */
    uint64_t total; /* bytes to come in all; 0: not known */
    bool enabled;
    bool blocks;      /* the locale can show block characters */
    bool on_terminal; /* reports go to a terminal too, and must not meet the line */
    bool visible;
} progress;

/* Never drawn when it is not wanted, or standard error is no terminal that can erase a line. */
void progress_init(progress *p, bool wanted, uint64_t total);

/* Draws the line, if the work has lasted long enough for it and the last drawing is not recent. */
void progress_update(progress *p, uint64_t bytes, uint64_t documents);

/* Erases the line: before every message, and at the end. */
void progress_hide(progress *p);

/* Erases the line where reports would be written on top of it. */
void progress_make_way(progress *p);

#endif
