/* Standard error: messages, progress and summaries. */
#ifndef PROGRAMS_SUPPORT_DIAGNOSTIC_H
#define PROGRAMS_SUPPORT_DIAGNOSTIC_H

#include "support/buffer.h"

/* Writes the buffer without delay. A failure has nowhere to be reported, so it is ignored. */
void diagnostic_write(const buffer *b);

#endif
