#include "check/range.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "support/complain.h"
#include "support/numbers.h"

enum { STEP = 65536, DIGITS_MAX = 24 };

static bool parse_begin(const char *value, size_t length, uint64_t *begin) {
    char text[DIGITS_MAX + 1] = {0};
    if (length > DIGITS_MAX) {
        return false;
    }
    memcpy(text, value, length);
    return size_parse(text, begin);
}

bool range_parse(const char *value, byte_range *range) {
    const size_t length = strcspn(value, ":");
    const char *end = value + length + (value[length] == ':');
    range->end = UINT64_MAX;
    if (value[length] != ':' || !parse_begin(value, length, &range->begin) ||
        (end[0] != '\0' && !size_parse(end, &range->end)) || range->begin >= range->end) {
        complain("--range", "'%s' is not a range; give START:END, such as 0:64m or 64m:", value);
        return false;
    }
    return true;
}

uint64_t range_end(const byte_range *range, uint64_t size) {
    return range->end == 0 || range->end > size ? size : range->end;
}

/* Reads at `offset` as pread does, but not in vain. */
static ssize_t read_at(int fd, char *bytes, size_t size, off_t offset) {
    ssize_t length;
    do {
        length = pread(fd, bytes, size, offset);
    } while (length < 0 && errno == EINTR);
    return length;
}

off_t range_line(int fd, off_t size, off_t offset) {
    char bytes[STEP];
    if (offset == 0) {
        return 0;
    }
    /* A line begins past each newline: the one before `offset` counts. */
    for (off_t begin = offset - 1; begin < size;) {
        const ssize_t length = read_at(fd, bytes, sizeof bytes, begin);
        if (length <= 0) {
            return length < 0 ? -1 : size;
        }
        const char *newline = memchr(bytes, '\n', (size_t)length);
        if (newline != NULL) {
            return begin + (newline - bytes) + 1;
        }
        begin += length;
    }
    return size;
}
