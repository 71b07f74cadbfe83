/* Texts of known length. */
#ifndef PROGRAMS_SUPPORT_TEXT_H
#define PROGRAMS_SUPPORT_TEXT_H

#include <stddef.h>

#include "tcenvelope.h"

tce_text text_of(const char *string);

/* As strcmp does, byte by byte; a text comes before the longer ones that begin with it. */
int text_compare(tce_text a, tce_text b);

/* Sorts count texts, and puts each but once at the front. How many those are. */
size_t text_sort(tce_text *texts, size_t count);

#endif
