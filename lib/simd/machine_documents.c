#include "machine_documents.h"

#include "find.h"
#include "machine.h"
#include "machine_string.h"

static bool rest_is_valid(machine *m, finding *f, const found_rest *rest) {
    const uint32_t max_depth = m->envelope->options->max_depth;
    if (m->kernel->members == NULL) {
        return false;
    }
    m->refused =
        !m->kernel->members(f, rest, max_depth < SCAN_DEPTH_MAX ? max_depth : SCAN_DEPTH_MAX);
    return !m->refused;
}

/* The least depth of a document that is found: of one with Error. */
#define DEPTH_MIN 3

/* Longer documents are faster with the state machine and the kernel: those that a kernel reads, and
 * those of simple members alone. */
#define DOCUMENT_MAX       8192
#define DOCUMENT_MAX_ALONE 2048

/* In longer documents most members are not simple, and which are is unpredictable: to try takes
 * longer than a kernel takes for all. */
#define SIMPLE_MAX 128

void machine_documents_init(machine *m) {
    const bool alone = m->kernel->members == NULL;
    const size_t max = alone ? DOCUMENT_MAX_ALONE : DOCUMENT_MAX;
    m->document_max = m->envelope->options->max_depth < DEPTH_MIN ? 0 : max;
    m->simple_max = alone ? m->document_max : SIMPLE_MAX;
}

size_t machine_document(void *engine, const uint8_t *bytes, size_t length) {
    machine *m = (machine *)engine;
    finding f;
    found_rest rest;
    if (length > m->document_max ||
        !find_document(&f, bytes, bytes + length, length <= m->simple_max, &rest) ||
        (rest.begin < rest.end && !rest_is_valid(m, &f, &rest))) {
        return 0;
    }
    if (f.message_has_escapes) {
        f.document.message = machine_unescape(m, f.document.message);
    }
    envelope_take(m->envelope, &f.document);
    m->state = m->envelope->complete ? MACHINE_ENDED : MACHINE_STOPPED;
    return (size_t)(f.document.end - bytes);
}
