/* Bytes that grow at their end. Running out of memory ends the program with status 2. */
#ifndef PROGRAMS_SUPPORT_BUFFER_H
#define PROGRAMS_SUPPORT_BUFFER_H

#include <stddef.h>
#include <stdint.h>

/* All zero: an empty buffer. Owns its bytes: buffer_free gives them back. */
typedef struct buffer {
    char *bytes;
    size_t length;
    size_t capacity;
} buffer;

void buffer_append(buffer *b, const void *bytes, size_t length);
void buffer_text(buffer *b, const char *text);
void buffer_byte(buffer *b, char byte);
void buffer_number(buffer *b, uint64_t number);
void buffer_format(buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A string literal, whose length the compiler knows. */
#define buffer_literal(b, literal) buffer_append((b), (literal), sizeof("" literal) - 1)

/* Empty again; the memory is kept for what comes next. */
void buffer_clear(buffer *b);
void buffer_free(buffer *b);

/* calloc that does not return without memory. */
void *allocate(size_t count, size_t size);

#endif
