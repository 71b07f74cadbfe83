/*
 * Documents as the benchmarks read them: in one block of memory, each followed by a NUL, the last
 * also by bytes that may be read past the end. Every peer finds what it asks for without a copy.
 */
#ifndef BENCH_CORPUS_H
#define BENCH_CORPUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes past the last document that can be read: simdjson asks for up to 64. */
#define CORPUS_PADDING 128

typedef struct corpus_document {
    size_t offset;
    size_t length;
} corpus_document;

typedef struct corpus {
    char *bytes; /* owned */
    size_t length;
    size_t capacity;
    corpus_document *documents; /* owned */
    size_t count;
    size_t documents_capacity;
} corpus;

/* Adds bytes to the document that is open, the first time opening it. */
void corpus_append(corpus *c, const void *bytes, size_t length);

/* Ends the document that is open. */
void corpus_end_document(corpus *c);

/* The bytes of the document that is open. */
size_t corpus_open_length(const corpus *c);

/* Forgets the document that is open. */
void corpus_drop_document(corpus *c);

static inline const char *corpus_bytes(const corpus *c, size_t index) {
    return c->bytes + c->documents[index].offset;
}

/* The sum of the lengths of all documents. */
size_t corpus_size(const corpus *c);

/* The length of the longest document. */
size_t corpus_longest(const corpus *c);

/* Orders the documents at random, always in the same way: a processor that has learned the order of
 * a file cannot predict what follows. */
void corpus_shuffle(corpus *c);

void corpus_free(corpus *c);

/* Reads a file of one document per line, or of documents that each follow their length (32 bits,
 * little-endian). Returns false, with nothing in c, when it cannot be read. */
bool corpus_read_lines(corpus *c, const char *path);
bool corpus_read_records(corpus *c, const char *path);

#ifdef __cplusplus
}
#endif

#endif
