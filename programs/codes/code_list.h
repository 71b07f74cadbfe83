/*
 * Lists of error codes. A line is
 *
 *     CODE
 *     SERVICE <tab> VERSION <tab> CODE
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

/* The rows of one or more lists. All zero: no rows. */
typedef struct code_list {
    buffer rows;   /* tce_catalogue_row: see code_list_rows */
    buffer *texts; /* the content of text_count files, owned; the rows point into it */
    size_t text_count;
} code_list;

/* files: the number of files to read. */
void code_list_init(code_list *list, size_t files);
void code_list_free(code_list *list);

/* Adds the rows of a file; "-" is standard input. Returns false after a message about the first
 * line that has none of these forms. */
bool code_list_read(code_list *list, const char *name);

tce_catalogue_row *code_list_rows(const code_list *list);
size_t code_list_count(const code_list *list);

/* Removes the rows that have none of these services. */
void code_list_select(code_list *list, const char *const *services, size_t count);

/* Whether a row has this service. */
bool code_list_has(const code_list *list, const char *service);

/* The number of distinct services. */
size_t code_list_services(const code_list *list);

/* Why this is not a valid field; NULL: it is valid. */
const char *code_list_field_problem(tce_text field);

#endif
