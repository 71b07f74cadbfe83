/* Standard output. */
#ifndef PROGRAMS_SUPPORT_OUTPUT_H
#define PROGRAMS_SUPPORT_OUTPUT_H

#include <stdbool.h>

#include "support/buffer.h"

/* Writes all bytes without delay and empties the buffer. Returns false after a message. */
bool output_write(buffer *b);

#endif
