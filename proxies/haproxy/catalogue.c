/* Images are read, not mapped: a file that shrinks later must not crash HAProxy. */
#include "catalogue.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct image {
    struct image *next;
    char *path;
    const tce_catalogue *catalogue;
} image;

/* Each thread loads the script with the same files. */
static image *images;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void say(char *problem, const char *words, int error) {
    (void)snprintf(problem, CATALOGUE_PROBLEM_MAX, "%s%s%s", words, error == 0 ? "" : ": ",
                   error == 0 ? "" : strerror(error));
}

/* The bytes of an open file, or NULL. */
static void *read_all(int fd, size_t *size, char *problem) {
    struct stat about;
    if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) {
        say(problem, "it is not a file", 0);
        return NULL;
    }
    *size = (size_t)about.st_size;
    char *bytes = malloc(*size + 1);
    if (bytes == NULL) {
        say(problem, "there is no memory for it", 0);
        return NULL;
    }
    const ssize_t n = read(fd, bytes, *size);
    if (n < 0 || (size_t)n != *size) {
        say(problem, "it cannot be read to its end", n < 0 ? errno : 0);
        free(bytes);
        return NULL;
    }
    return bytes;
}

static void *read_file(const char *path, size_t *size, char *problem) {
    /* Opening a FIFO must not block. */
    const int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        say(problem, "it cannot be opened", errno);
        return NULL;
    }
    void *bytes = read_all(fd, size, problem);
    (void)close(fd);
    return bytes;
}

static const tce_catalogue *open_image(const char *path, char *problem) {
    size_t size;
    const char *reason;
    void *bytes = read_file(path, &size, problem);
    if (bytes == NULL) {
        return NULL;
    }
    const tce_catalogue *catalogue = tce_catalogue_open(bytes, size, &reason);
    if (catalogue == NULL) {
        (void)snprintf(problem, CATALOGUE_PROBLEM_MAX,
                       "%s; recompile it with: tcenvelope codes compile", reason);
        free(bytes);
    }
    return catalogue;
}

static const tce_catalogue *remember(const char *path, const tce_catalogue *catalogue) {
    image *added = calloc(1, sizeof(*added));
    if (added != NULL && (added->path = strdup(path)) != NULL) {
        added->catalogue = catalogue;
        added->next = images;
        images = added;
    } else {
        free(added); /* it is read again by the next thread */
    }
    return catalogue;
}

static const tce_catalogue *known(const char *path) {
    const image *i = images;
    while (i != NULL && strcmp(i->path, path) != 0) {
        i = i->next;
    }
    return i == NULL ? NULL : i->catalogue;
}

const tce_catalogue *catalogue_at(const char *path, char problem[CATALOGUE_PROBLEM_MAX]) {
    (void)pthread_mutex_lock(&lock);
    const tce_catalogue *catalogue = known(path);
    if (catalogue == NULL) {
        catalogue = open_image(path, problem);
        catalogue = catalogue == NULL ? NULL : remember(path, catalogue);
    }
    (void)pthread_mutex_unlock(&lock);
    return catalogue;
}
