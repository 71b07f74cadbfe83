/* Strings with a length. */
#ifndef PROGRAMS_SUPPORT_TEXT_H
#define PROGRAMS_SUPPORT_TEXT_H

#include <stddef.h>

#include "tcenvelope.h"

tce_text text_of(const char *string);

/* A copy that the caller frees. */
char *text_copy(const char *string);

/* Compares bytes as strcmp does; a prefix sorts first. */
int text_compare(tce_text a, tce_text b);

/* Sorts the texts, removes duplicates and returns how many remain. */
size_t text_sort(tce_text *texts, size_t count);

#endif
