#include "support/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/status.h"

enum { FIRST_CAPACITY = 256, NUMBER_DIGITS = 20, FORMAT_MAX = 512, FIRST_MEMBERS = 64 };

static _Noreturn void out_of_memory(void) {
    (void)fputs("tcenvelope: out of memory; try a smaller --chunk or fewer --jobs\n", stderr);
    exit(STATUS_TROUBLE);
}

void *allocate(size_t count, size_t size) {
    void *memory = calloc(count, size);
    if (memory == NULL) {
        out_of_memory();
    }
    return memory;
}

void *array_grow(void *array, size_t *capacity, size_t size) {
    const size_t more = *capacity == 0 ? FIRST_MEMBERS : *capacity;
    void *grown =
        more > SIZE_MAX / 2 / size - *capacity ? NULL : realloc(array, (*capacity + more) * size);
    if (grown == NULL) {
        out_of_memory();
    }
    *capacity += more;
    return grown;
}

static void grow(buffer *b, size_t more) {
    if (more > SIZE_MAX / 2 - b->length) {
        out_of_memory();
    }
    size_t capacity = b->capacity < FIRST_CAPACITY ? FIRST_CAPACITY : b->capacity;
    while (capacity < b->length + more) {
        capacity *= 2;
    }
    char *bytes = realloc(b->bytes, capacity);
    if (bytes == NULL) {
        out_of_memory();
    }
    b->bytes = bytes;
    b->capacity = capacity;
}

void buffer_append(buffer *b, const void *bytes, size_t length) {
    if (length == 0) {
        return;
    }
    if (length > b->capacity - b->length) {
        grow(b, length);
    }
    memcpy(b->bytes + b->length, bytes, length);
    b->length += length;
}

void buffer_text(buffer *b, const char *text) {
    buffer_append(b, text, strlen(text));
}

void buffer_byte(buffer *b, char byte) {
    buffer_append(b, &byte, 1);
}

void buffer_number(buffer *b, uint64_t number) {
    char digits[NUMBER_DIGITS];
    size_t first = sizeof digits;
    do {
        digits[--first] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    buffer_append(b, digits + first, sizeof digits - first);
}

void buffer_format(buffer *b, const char *format, ...) {
    char text[FORMAT_MAX];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length > 0) {
        buffer_append(b, text, (size_t)length < sizeof text ? (size_t)length : sizeof text - 1);
    }
}

void buffer_clear(buffer *b) {
    b->length = 0;
}

void buffer_free(buffer *b) {
    free(b->bytes);
    *b = (buffer){0};
}
