/*
 * Finds the bodies in a HAR file (HTTP Archive 1.2), which is read in chunks and must be valid
 * JSON:
 *
 *     {"log": {"entries": [{"response": {"status": 200,
 *                                        "content": {"text": "...", "encoding": "base64"}}}]}}
 *
 * Members come in any order. Memory does not depend on the file.
 */
#ifndef PROGRAMS_CHECK_HAR_SCAN_H
#define PROGRAMS_CHECK_HAR_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tcenvelope.h"

/* Longer keys and encodings are not compared. */
enum { HAR_WORD_MAX = 16 };

typedef struct har_word {
    char bytes[HAR_WORD_MAX];
    size_t length; /* HAR_WORD_MAX + 1: longer */
} har_word;

/* What was found of the current response. */
typedef struct har_response {
    bool has_text;
    bool has_two;    /* the text is there twice: which one counts? */
    uint64_t offset; /* of the text */
    har_word encoding;
    uint32_t status; /* 0: none */
} har_response;

typedef struct har_events {
    void *user;
    void (*text_begins)(void *user);
    void (*text)(void *user, const char *bytes, size_t length); /* without escapes, UTF-8 */
    bool (*response)(void *user, const har_response *r);        /* it ends. Returns false to stop */
} har_events;

typedef enum har_state { HAR_BETWEEN = 0, HAR_STRING, HAR_ESCAPE, HAR_HEX } har_state;

/* What a string is. */
typedef enum har_role { HAR_OTHER = 0, HAR_KEY, HAR_TEXT, HAR_ENCODING } har_role;

typedef struct har_scan {
    const har_events *events;
    har_state state;
    har_role role;
    uint64_t offset; /* of the next byte */
    unsigned depth;
    unsigned matched; /* levels of the path to a body that are open, from the root */
    uint8_t objects[TCE_MAX_DEPTH_LIMIT / 8 + 1]; /* a bit for each level: it is an object */
    bool expects_key;
    har_word key;    /* of the member that is read */
    uint32_t point;  /* of an escape, so far */
    unsigned digits; /* of it */
    uint32_t high;   /* the first half of a pair; 0: none */
    bool has_entries;
    har_response response;
} har_scan;

/* Takes the next bytes. Returns false if an event did. */
bool har_scan_take(har_scan *h, const char *bytes, size_t length);

/* Whether the bytes show that a HAR file begins. */
typedef enum har_begin { HAR_MAYBE = 0, HAR_YES, HAR_NO } har_begin;

/* Takes one byte after another. state: 0 at first. */
har_begin har_begins(size_t *state, char byte);

#endif
