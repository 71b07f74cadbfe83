/* Finds how an input is divided into documents by what its beginning shows. */
#ifndef PROGRAMS_CHECK_FRAMING_H
#define PROGRAMS_CHECK_FRAMING_H

#include <stdbool.h>
#include <stddef.h>

#include "check/har_scan.h"
#include "summary/summary.h"

/* The bytes that are looked at, at most. */
enum { FRAMING_BYTES = 65536 };

typedef enum framing_state {
    FRAMING_BEFORE = 0, /* white space before the first value */
    FRAMING_VALUE,      /* in the first value, an object or array */
    FRAMING_STRING,     /* in a string of it */
    FRAMING_ESCAPE,     /* after a backslash in a string */
    FRAMING_AFTER,      /* past the first value */
    FRAMING_NO_VALUE,   /* in a first line that is no value */
    FRAMING_NEXT_LINE,  /* at the beginning of the line after that */
    FRAMING_FOUND
} framing_state;

typedef struct framing_scan {
    framing_state state;
    division found; /* when FRAMING_FOUND */
    har_begin har;  /* whether the beginning is that of a HAR file */
    size_t har_state;
    size_t bytes;
    size_t depth;
    bool has_newline; /* the first value spans lines */
} framing_scan;

/* Takes the next bytes. The result depends on the bytes alone, not on how they are cut. Returns
 * whether the framing is found. */
bool framing_take(framing_scan *f, const char *bytes, size_t length);

/* The framing, when the input has ended or enough of it was looked at. */
division framing_of(const framing_scan *f);

#endif
