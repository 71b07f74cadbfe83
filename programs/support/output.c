#include "support/output.h"

#include <errno.h>
#include <unistd.h>

#include "support/complain.h"

bool output_write(buffer *b) {
    for (size_t offset = 0; offset < b->length;) {
        const ssize_t written = write(STDOUT_FILENO, b->bytes + offset, b->length - offset);
        if (written < 0 && errno != EINTR) {
            complain_errno("standard output", errno);
            return false;
        }
        offset += written > 0 ? (size_t)written : 0;
    }
    buffer_clear(b);
    return true;
}
