#include "corpus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tests/support/random.h"
#include "must.h"

/* Makes space for more bytes and the padding past them. */
static void reserve(corpus *c, size_t more) {
    const size_t needed = c->length + more + CORPUS_PADDING;
    if (c->bytes != NULL && needed <= c->capacity) {
        return;
    }
    const size_t capacity = needed + needed / 2;
    c->bytes = must_have(realloc(c->bytes, capacity));
    memset(c->bytes + c->capacity, 0, capacity - c->capacity);
    c->capacity = capacity;
}

static void open_document(corpus *c) {
    if (c->count == c->documents_capacity) {
        c->documents_capacity = 2 * c->documents_capacity + 64;
        c->documents =
            must_have(realloc(c->documents, c->documents_capacity * sizeof(*c->documents)));
    }
    c->documents[c->count].offset = c->length;
}

/* Where the next document begins: after the last one's NUL. */
static size_t next_offset(const corpus *c) {
    if (c->count == 0) {
        return 0;
    }
    const corpus_document *last = &c->documents[c->count - 1];
    return last->offset + last->length + 1;
}

size_t corpus_open_length(const corpus *c) {
    return c->length - next_offset(c);
}

void corpus_append(corpus *c, const void *bytes, size_t length) {
    reserve(c, length + 1);
    memcpy(c->bytes + c->length, bytes, length);
    c->length += length;
}

void corpus_end_document(corpus *c) {
    const size_t offset = next_offset(c);
    const size_t length = c->length - offset;
    reserve(c, 1);
    c->bytes[c->length] = '\0';
    c->length++;
    open_document(c);
    c->documents[c->count] = (corpus_document){offset, length};
    c->count++;
}

void corpus_drop_document(corpus *c) {
    c->length = next_offset(c);
}

size_t corpus_size(const corpus *c) {
    return c->length - c->count;
}

size_t corpus_longest(const corpus *c) {
    size_t longest = 0;
    for (size_t i = 0; i < c->count; i++) {
        longest = c->documents[i].length > longest ? c->documents[i].length : longest;
    }
    return longest;
}

static void add_document(corpus *c, const char *bytes, size_t length) {
    corpus_append(c, bytes, length);
    corpus_end_document(c);
}

static void shuffle_order(corpus_document *documents, size_t count) {
    uint64_t random = 1;
    for (size_t i = count; i > 1; i--) {
        const size_t other = random_below(&random, i);
        const corpus_document last = documents[i - 1];
        documents[i - 1] = documents[other];
        documents[other] = last;
    }
}

void corpus_shuffle(corpus *c) {
    corpus shuffled = {0};
    shuffle_order(c->documents, c->count);
    for (size_t i = 0; i < c->count; i++) {
        add_document(&shuffled, corpus_bytes(c, i), c->documents[i].length);
    }
    corpus_free(c);
    *c = shuffled;
}

void corpus_free(corpus *c) {
    free(c->bytes);
    free(c->documents);
    *c = (corpus){0};
}

/* ---- Files -----------------------------------------------------------------------------------*/

static bool read_all(FILE *file, corpus *c) {
    char chunk[65536];
    size_t length = 0;
    while ((length = fread(chunk, 1, sizeof(chunk), file)) > 0) {
        corpus_append(c, chunk, length);
    }
    return ferror(file) == 0;
}

/* Appends the complete file to the document that is open. */
static bool read_file(corpus *c, const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    const bool complete = read_all(file, c);
    (void)fclose(file);
    return complete;
}

bool corpus_read_lines(corpus *c, const char *path) {
    corpus file = {0};
    const bool complete = read_file(&file, path);
    size_t at = 0;
    while (complete && at < file.length) {
        const char *line = file.bytes + at;
        const char *end = memchr(line, '\n', file.length - at);
        const size_t length = end != NULL ? (size_t)(end - line) : file.length - at;
        if (length > 0) {
            add_document(c, line, length);
        }
        at += length + 1;
    }
    corpus_free(&file);
    return complete;
}

#define LENGTH_BYTES 4

static size_t record_length(const char *bytes) {
    size_t length = 0;
    for (size_t i = LENGTH_BYTES; i > 0; i--) {
        length = length << 8 | (unsigned char)bytes[i - 1];
    }
    return length;
}

bool corpus_read_records(corpus *c, const char *path) {
    corpus file = {0};
    bool complete = read_file(&file, path);
    size_t at = 0;
    while (complete && at < file.length) {
        const size_t left = file.length - at;
        const size_t length = left >= LENGTH_BYTES ? record_length(file.bytes + at) : left;
        complete = left >= LENGTH_BYTES && left - LENGTH_BYTES >= length;
        if (complete) {
            add_document(c, file.bytes + at + LENGTH_BYTES, length);
            at += LENGTH_BYTES + length;
        }
    }
    corpus_free(&file);
    return complete;
}
