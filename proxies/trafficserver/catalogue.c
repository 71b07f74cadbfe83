#define _POSIX_C_SOURCE 200809L /* O_CLOEXEC */
#include "catalogue.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_MAX_BYTES 4096

/* Reads size bytes. Returns false when the file is shorter or cannot be read. */
static bool read_bytes(int file, char *bytes, size_t size) {
    while (size > 0) {
        const ssize_t n = read(file, bytes, size);
        if (n <= 0) {
            return false;
        }
        bytes += n;
        size -= (size_t)n;
    }
    return true;
}

static const char *read_open_file(int file, void **image, size_t *size) {
    struct stat info;
    if (fstat(file, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size <= 0) {
        return "a file that is not empty";
    }
    *size = (size_t)info.st_size;
    *image = TSmalloc(*size);
    return read_bytes(file, *image, *size) ? NULL : "a file that can be read to its end";
}

const char *catalogue_read(const char *path, void **image, const tce_catalogue **catalogue) {
    char full[PATH_MAX_BYTES];
    const char *folder = path[0] == '/' ? "" : TSConfigDirGet();
    const int length = snprintf(full, sizeof(full), "%s%s%s", folder, *folder ? "/" : "", path);
    /* Opening a FIFO must not block the server. */
    const int file = length < 0 || (size_t)length >= sizeof(full)
                         ? -1
                         : open(full, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) {
        return "a file that can be opened";
    }
    size_t size = 0;
    const char *wanted = read_open_file(file, image, &size);
    (void)close(file);
    if (wanted != NULL) {
        return wanted;
    }
    *catalogue = tce_catalogue_open(*image, size, NULL);
    return *catalogue != NULL ? NULL
                              : "an image that this version of tcenvelope codes compile wrote";
}
