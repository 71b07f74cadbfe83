/* Parts of an HTML page without scripts. */
#ifndef PROGRAMS_SUMMARY_HTML_H
#define PROGRAMS_SUMMARY_HTML_H

#include <stdint.h>

#include "support/buffer.h"
#include "tcenvelope.h"

/* The begin of a page up to its heading, and its end. The title and the heading are of the tool. */
void html_begin(buffer *out, const char *title, const char *heading);
void html_end(buffer *out);

/* Any bytes, as text: what a terminal would act on is shown as an escape. */
void html_text(buffer *out, tce_text text);

/* "12,345", which <data value=12345> gives to programs. */
void html_number(buffer *out, uint64_t number);

/* "37.5 %", "< 0.1 %", "> 99.9 %": 0 and 100 are exact. */
void html_share(buffer *out, uint64_t value, uint64_t most);

/* One colour of a bar: a class of the style sheet. */
typedef struct html_part {
    const char *colour;
    uint64_t value;
} html_part;

/* A bar of this class, filled from the left for value / most of each part. The parts' sum is at
 * most `most`. A value above 0 is always visible. */
void html_bar(buffer *out, const char *name, const html_part *parts, size_t count, uint64_t most);

#endif
