#include "check/input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/complain.h"

static bool is_standard_input(const char *name) {
    return strcmp(name, "-") == 0;
}

bool input_open(session *s, const char *name, input *in) {
    const bool standard = is_standard_input(name);
    const int fd = standard ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    const int error = errno;
    *in = (input){name, file_reader_of(fd)};
    if (fd < 0) {
        input_complain(s, in, error);
    }
    return fd >= 0;
}

void input_close(const input *in) {
    if (!is_standard_input(in->name)) {
        close(in->reader.fd);
    }
}

void input_complain(session *s, const input *in, int error) {
    session_trouble(s);
    complain_errno(in->name, error);
}

bool input_read(session *s, input *in, input_taker *take, void *user) {
    for (;;) {
        const ssize_t length = file_reader_read(&in->reader, s->space, s->space_size);
        if (length < 0) {
            input_complain(s, in, errno);
        }
        if (length <= 0) {
            return length == 0;
        }
        if (!take(user, s->space, (size_t)length)) {
            return false;
        }
    }
}

static bool status_of(const char *name, struct stat *status) {
    return (is_standard_input(name) ? fstat(STDIN_FILENO, status) : stat(name, status)) == 0;
}

uint64_t input_total(char *const *names, size_t count) {
    uint64_t total = 0;
    for (size_t i = 0; i < count; i++) {
        struct stat status;
        if (!status_of(names[i], &status) || !S_ISREG(status.st_mode)) {
            return 0;
        }
        total += (uint64_t)status.st_size;
    }
    return total;
}
