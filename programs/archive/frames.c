#include "archive/frames.h"

#include <errno.h>
#include <stddef.h>
#include <unistd.h>

#define FRAME_MAGIC      0xFD2FB528u
#define SKIPPABLE_MAGIC  0x184D2A50u
#define SKIPPABLE_MASK   0xFFFFFFF0u
#define SEEK_TABLE_MAGIC 0x184D2A5Eu
#define SEEK_FOOTER_SIGN 0x8F92EAB1u

enum {
    SKIPPABLE_HEADER = 8, /* the magic number and the size of the content */
    HEADER_MIN = 5,
    HEADER_MAX = 18,
    BLOCK_HEADER = 3,
    BLOCK_RLE = 1, /* one byte stands for all */
    BLOCK_RESERVED = 3,
    CHECKSUM = 4,
    FOOTER = 9,    /* the number of frames, a byte of flags, the sign */
    ENTRY_MIN = 8, /* without a checksum */
    ENTRY_MAX = 12,
    WINDOW = 4096
};

/* Headers of small blocks are close to each other: a read is of a window. */
typedef struct frame_file {
    int fd;
    uint64_t size;
    frame_taker *take;
    void *user;
    uint64_t begin; /* of the window */
    size_t length;
    uint8_t window[WINDOW];
} frame_file;

static uint64_t little_endian(const uint8_t *bytes, size_t length) {
    uint64_t value = 0;
    for (size_t i = 0; i < length; i++) {
        value |= (uint64_t)bytes[i] << (8 * i);
    }
    return value;
}

/* Moves the window to this offset, and fills as much of it as there is. */
static void move_window(frame_file *f, uint64_t offset) {
    f->begin = offset;
    f->length = 0;
    while (f->length < WINDOW) {
        const ssize_t more =
            pread(f->fd, f->window + f->length, WINDOW - f->length, (off_t)(offset + f->length));
        if (more == 0 || (more < 0 && errno != EINTR)) {
            return;
        }
        f->length += more > 0 ? (size_t)more : 0;
    }
}

static bool is_in_window(const frame_file *f, uint64_t offset, size_t length) {
    return offset >= f->begin && offset - f->begin <= f->length &&
           length <= f->length - (offset - f->begin);
}

/* Returns exactly these bytes, at most WINDOW; NULL: the file does not have them. */
static const uint8_t *bytes_at(frame_file *f, uint64_t offset, size_t length) {
    if (offset > f->size || length > f->size - offset) {
        return NULL;
    }
    if (!is_in_window(f, offset, length)) {
        move_window(f, offset);
    }
    return is_in_window(f, offset, length) ? f->window + (offset - f->begin) : NULL;
}

/* ---- The seek table --------------------------------------------------------------------------*/

typedef struct seek_table {
    uint64_t offset; /* of its frame: where the frames that it lists end */
    uint64_t frames;
    size_t entry; /* size of one */
} seek_table;

/* Reads the footer. Returns false if it is none. */
static bool find_footer(frame_file *f, seek_table *t) {
    const uint8_t *footer =
        f->size < SKIPPABLE_HEADER + FOOTER ? NULL : bytes_at(f, f->size - FOOTER, FOOTER);
    if (footer == NULL || little_endian(footer + 5, 4) != SEEK_FOOTER_SIGN ||
        (footer[4] & 0x7C) != 0) {
        return false;
    }
    t->frames = little_endian(footer, 4);
    t->entry = (footer[4] & 0x80) != 0 ? ENTRY_MAX : ENTRY_MIN;
    return true;
}

/* Returns false if the file does not end with one. */
static bool find_table(frame_file *f, seek_table *t) {
    if (!find_footer(f, t)) {
        return false;
    }
    const uint64_t content = t->frames * t->entry + FOOTER;
    if (content > f->size - SKIPPABLE_HEADER) {
        return false;
    }
    t->offset = f->size - SKIPPABLE_HEADER - content;
    const uint8_t *header = bytes_at(f, t->offset, SKIPPABLE_HEADER);
    return header != NULL && little_endian(header, 4) == SEEK_TABLE_MAGIC &&
           little_endian(header + 4, 4) == content;
}

