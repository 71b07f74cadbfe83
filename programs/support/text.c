#include "support/text.h"

#include <stdlib.h>
#include <string.h>

#include "support/buffer.h"

tce_text text_of(const char *string) {
    return (tce_text){string, strlen(string)};
}

char *text_copy(const char *string) {
    const size_t size = strlen(string) + 1;
    return memcpy(allocate(1, size), string, size);
}

int text_compare(tce_text a, tce_text b) {
    const size_t shorter = a.length < b.length ? a.length : b.length;
    const int order = shorter > 0 ? memcmp(a.bytes, b.bytes, shorter) : 0;
    return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

static int compare(const void *left, const void *right) {
    const tce_text *a = left;
    const tce_text *b = right;
    return text_compare(*a, *b);
}

size_t text_sort(tce_text *texts, size_t count) {
    size_t distinct = 0;
    if (count > 0) {
        qsort(texts, count, sizeof *texts, compare);
    }
    for (size_t i = 0; i < count; i++) {
        if (distinct == 0 || text_compare(texts[distinct - 1], texts[i]) != 0) {
            texts[distinct++] = texts[i];
        }
    }
    return distinct;
}
