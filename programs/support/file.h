/* Reads, identifies and replaces files. */
#ifndef PROGRAMS_SUPPORT_FILE_H
#define PROGRAMS_SUPPORT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "support/buffer.h"

/* An open file that is read to its end. */
typedef struct file_reader {
    int fd;
    off_t offset; /* of the next read */
    off_t extent; /* the largest size seen of a regular file; 0: unknown */
    off_t limit;  /* where reading ends before the file does; 0: nowhere */
} file_reader;

/* Reads from the current offset of fd. */
file_reader file_reader_of(int fd);

/* Reads at most size bytes and blocks until there is at least one. Returns 0 at the end, -1 with
 * errno: ERROR_FILE_SHORTENED if the file has become shorter. */
ssize_t file_reader_read(file_reader *r, void *bytes, size_t size);

/* Appends the rest of fd. Returns false with errno, as above. */
bool file_read_open(int fd, buffer *bytes);

/* Append the content of a file; for file_read, "-" is standard input. Return false after a message.
 */
bool file_read_named(const char *name, buffer *bytes);
bool file_read(const char *name, buffer *bytes);

/* Identifies a file independently of its name. */
typedef struct file_id {
    bool known; /* the file exists */
    dev_t device;
    ino_t inode;
} file_id;

file_id file_id_of(const char *name); /* "-" is standard input */
file_id file_id_of_open(int fd);

/* Whether both exist and are the same file. */
bool file_id_equal(file_id a, file_id b);

/* Replaces the file's content atomically: a reader sees either the old content or the new one. The
 * mode is preserved. If name is a symbolic link, its target is replaced or created. Returns false
 * after a message; the old content is then unchanged. */
bool file_replace(const char *name, const void *bytes, size_t length);

#endif
