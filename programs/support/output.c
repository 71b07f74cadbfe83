#include "support/output.h"

#include <errno.h>
#include <unistd.h>

#include "support/complain.h"

output output_standard(void) {
    return (output){STDOUT_FILENO, "standard output"};
}

bool output_write_to(const output *o, buffer *b) {
    for (size_t offset = 0; offset < b->length;) {
        const ssize_t written = write(o->fd, b->bytes + offset, b->length - offset);
        if (written < 0 && errno != EINTR) {
            complain_errno(o->name, errno);
            return false;
        }
        offset += written > 0 ? (size_t)written : 0;
    }
    buffer_clear(b);
    return true;
}

bool output_write(buffer *b) {
    const output standard = output_standard();
    return output_write_to(&standard, b);
}
