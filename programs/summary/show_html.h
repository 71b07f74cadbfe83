/* Shows a summary as one page, which needs no network and runs no script. */
#ifndef PROGRAMS_SUMMARY_SHOW_HTML_H
#define PROGRAMS_SUMMARY_SHOW_HTML_H

#include "summary/summary.h"
#include "support/buffer.h"

/* The summary must have its rows. */
void summary_show_html(buffer *out, const summary *s);

#endif
