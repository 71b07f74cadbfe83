#include "support/lines.h"

#include <stdbool.h>
#include <string.h>

size_t lines_end(const char *bytes, size_t size, size_t offset) {
    if (offset >= size) {
        return size;
    }
    const char *newline = memchr(bytes + offset, '\n', size - offset);
    return newline == NULL ? size : (size_t)(newline - bytes) + 1;
}

static bool is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r';
}

uint64_t lines_documents(const char *bytes, size_t size) {
    uint64_t documents = 0;
    for (size_t offset = 0; offset < size;) {
        while (offset < size && is_space(bytes[offset])) {
            offset++;
        }
        if (offset < size && bytes[offset] != '\n') {
            documents++;
        }
        offset = lines_end(bytes, size, offset);
    }
    return documents;
}
