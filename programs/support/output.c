#include "support/output.h"

#include <errno.h>
#include <unistd.h>

#include "support/complain.h"

bool output_write(buffer *b) {
    for (size_t at = 0; at < b->length;) {
        const ssize_t written = write(STDOUT_FILENO, b->bytes + at, b->length - at);
        if (written < 0 && errno != EINTR) {
            complain_errno("standard output", errno);
            return false;
        }
        at += written > 0 ? (size_t)written : 0;
    }
    buffer_clear(b);
    return true;
}
