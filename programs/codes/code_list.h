/*
 * Lists of error codes, as people write them and tools exchange them. A line is
 *
 *     CODE
 *     SERVICE tab VERSION tab CODE
 *     # a comment
 *
 * or blank.
 */
#ifndef PROGRAMS_CODES_CODE_LIST_H
#define PROGRAMS_CODES_CODE_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "support/buffer.h"
#include "tcenvelope.h"

/* The rows of one list or more. All zero: none. */
typedef struct code_list {
    buffer rows;   /* tce_catalogue_row: see code_list_rows */
    buffer *texts; /* text_count files' bytes, owned: what the rows point into */
    size_t text_count;
} code_list;

/* For so many files. */
void code_list_init(code_list *list, size_t files);
void code_list_free(code_list *list);

/* Adds a file's rows; "-" is standard input. False after a message about the file's first line that
 * is none of the above. */
bool code_list_read(code_list *list, const char *name);

tce_catalogue_row *code_list_rows(const code_list *list);
size_t code_list_count(const code_list *list);

/* Forgets all rows but those whose service is one of these. */
void code_list_keep(code_list *list, const char *const *services, size_t count);

/* Whether a row is of this service. */
bool code_list_has(const code_list *list, const char *service);

/* How many different services the rows have. */
size_t code_list_services(const code_list *list);

/* Why this cannot be a field of a line; NULL: it can. */
const char *code_list_field_problem(tce_text field);

#endif
