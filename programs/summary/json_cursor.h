/* Reads JSON whose members and their order are known. */
#ifndef PROGRAMS_SUMMARY_JSON_CURSOR_H
#define PROGRAMS_SUMMARY_JSON_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "support/buffer.h"

typedef struct json_cursor {
    const char *p;
    const char *end;
} json_cursor;

/* Each skips white space first and returns false if something else follows. */

/* A token without white space in it. */
bool json_take(json_cursor *c, const char *token);

/* A string: sets text to its bytes, and ends them with a NUL that length does not count. */
bool json_take_string(json_cursor *c, buffer *text);

bool json_take_number(json_cursor *c, uint64_t *number);
bool json_take_truth(json_cursor *c, bool *truth);

/* ,"name": and, with a value, that. */
bool json_take_key(json_cursor *c, const char *name);
bool json_take_member(json_cursor *c, const char *name, uint64_t *number);

bool json_is_at_end(json_cursor *c);

#endif
