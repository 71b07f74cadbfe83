#include "shards/stamp.h"

#include <errno.h>
#include <sys/stat.h>

#define NANOSECONDS UINT64_C(1000000000)

bool file_stamp_of(const char *name, file_stamp *stamp) {
    struct stat status;
    if (stat(name, &status) != 0) {
        return false;
    }
    stamp->size = (uint64_t)status.st_size;
    stamp->time = (uint64_t)status.st_mtim.tv_sec * NANOSECONDS + (uint64_t)status.st_mtim.tv_nsec;
    errno = 0; /* for what is no file */
    return S_ISREG(status.st_mode);
}

bool file_stamp_equal(const file_stamp *a, const file_stamp *b) {
    return a->size == b->size && a->time == b->time;
}
