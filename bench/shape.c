#include "shape.h"

#include <stdlib.h>
#include <string.h>

#include "must.h"
#include "tcenvelope.h"

/* Measures the string that begins at the quotation mark; returns the byte past its last one. */
static const char *measure_string(shape *s, const char *p, const char *end) {
    const char *begin = ++p;
    while (p < end && *p != '"') {
        s->escapes += *p == '\\' ? 1 : 0;
        s->non_ascii += (unsigned char)*p >= 0x80 ? 1 : 0;
        p += *p == '\\' && end - p > 1 ? 2 : 1;
    }
    const size_t length = (size_t)(p - begin);
    s->strings++;
    s->string_bytes += length;
    s->long_strings += length >= LONG_STRING ? 1 : 0;
    return p + 1;
}

static bool is_of_scalar(char byte) {
    return strchr("+-.0123456789abcdefghijklmnopqrstuvwxyzE", byte) != NULL;
}

static const char *measure_scalar(shape *s, const char *p, const char *end) {
    if (*p == '-' || (*p >= '0' && *p <= '9')) {
        s->numbers++;
    } else {
        s->literals++;
    }
    while (p < end && is_of_scalar(*p)) {
        p++;
    }
    return p;
}

typedef struct nesting {
    size_t depth;
    size_t deepest;
} nesting;

static void measure_bracket(shape *s, nesting *n, char byte) {
    if (byte == '{' || byte == '[') {
        s->objects += byte == '{' ? 1 : 0;
        s->arrays += byte == '[' ? 1 : 0;
        n->depth++;
        n->deepest = n->depth > n->deepest ? n->depth : n->deepest;
    } else if (byte == '}' || byte == ']') {
        n->depth--;
    } else if (byte != ',' && byte != ':') {
        s->white++;
    }
}

static void measure_document(shape *s, const char *p, const char *end) {
    nesting n = {0};
    while (p < end) {
        if (*p == '"') {
            p = measure_string(s, p, end);
        } else if (is_of_scalar(*p)) {
            p = measure_scalar(s, p, end);
        } else {
            measure_bracket(s, &n, *p);
            p++;
        }
    }
    s->depths += n.deepest;
}

static int compare_lengths(const void *left, const void *right) {
    const size_t a = *(const size_t *)left;
    const size_t b = *(const size_t *)right;
    return (a > b) - (a < b);
}

/* Documents that are not JSON have a length, but no shape. */
void shape_measure(shape *out, const corpus *c) {
    *out = (shape){.documents = c->count, .bytes = corpus_size(c)};
    out->lengths = must_have(calloc(c->count + 1, sizeof(*out->lengths)));
    for (size_t i = 0; i < c->count; i++) {
        const char *bytes = corpus_bytes(c, i);
        const size_t length = c->documents[i].length;
        const tce_verdict verdict = tce_validate(bytes, length, NULL, NULL);
        out->lengths[i] = length;
        out->failures += verdict == TCE_VERDICT_FAILURE ? 1 : 0;
        if (verdict != TCE_VERDICT_INVALID) {
            measure_document(out, bytes, bytes + length);
        }
    }
    qsort(out->lengths, c->count, sizeof(*out->lengths), compare_lengths);
}

size_t shape_quantile(const shape *s, double share) {
    const size_t index = (size_t)(share * (double)s->documents);
    return s->documents == 0 ? 0 : s->lengths[index < s->documents ? index : s->documents - 1];
}

void shape_free(shape *s) {
    free(s->lengths);
}
