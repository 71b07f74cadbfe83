/* Standard output. */
#ifndef PROGRAMS_SUPPORT_OUTPUT_H
#define PROGRAMS_SUPPORT_OUTPUT_H

#include <stdbool.h>

#include "support/buffer.h"

/* Where reports go. */
typedef struct output {
    int fd;
    const char *name; /* for messages */
} output;

output output_standard(void);

/* Writes all bytes without delay and empties the buffer. Returns false after a message. */
bool output_write_to(const output *o, buffer *b);

/* The same to standard output. */
bool output_write(buffer *b);

#endif
