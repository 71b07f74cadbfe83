/*
 * Lists of error codes. A line is
 *
 *     CODE
 *     SERVICE <tab> VERSION <tab> CODE
 *     SERVICE <tab> VERSION <tab> CODE <tab> CLASS
 *     SERVICE <tab> VERSION <tab> CODE <tab> CLASS <tab> MEANING
 *     # a comment
 *
 * or blank. CLASS and MEANING can be empty.
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
    buffer places; /* where each row stands, for messages */
    buffer *texts; /* the content of text_count files, owned; the rows point into it */
    size_t text_count;
} code_list;

/* files: the number of files to read. */
void code_list_init(code_list *list, size_t files);
void code_list_free(code_list *list);

/* Adds the rows of a file; "-" is standard input. name must outlive the list. Returns false after a
 * message about the first line that has none of these forms. */
bool code_list_read(code_list *list, const char *name);

/* The same for a file that was read; takes over the text. */
bool code_list_parse(code_list *list, const char *name, buffer *text);

/* Whether no two rows contradict each other: one class for each code, one meaning for each code,
 * service and version. Returns false after a message that names two lines. */
bool code_list_agrees(const code_list *list);

tce_catalogue_row *code_list_rows(const code_list *list);
size_t code_list_count(const code_list *list);

/* Removes the rows that have none of these services. */
void code_list_select(code_list *list, const char *const *services, size_t count);

/* Whether a row has this service. */
bool code_list_has(const code_list *list, const char *service);

/* The number of distinct services. */
size_t code_list_services(const code_list *list);

/* Why this is not a valid service, version or code; NULL: it is valid. */
const char *code_list_field_problem(tce_text field);

#endif
