#include "support/buffer.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/status.h"

enum { FIRST_CAPACITY = 256, FORMAT_MAX = 512, FIRST_MEMBERS = 64, DIGITS_MAX = 20 };

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

void buffer_grow(buffer *b, size_t more) {
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

/* From the last digit on, two at a time: a report has several numbers. */
void buffer_number(buffer *b, uint64_t number) {
    static const char pairs[] = "00010203040506070809"
                                "10111213141516171819"
                                "20212223242526272829"
                                "30313233343536373839"
                                "40414243444546474849"
                                "50515253545556575859"
                                "60616263646566676869"
                                "70717273747576777879"
                                "80818283848586878889"
                                "90919293949596979899";
    char digits[DIGITS_MAX];
    size_t begin = sizeof digits;
    for (; number >= 100; number /= 100) {
        begin -= 2;
        memcpy(digits + begin, pairs + number % 100 * 2, 2);
    }
    const bool two = number >= 10;
    begin -= 1 + two;
    memcpy(digits + begin, pairs + number * 2 + !two, 1 + two);
    buffer_append(b, digits + begin, sizeof digits - begin);
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
