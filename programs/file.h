/* Whole files: read, mapped, replaced. */
#ifndef PROGRAMS_FILE_H
#define PROGRAMS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

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

/* Which file it is, by whatever name it goes. */
typedef struct file_id {
    bool known; /* the file is there */
    dev_t device;
    ino_t inode;
} file_id;

file_id file_id_of(const char *name); /* "-" is standard input */
file_id file_id_of_open(int fd);

/* Whether both are there and are one file. */
bool file_id_equal(file_id a, file_id b);

/* Makes these bytes the file's content, all at once: whoever opens it sees either the old one or
 * the new one. The file keeps its mode, and a link stays one, also where its file is not there yet.
 * False after a message, with the old content in place. */
bool file_replace(const char *name, const void *bytes, size_t length);

#endif
