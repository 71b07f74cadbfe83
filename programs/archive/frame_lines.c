#include "archive/frame_lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/buffer.h"
#include "support/file.h"

/* In this order. */
typedef enum lines_stage {
    STAGE_RANGE, /* the frames of the range */
    STAGE_TAIL,  /* past them: the rest of the last line */
    STAGE_END
} lines_stage;

struct frame_lines {
    frame_range range;
    lines_stage stage;
    file_reader reader; /* used by the decoding alone */
    decoding *decoding; /* of this stage */
    uint64_t begin;     /* where it began in the file */
    uint64_t decoded;   /* bytes decoded in STAGE_RANGE */
    uint64_t skipped;   /* of these before the first line */
    bool has_lines;     /* a line belongs to the range */
    const char *ahead;  /* bytes decoded and not yet passed on */
    size_t ahead_length;
    decoding_end end;
};

static ssize_t read_file(void *user, void *bytes, size_t size) {
    frame_lines *l = user;
    return file_reader_read(&l->reader, bytes, size);
}

/* Decodes from this offset of the file; limit 0: to its end. Returns false with errno. */
static bool decode_from(frame_lines *l, uint64_t offset, uint64_t limit) {
    if (lseek(l->reader.fd, (off_t)offset, SEEK_SET) < 0) {
        return false;
    }
    l->reader = file_reader_of(l->reader.fd);
    l->reader.limit = (off_t)limit;
    l->begin = offset;
    l->decoding = decoding_start(CODING_ZSTD, read_file, l);
    return l->decoding != NULL;
}

static void end_with(frame_lines *l, decoding_end end) {
    l->stage = STAGE_END;
    l->end = end;
}

static void begin_tail(frame_lines *l) {
    decoding_stop(l->decoding);
    l->decoding = NULL;
    l->stage = STAGE_TAIL;
    if (!decode_from(l, l->range.end, 0)) {
        end_with(l, (decoding_end){.problem = DECODING_READ_FAILED, .error = errno});
    }
}

/* The frames of the range have ended. */
static void end_range(frame_lines *l) {
    const uint64_t wanted = l->range.decoded_end - l->range.decoded_begin;
    decoding_end end = decoding_end_of(l->decoding);
    end.offset += l->begin;
    if (end.problem == DECODING_NO_PROBLEM && l->decoded != wanted) {
        end = (decoding_end){.problem = DECODING_SIZES, .offset = l->range.end};
    }
    const bool has_more = l->range.end < (uint64_t)l->reader.extent;
    if (end.problem == DECODING_NO_PROBLEM && l->has_lines && has_more) {
        begin_tail(l);
    } else {
        end_with(l, end);
    }
}

static size_t next_of_range(frame_lines *l, const char **bytes, uint64_t *encoded) {
    const size_t length = decoding_next(l->decoding, bytes, encoded);
    l->decoded += length;
    if (length == 0) {
        end_range(l);
    }
    return length;
}

/* Up to the first newline. */
static size_t next_of_tail(frame_lines *l, const char **bytes, uint64_t *encoded) {
    const size_t length = decoding_next(l->decoding, bytes, encoded);
    *encoded += l->begin - l->range.begin;
    if (length == 0) {
        decoding_end end = decoding_end_of(l->decoding);
        end.offset += l->begin;
        end_with(l, end);
        return 0;
    }
    const char *newline = memchr(*bytes, '\n', length);
    if (newline == NULL) {
        return length;
    }
    l->stage = STAGE_END;
    return (size_t)(newline - *bytes) + 1;
}

/* Skips to the byte past the first newline, or to the end of the range. */
static void skip_line(frame_lines *l) {
    const char *bytes;
    uint64_t encoded;
    for (size_t length; (length = decoding_next(l->decoding, &bytes, &encoded)) > 0;) {
        const char *newline = memchr(bytes, '\n', length);
        const size_t skipped = newline == NULL ? length : (size_t)(newline - bytes) + 1;
        l->decoded += length;
        l->skipped += skipped;
        l->ahead = bytes + skipped;
        l->ahead_length = length - skipped;
        l->has_lines = newline != NULL;
        if (l->has_lines) {
            return;
        }
    }
}

frame_lines *frame_lines_start(int fd, const frame_range *range) {
    frame_lines *l = allocate(1, sizeof *l);
    l->range = *range;
    l->reader.fd = fd;
    l->has_lines = range->decoded_begin == 0;
    if (!decode_from(l, range->begin, range->end)) {
        const int error = errno;
        free(l);
        errno = error;
        return NULL;
    }
    if (range->decoded_begin > 0) {
        skip_line(l);
    }
    return l;
}

uint64_t frame_lines_offset(const frame_lines *l) {
    return l->range.decoded_begin + l->skipped;
}

size_t frame_lines_next(frame_lines *l, const char **bytes, uint64_t *encoded) {
    size_t length = l->ahead_length;
    if (length > 0) {
        *bytes = l->ahead;
        l->ahead_length = 0;
        return length;
    }
    if (l->stage == STAGE_RANGE) {
        length = next_of_range(l, bytes, encoded);
    }
    if (length == 0 && l->stage == STAGE_TAIL) {
        length = next_of_tail(l, bytes, encoded);
    }
    return length;
}

decoding_end frame_lines_end_of(const frame_lines *l) {
    return l->end;
}

void frame_lines_stop(frame_lines *l) {
    if (l->decoding != NULL) {
        decoding_stop(l->decoding);
    }
    free(l);
}
