/* Files: read, compared, replaced. */
#ifndef PROGRAMS_SUPPORT_FILE_H
#define PROGRAMS_SUPPORT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "support/buffer.h"

/* What is known of an open file that is read to its end. */
typedef struct file_reader {
    int fd;
    off_t offset; /* of the next read */
    off_t extent; /* where a regular file ended at least; 0: not known */
} file_reader;

/* Reads from where fd stands. */
file_reader file_reader_of(int fd);

/* Reads at most size bytes, and waits for one at least. 0 at the end; -1 with errno, which is
 * FILE_SHORTENED where a file ends before a place where it had bytes. */
ssize_t file_reader_read(file_reader *r, void *bytes, size_t size);

/* Appends what can still be read from fd. False with errno, as above. */
bool file_read_open(int fd, buffer *bytes);

/* Append the bytes of the file of this name; file_read those of standard input for "-". False after
 * a message. */
bool file_read_named(const char *name, buffer *bytes);
bool file_read(const char *name, buffer *bytes);

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
