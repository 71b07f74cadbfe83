/*
 * The counters are in a memory file that the master process keeps open. On a reload it executes
 * itself, and the next one finds the number of its file descriptor in the environment. So the
 * workers of before and after a reload count in the same memory.
 */
#include "counters.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CODES       1024 /* slots for error codes */
#define ENVIRONMENT "TCENVELOPE_COUNTERS_FD"

static tce_http_counters *counters;

static void *map(int fd, size_t size) {
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

/* ---- After a reload --------------------------------------------------------------------------*/

static int inherited_fd(void) {
    const char *text = getenv(ENVIRONMENT);
    return text == NULL ? -1 : (int)strtol(text, NULL, 10);
}

/* NULL: there are none, or those of another version. */
static tce_http_counters *inherit(size_t size) {
    struct stat about;
    const int fd = inherited_fd();
    if (fd <= STDERR_FILENO || fstat(fd, &about) != 0 || about.st_size != (off_t)size) {
        return NULL;
    }
    return tce_http_counters_open(map(fd, size), size);
}

/* ---- At the start ----------------------------------------------------------------------------*/

/* Without the memory file the counters end with the process. */
static void *share(size_t size) {
    char text[16];
    const int fd = memfd_create("tcenvelope", 0);
    void *memory = fd >= 0 && ftruncate(fd, (off_t)size) == 0 ? map(fd, size) : NULL;
    if (memory == NULL) {
        return malloc(size);
    }
    (void)snprintf(text, sizeof(text), "%d", fd);
    (void)setenv(ENVIRONMENT, text, 1);
    return memory;
}

static void prepare(void) {
    const size_t size = tce_http_counters_size(CODES);
    counters = inherit(size);
    if (counters == NULL) {
        counters = tce_http_counters_init(share(size), size, (int64_t)time(NULL));
    }
}

tce_http_counters *counters_shared(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, prepare);
    return counters;
}
