/* Text files whose lines are fields separated by tabs. */
#ifndef PROGRAMS_CODES_TABBED_H
#define PROGRAMS_CODES_TABBED_H

#include <stdbool.h>
#include <stddef.h>

#include "support/buffer.h"
#include "tcenvelope.h"

enum { TABBED_FIELDS_MAX = 5 };

/* A line: its number, from 1, and its fields. count can be larger than TABBED_FIELDS_MAX; only the
 * first ones are in fields. */
typedef struct tabbed_line {
    size_t number;
    size_t count;
    tce_text fields[TABBED_FIELDS_MAX];
} tabbed_line;

/* Takes one line. Returns false after a message. */
typedef bool tabbed_taker(void *user, const tabbed_line *line);

/*
 * Passes each line of the text to take, but for blank lines and comments, whose first character
 * other than spaces and tabs is '#'. Lines end with a newline, or with a carriage return and a
 * newline. name is for messages. Returns false after a message, at the first line that take
 * refuses.
 */
bool tabbed_parse(const char *name, const buffer *text, tabbed_taker *take, void *user);

#endif
