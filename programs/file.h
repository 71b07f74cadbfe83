/* Whole files: read, mapped, replaced. */
#ifndef PROGRAMS_FILE_H
#define PROGRAMS_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

/* Appends what can still be read from fd. False with errno. */
bool file_read_open(int fd, buffer *bytes);

/* Appends the file's bytes; "-" is standard input. False after a message. */
bool file_read(const char *name, buffer *bytes);

/* A file's bytes, not to be written: mapped when it is a regular one, read otherwise. */
typedef struct file_view {
    const void *bytes; /* aligned for everything, not NULL */
    size_t length;
    void *mapping; /* owned; NULL: none */
    buffer copy;
} file_view;

/* False after a message. */
bool file_view_open(const char *name, file_view *view);
void file_view_close(file_view *view);

/* Makes these bytes the file's content, all at once: whoever opens it sees either the old one or
 * the new one. False after a message, with the old one in place. */
bool file_replace(const char *name, const void *bytes, size_t length);

#endif
