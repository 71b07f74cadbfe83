/*
 * One document's life: the limits, and what stands behind the root value. Shared by the validator
 * of a lone document and by streams.
 */
#ifndef TCE_VALIDATOR_H
#define TCE_VALIDATOR_H

#include "engine.h"
#include "namespace.h"

struct tce_validator {
    _Alignas(TCE_STORAGE_ALIGNMENT) tce_options options;
    const engine_ops *ops;
    void *engine;
    uint64_t position; /* bytes of the document that have been looked at */
    bool busy;         /* within a call: a callback may not call again */
    bool misused;      /* bytes were lost: there is no document to judge */
    bool finished;
    envelope envelope;
    tce_report report; /* of a lone document, or of the open one of a stream */
};

static inline bool validator_stopped(const tce_validator *v) {
    return envelope_stopped(&v->envelope);
}

/* The document's next bytes, where another document may follow its value. Takes all of them unless
 * the value or the analysis ends; returns how many it took. */
size_t validator_read_value(tce_validator *v, const uint8_t *bytes, size_t length);

/* White space that stands before the value and need not be looked at again. */
void validator_skip(tce_validator *v, uint64_t length);

/* The document's next bytes, with all that follows its value. Behind a violation they are only
 * counted. */
void validator_feed(tce_validator *v, const uint8_t *bytes, size_t length);

/* The document's end: settles the report. */
void validator_end(tce_validator *v);

/* What a function that feeds returns. */
tce_status validator_status(const tce_validator *v);

#endif
