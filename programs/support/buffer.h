/* A growable byte array. If memory runs out, the program exits with status 2. */
#ifndef PROGRAMS_SUPPORT_BUFFER_H
#define PROGRAMS_SUPPORT_BUFFER_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Owns its bytes; release them with buffer_free. All zero is an empty buffer. */
typedef struct buffer {
    char *bytes;
    size_t length;
    size_t capacity;
} buffer;

/* Makes room for more bytes after the length. */
void buffer_grow(buffer *b, size_t more);

/* Inline: a report is made of many short parts, most of a constant length. */
static inline void buffer_reserve(buffer *b, size_t more) {
    if (more > b->capacity - b->length) {
        buffer_grow(b, more);
    }
}

static inline void buffer_append(buffer *b, const void *bytes, size_t length) {
    if (length > 0) {
        buffer_reserve(b, length);
        memcpy(b->bytes + b->length, bytes, length);
        b->length += length;
    }
}

static inline void buffer_text(buffer *b, const char *text) {
    buffer_append(b, text, strlen(text));
}

static inline void buffer_byte(buffer *b, char byte) {
    buffer_append(b, &byte, 1);
}

void buffer_number(buffer *b, uint64_t number);
void buffer_format(buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends a string literal; its length is known at compile time. */
#define buffer_literal(b, literal) buffer_append((b), (literal), sizeof("" literal) - 1)

/* Empties the buffer and keeps its memory for reuse. */
void buffer_clear(buffer *b);
void buffer_free(buffer *b);

/* calloc that exits instead of returning NULL. */
void *allocate(size_t count, size_t size);

/* Replaces an owned array of *capacity members of this size by one with twice the capacity, or with
 * a first capacity, and returns it. */
void *array_grow(void *array, size_t *capacity, size_t size);

#endif
