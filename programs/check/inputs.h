/* The list of inputs: operands, the files of folders, and lists of names. */
#ifndef PROGRAMS_CHECK_INPUTS_H
#define PROGRAMS_CHECK_INPUTS_H

#include <stdbool.h>
#include <stddef.h>

#include "check/options.h"

/* Names in the order in which they are read. Owns them. */
typedef struct input_list {
    char **names;
    size_t count;
    size_t capacity;
    input_part *parts; /* one for each name; NULL: that of the options */
    bool incomplete;   /* after a message: a folder or a list could not be read */
} input_list;

/* Adds a copy of the name. */
void inputs_add(input_list *list, const char *name);

/* Collects the names. With -r, the files of a folder come sorted by the bytes of their names, those
 * of its folders included. Links in a folder are not followed, so there are no loops. Returns false
 * after a message if there is no input at all. */
bool inputs_collect(const check_options *options, input_list *list);
/* The part of the input of this number. */
input_part inputs_part(const input_list *list, const check_options *options, size_t number);

void inputs_free(input_list *list);

#endif