/* The sizes of the listed frames must add up to the offset of the table, which follows them. */
static bool take_table(frame_file *f, const seek_table *t) {
    const uint64_t entries = t->offset + SKIPPABLE_HEADER;
    uint64_t sum = 0;
    for (uint64_t i = 0; i < t->frames; i++) {
        const uint8_t *entry = bytes_at(f, entries + i * t->entry, t->entry);
        if (entry == NULL) {
            return false;
        }
        const uint64_t encoded = little_endian(entry, 4);
        sum += encoded;
        f->take(f->user, encoded, little_endian(entry + 4, 4));
    }
    f->take(f->user, f->size - t->offset, 0);
    return sum == t->offset;
}

/* ---- Frame headers ---------------------------------------------------------------------------*/

typedef struct frame_header {
    size_t length;
    uint64_t decoded;
    bool has_checksum;
} frame_header;

/* Takes the bytes past the magic number. Returns false without a decoded size, or with a
 * dictionary.
 */
static bool parse_header(const uint8_t *bytes, size_t length, frame_header *h) {
    static const size_t content_sizes[] = {0, 2, 4, 8};
    const unsigned flags = bytes[0];
    const bool is_single = (flags & 0x20) != 0;
    const unsigned size_flag = flags >> 6;
    const size_t content = size_flag == 0 && is_single ? 1 : content_sizes[size_flag];
    const size_t before = 1 + (size_t)!is_single;
    if (content == 0 || (flags & 0x0B) != 0 || before + content > length) {
        return false;
    }
    /* Two bytes count from 256. */
    h->decoded = little_endian(bytes + before, content) + (content == 2 ? 256 : 0);
    h->has_checksum = (flags & 0x04) != 0;
    h->length = 4 + before + content;
    return true;
}

/* Sets *end to the offset past the blocks that begin at `offset`. */
static bool skip_blocks(frame_file *f, uint64_t offset, uint64_t *end) {
    bool last = false;
    while (!last) {
        const uint8_t *bytes = bytes_at(f, offset, BLOCK_HEADER);
        if (bytes == NULL) {
            return false;
        }
        const uint64_t header = little_endian(bytes, BLOCK_HEADER);
        const unsigned type = (unsigned)(header >> 1 & 3);
        last = (header & 1) != 0;
        offset += BLOCK_HEADER + (type == BLOCK_RLE ? 1 : header >> 3);
        if (type == BLOCK_RESERVED) {
            return false;
        }
    }
    *end = offset;
    return true;
}

/* Takes the frame at `offset` and returns its size; 0: it is damaged or has no decoded size. */
static uint64_t take_frame(frame_file *f, uint64_t offset) {
    const uint64_t left = f->size - offset;
    const uint8_t *bytes = bytes_at(f, offset, left < HEADER_MAX ? (size_t)left : HEADER_MAX);
    frame_header h;
    uint64_t end;
    if (bytes == NULL || left < HEADER_MIN || little_endian(bytes, 4) != FRAME_MAGIC ||
        !parse_header(bytes + 4, (size_t)(left < HEADER_MAX ? left : HEADER_MAX) - 4, &h) ||
        !skip_blocks(f, offset + h.length, &end)) {
        return 0;
    }
    end += h.has_checksum ? CHECKSUM : 0;
    if (end > f->size) {
        return 0;
    }
    f->take(f->user, end - offset, h.decoded);
    return end - offset;
}

/* The same for a skippable frame. */
static uint64_t take_skippable(frame_file *f, uint64_t offset) {
    const uint8_t *header = bytes_at(f, offset, SKIPPABLE_HEADER);
    if (header == NULL || (little_endian(header, 4) & SKIPPABLE_MASK) != SKIPPABLE_MAGIC) {
        return 0;
    }
    const uint64_t size = SKIPPABLE_HEADER + little_endian(header + 4, 4);
    if (size > f->size - offset) {
        return 0;
    }
    f->take(f->user, size, 0);
    return size;
}

static bool take_headers(frame_file *f) {
    for (uint64_t offset = 0; offset < f->size;) {
        const uint64_t skipped = take_skippable(f, offset);
        const uint64_t taken = skipped > 0 ? skipped : take_frame(f, offset);
        if (taken == 0) {
            return false;
        }
        offset += taken;
    }
    return true;
}

bool frames_find(int fd, uint64_t size, frame_taker *take, void *user) {
    frame_file f = {.fd = fd, .size = size, .take = take, .user = user};
    seek_table table;
    return find_table(&f, &table) ? take_table(&f, &table) : take_headers(&f);
}
