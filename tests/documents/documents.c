/*
 * Access to the rows of all topics, and to their bytes.
 */
#include "documents.h"

static const document_topic *const topics[] = {
    &documents_grammar, &documents_json, &documents_unicode, &documents_envelope, &documents_limits,
};
#define TOPIC_COUNT (sizeof(topics) / sizeof(topics[0]))

size_t documents_count(void) {
    size_t count = 0;
    for (size_t i = 0; i < TOPIC_COUNT; i++) {
        count += topics[i]->count;
    }
    return count;
}

const document *document_at(size_t index) {
    size_t topic = 0;
    while (index >= topics[topic]->count) {
        index -= topics[topic]->count;
        topic++;
    }
    return &topics[topic]->rows[index];
}

static void part_write(const part *p, char *out) {
    for (size_t i = 0; i < p->length; i++) {
        out[i] = p->bytes[i];
        if (out[i] == '\'' && !p->raw) {
            out[i] = '"';
        }
    }
}

size_t parts_write(const part *parts, char *out) {
    size_t length = 0;
    for (const part *p = parts; p < parts + PARTS_MAX && p->times != 0; p++) {
        for (size_t i = 0; i < p->times; i++) {
            if (out != NULL) {
                part_write(p, out + length);
            }
            length += p->length;
        }
    }
    return length;
}
