#include "support/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/complain.h"

enum { READ_SIZE = 65536 };

/* ---- Reading ---------------------------------------------------------------------------------*/

/* Files in /proc report size 0. */
static off_t extent_of(int fd) {
    struct stat status;
    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode) ? status.st_size : 0;
}

file_reader file_reader_of(int fd) {
    const off_t offset = lseek(fd, 0, SEEK_CUR);
    return (file_reader){.fd = fd, .offset = offset > 0 ? offset : 0, .extent = extent_of(fd)};
}

static void advance(file_reader *r, off_t length) {
    r->offset += length;
    if (r->extent > 0 && r->extent < r->offset) {
        r->extent = r->offset;
    }
}

/* How many of size bytes the limit allows. */
static size_t allowed(const file_reader *r, size_t size) {
    if (r->limit == 0) {
        return size;
    }
    const off_t left = r->limit > r->offset ? r->limit - r->offset : 0;
    return (uint64_t)left < size ? (size_t)left : size;
}

ssize_t file_reader_read(file_reader *r, void *bytes, size_t size) {
    ssize_t length;
    size = allowed(r, size);
    if (size == 0) {
        return 0;
    }
    do {
        length = read(r->fd, bytes, size);
    } while (length < 0 && errno == EINTR);
    if (length > 0) {
        advance(r, length);
    }
    if (length == 0 && extent_of(r->fd) < r->extent) {
        errno = ERROR_FILE_SHORTENED;
        return -1;
    }
    return length;
}

bool file_read_open(int fd, buffer *bytes) {
    char chunk[READ_SIZE];
    file_reader r = file_reader_of(fd);
    for (;;) {
        const ssize_t length = file_reader_read(&r, chunk, sizeof chunk);
        if (length <= 0) {
            return length == 0;
        }
        buffer_append(bytes, chunk, (size_t)length);
    }
}

static bool trouble(const char *name, int error) {
    complain_errno(name, error);
    return false;
}

static int open_to_read(const char *name) {
    return open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
}

bool file_read_named(const char *name, buffer *bytes) {
    const int fd = open_to_read(name);
    if (fd < 0) {
        return trouble(name, errno);
    }
    const int error = file_read_open(fd, bytes) ? 0 : errno;
    close(fd);
    return error == 0 || trouble(name, error);
}

bool file_read(const char *name, buffer *bytes) {
    if (strcmp(name, "-") != 0) {
        return file_read_named(name, bytes);
    }
    return file_read_open(STDIN_FILENO, bytes) || trouble(name, errno);
}

/* ---- Identity --------------------------------------------------------------------------------*/

file_id file_id_of_open(int fd) {
    struct stat status;
    if (fstat(fd, &status) != 0) {
        return (file_id){.known = false};
    }
    return (file_id){true, status.st_dev, status.st_ino};
}

file_id file_id_of(const char *name) {
    struct stat status;
    if (strcmp(name, "-") == 0) {
        return file_id_of_open(STDIN_FILENO);
    }
    if (stat(name, &status) != 0) {
        return (file_id){.known = false};
    }
    return (file_id){true, status.st_dev, status.st_ino};
}

bool file_id_equal(file_id a, file_id b) {
    return a.known && b.known && a.device == b.device && a.inode == b.inode;
}

/* ---- Replacing -------------------------------------------------------------------------------*/

static bool write_all(int fd, const char *bytes, size_t length) {
    for (size_t offset = 0; offset < length;) {
        const ssize_t written = write(fd, bytes + offset, length - offset);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        offset += written > 0 ? (size_t)written : 0;
    }
    return true;
}

/* The mode of the existing file, or the mode that a new file gets. */
static mode_t mode_of(const char *name) {
    struct stat status;
    if (stat(name, &status) == 0) {
        return status.st_mode & 07777;
    }
    const mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* mkstemp makes files that only their owner can read. */
static bool fill(int fd, mode_t mode, const char *bytes, size_t length) {
    const bool filled = write_all(fd, bytes, length) && fchmod(fd, mode) == 0 && fsync(fd) == 0;
    const int error = errno;
    const bool closed = close(fd) == 0;
    errno = filled ? errno : error;
    return filled && closed;
}

/* Writes a temporary file in the same folder and renames it. Returns false with errno. */
static bool write_and_rename(const char *name, const char *bytes, size_t length) {
    buffer temporary = {0};
    buffer_text(&temporary, name);
    buffer_append(&temporary, ".XXXXXX", sizeof ".XXXXXX");
    const int fd = mkstemp(temporary.bytes);
    bool done = false;
    if (fd >= 0) {
        done = fill(fd, mode_of(name), bytes, length) && rename(temporary.bytes, name) == 0;
    }
    const int error = errno;
    if (fd >= 0 && !done) {
        unlink(temporary.bytes);
    }
    buffer_free(&temporary);
    errno = error;
    return done;
}

static bool is_dangling_link(const char *name) {
    struct stat status;
    return lstat(name, &status) == 0 && S_ISLNK(status.st_mode) && stat(name, &status) != 0 &&
           errno == ENOENT;
}

/* Creates the link's target, so that realpath can resolve it. Returns false with errno. */
static bool replace_link_target(const char *name, const char *bytes, size_t length) {
    const int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) {
        return false;
    }
    close(fd);
    char *real = realpath(name, NULL);
    const bool done = real != NULL && write_and_rename(real, bytes, length);
    const int error = errno;
    if (real != NULL && !done) {
        unlink(real);
    }
    free(real);
    errno = error;
    return done;
}

static bool replace(const char *name, const char *bytes, size_t length) {
    if (is_dangling_link(name)) {
        return replace_link_target(name, bytes, length);
    }
    char *real = realpath(name, NULL); /* replace the target of a link, not the link */
    const bool done = write_and_rename(real != NULL ? real : name, bytes, length);
    const int error = errno;
    free(real);
    errno = error;
    return done;
}

/* A device or a pipe must not be replaced by a file. */
static bool is_replaceable(const char *name) {
    struct stat status;
    if (stat(name, &status) != 0 || S_ISREG(status.st_mode)) {
        return true;
    }
    complain(name, "exists and is not a regular file; give another name");
    return false;
}

bool file_replace(const char *name, const void *bytes, size_t length) {
    return is_replaceable(name) && (replace(name, bytes, length) || trouble(name, errno));
}
