#include "writer.h"

#define INDENT 4

static void append(writer *w, const char *bytes, size_t length) {
    corpus_append(w->out, bytes, length);
}

static void new_line(writer *w) {
    static const char spaces[] = "                                ";
    append(w, "\n", 1);
    size_t left = (size_t)w->depth * INDENT;
    while (left > 0) {
        const size_t length = left < sizeof(spaces) - 1 ? left : sizeof(spaces) - 1;
        append(w, spaces, length);
        left -= length;
    }
}

/* What precedes a name, or a value without one. */
static void separate(writer *w) {
    if (w->depth == 0) {
        return;
    }
    if (!w->first) {
        append(w, ",", 1);
    }
    w->first = false;
    if (w->pretty) {
        new_line(w);
    }
}

static void begin_value(writer *w) {
    if (!w->named) {
        separate(w);
    }
    w->named = false;
}

void write_open(writer *w, char bracket) {
    begin_value(w);
    append(w, &bracket, 1);
    w->depth++;
    w->first = true;
}

void write_close(writer *w, char bracket) {
    w->depth--;
    if (!w->first && w->pretty) {
        new_line(w);
    }
    w->first = false;
    append(w, &bracket, 1);
}

void write_name(writer *w, const char *name, size_t length) {
    separate(w);
    append(w, "\"", 1);
    append(w, name, length);
    append(w, "\": ", w->pretty ? 3 : 2);
    w->named = true;
}

void write_value(writer *w, const char *bytes, size_t length) {
    begin_value(w);
    append(w, bytes, length);
}
