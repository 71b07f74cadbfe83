/* Writes JSON text into the open document of a corpus: compact, or laid out for people. */
#ifndef BENCH_WRITER_H
#define BENCH_WRITER_H

#include "corpus.h"

typedef struct writer {
    corpus *out;
    bool pretty; /* a member or element per line, four spaces for each level */
    int depth;
    bool first; /* the innermost container is empty */
    bool named; /* a name precedes the next value */
} writer;

void write_open(writer *w, char bracket);
void write_close(writer *w, char bracket);
void write_name(writer *w, const char *name, size_t length);

/* A value as the text spells it: a number, a literal, a string with its quotation marks. */
void write_value(writer *w, const char *bytes, size_t length);

#endif
