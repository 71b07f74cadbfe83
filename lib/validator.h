/*
 * The validation of one document: the limits, and the bytes after the root value. Shared by the
 * validator of a lone document and by streams.
 */
#ifndef TCE_VALIDATOR_H
#define TCE_VALIDATOR_H

#include <stdalign.h>

#include "engine.h"
#include "namespace.h"

struct tce_validator {
    alignas(TCE_STORAGE_ALIGNMENT) tce_options options;
    const engine_ops *ops;
    void *engine;
    uint64_t position; /* bytes of the document that have been validated */
    bool busy;         /* within a call: a callback must not call */
    bool misused;      /* bytes were lost: the document cannot be validated */
    bool finished;
    struct envelope envelope; /* struct: the member hides the name from C++ */
    tce_report report;        /* of a lone document, or of the open one of a stream */
};

static inline bool validator_stopped(const tce_validator *v) {
    return envelope_stopped(&v->envelope);
}

/* Reads the document's next bytes, where another document can follow its value. Returns how many it
 * took: all of them, unless the value or the validation ended. */
size_t validator_read_value(tce_validator *v, const uint8_t *bytes, size_t length);

/* Counts white space before the value that has been recognised already. */
void validator_skip(tce_validator *v, uint64_t length);

/* Reads the document's next bytes, those after its value included. After a JSON violation they are
 * only counted. */
void validator_feed(tce_validator *v, const uint8_t *bytes, size_t length);

/* Ends the document: settles the report. */
void validator_end(tce_validator *v);

/* What a function that feeds returns. */
tce_status validator_status(const tce_validator *v);

#endif
