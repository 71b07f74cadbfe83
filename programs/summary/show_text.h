/* Shows a summary for people: tables with bars. */
#ifndef PROGRAMS_SUMMARY_SHOW_TEXT_H
#define PROGRAMS_SUMMARY_SHOW_TEXT_H

#include "summary/summary.h"
#include "support/buffer.h"

void summary_show_text(buffer *out, const summary *s);

#endif
