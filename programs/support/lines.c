#include "support/lines.h"

#include <stdbool.h>
#include <string.h>

size_t lines_end(const char *bytes, size_t size, size_t at) {
    if (at >= size) {
        return size;
    }
    const char *newline = memchr(bytes + at, '\n', size - at);
    return newline == NULL ? size : (size_t)(newline - bytes) + 1;
}

static bool is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r';
}

uint64_t lines_documents(const char *bytes, size_t size) {
    uint64_t documents = 0;
    for (size_t at = 0; at < size;) {
        while (at < size && is_space(bytes[at])) {
            at++;
        }
        if (at < size && bytes[at] != '\n') {
            documents++;
        }
        at = lines_end(bytes, size, at);
    }
    return documents;
}
