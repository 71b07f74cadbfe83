/* Standard output and standard error. */
#ifndef PROGRAMS_OUTPUT_H
#define PROGRAMS_OUTPUT_H

#include <stdbool.h>

#include "buffer.h"

/* Writes everything at once and empties the buffer. False after a message on standard error. */
bool output_write(buffer *b);

/* To standard error, at once. When that fails there is nobody left to tell. */
void output_error(const buffer *b);

#endif
