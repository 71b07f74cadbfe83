#include "image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Fills in the memory; returns whether the file had that many bytes. */
static bool read_all(int file, char *memory, size_t size) {
    size_t done = 0;
    while (done < size) {
        const ssize_t n = read(file, memory + done, size - done);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return false;
        }
        done += (size_t)n;
    }
    return true;
}

static char *read_open_file(int file, size_t *size, const char **problem) {
    struct stat info;
    if (fstat(file, &info) != 0 || !S_ISREG(info.st_mode)) {
        *problem = "is not a regular file";
        return NULL;
    }
    *size = (size_t)info.st_size;
    char *memory = malloc(*size + 1);
    if (memory == NULL || !read_all(file, memory, *size)) {
        *problem = memory == NULL ? "does not fit into memory" : "could not be read to its end";
        free(memory);
        return NULL;
    }
    return memory;
}

static char *read_file(const char *path, size_t *size, const char **problem) {
    /* Opening a FIFO must not block Varnish. */
    const int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) {
        *problem = "cannot be opened: does the file exist, and may Varnish's user read it?";
        return NULL;
    }
    char *memory = read_open_file(file, size, problem);
    (void)close(file);
    return memory;
}

void *image_read(const char *path, const tce_catalogue **catalogue, const char **problem) {
    size_t size = 0;
    char *memory = read_file(path, &size, problem);
    if (memory == NULL) {
        return NULL;
    }
    *catalogue = tce_catalogue_open(memory, size, problem);
    if (*catalogue == NULL) {
        free(memory);
        return NULL;
    }
    return memory;
}
