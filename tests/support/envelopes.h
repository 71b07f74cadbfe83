/*
 * Random documents that are nearly what the contract demands: members of the envelope in any order
 * and spelling, payload of every kind, any white space. Many are valid; the others miss it by
 * little.
 */
#ifndef TESTS_ENVELOPES_H
#define TESTS_ENVELOPES_H

#include <stddef.h>
#include <stdint.h>

#define ENVELOPE_BYTES_MAX 16384

typedef struct envelope_text {
    size_t length;
    char bytes[ENVELOPE_BYTES_MAX];
} envelope_text;

/* Makes a document. The same state of random makes the same one. */
void envelope_make(envelope_text *t, uint64_t *random);

/* Makes a document of exactly this length: a valid one whose text, name or white space fills it,
 * or, where it is too short for that, the beginning of one. */
void envelope_make_of_length(envelope_text *t, uint64_t *random, size_t length);

/* Changes one place of the document, or up to three: copies, drops, swaps or replaces bytes,
 * tokens or a part.
 */
void envelope_mutate(envelope_text *t, uint64_t *random);

#endif
