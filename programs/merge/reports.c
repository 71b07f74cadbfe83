#include "merge/reports.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "support/buffer.h"
#include "support/complain.h"
#include "support/escape.h"
#include "support/file.h"
#include "support/output.h"

enum { READ_SIZE = 1 << 16, LINE_MAX_SIZE = 1 << 20 };

typedef struct copying {
    const char *name;
    buffer before; /* what each line begins with, up to the index */
    uint64_t base;
    uint64_t size;
    buffer lines; /* read and not yet written */
    buffer out;
} copying;

static void begin_of_lines(buffer *before, report_format format, const char *source) {
    if (format == REPORT_JSON) {
        buffer_literal(before, "{\"source\":");
        escape_json_any(before, source, strlen(source));
        buffer_literal(before, ",\"index\":");
    } else {
        escape_terminal(before, source, strlen(source));
        buffer_byte(before, ':');
    }
}

static bool complain_of_damage(const copying *c) {
    complain(c->name, "is damaged; remove its folder and validate the shard again");
    return false;
}

/* Returns false if the line, which ends with a newline, is no report of the source. */
static bool copy_line(copying *c, const char *line, size_t length) {
    size_t i = c->before.length;
    uint64_t index = 0;
    if (length <= i || memcmp(line, c->before.bytes, i) != 0) {
        return false;
    }
    for (; line[i] >= '0' && line[i] <= '9' && index < UINT64_MAX / 100; i++) {
        index = index * 10 + (uint64_t)(line[i] - '0');
    }
    if (i == c->before.length || (line[i] != ',' && line[i] != ':')) {
        return false;
    }
    buffer_append(&c->out, line, c->before.length);
    buffer_number(&c->out, c->base + index);
    buffer_append(&c->out, line + i, length - i);
    return true;
}

/* Copies the complete lines and keeps the rest. */
static bool copy_lines(copying *c) {
    size_t begin = 0;
    const char *newline;
    while (begin < c->lines.length &&
           (newline = memchr(c->lines.bytes + begin, '\n', c->lines.length - begin)) != NULL) {
        const size_t end = (size_t)(newline - c->lines.bytes) + 1;
        if (!copy_line(c, c->lines.bytes + begin, end - begin)) {
            return complain_of_damage(c);
        }
        begin = end;
    }
    c->lines.length -= begin;
    if (c->lines.length > 0) {
        memmove(c->lines.bytes, c->lines.bytes + begin, c->lines.length);
    }
    return c->lines.length <= LINE_MAX_SIZE || complain_of_damage(c);
}

/* Takes the bytes of one read, and writes. Returns false after a message. */
static bool take(copying *c, const char *bytes, size_t length) {
    if (c->base == 0) {
        buffer_append(&c->out, bytes, length);
    } else {
        buffer_append(&c->lines, bytes, length);
        if (!copy_lines(c)) {
            return false;
        }
    }
    return output_write(&c->out);
}

static bool copy_file(copying *c, int fd) {
    char bytes[READ_SIZE];
    file_reader r = file_reader_of(fd);
    ssize_t length;
    while ((length = file_reader_read(&r, bytes, sizeof bytes)) > 0) {
        if (!take(c, bytes, (size_t)length)) {
            return false;
        }
    }
    if (length < 0) {
        complain_errno(c->name, errno);
        return false;
    }
    return (c->lines.length == 0 && (uint64_t)r.offset == c->size) || complain_of_damage(c);
}

bool reports_write(const char *name, report_format format, const char *source, uint64_t base,
                   uint64_t size) {
    copying c = {.name = name, .base = base, .size = size};
    const int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        complain_errno(name, errno);
        return false;
    }
    begin_of_lines(&c.before, format, source);
    const bool copied = copy_file(&c, fd);
    buffer_free(&c.before);
    buffer_free(&c.lines);
    buffer_free(&c.out);
    close(fd);
    return copied;
}
