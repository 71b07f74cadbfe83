/*
 * The interface of an engine: it reads the bytes of one document and gives their events to the
 * envelope.
 *
 * An engine stops at the end of the root value, and when the envelope has stopped. The bytes after
 * the root value are the validator's.
 */
#ifndef TCE_ENGINE_H
#define TCE_ENGINE_H

#include "document.h"
#include "envelope.h"
#include "namespace.h"

typedef struct engine_ops {
    /* The bytes of the engine's state, a multiple of TCE_STORAGE_ALIGNMENT. */
    size_t (*size)(const tce_options *options);

    /* Initialises the state for a first document. The envelope outlives the engine. */
    void (*init)(void *engine, envelope *e);

    /* Prepares for the next document; the envelope has been reset. */
    void (*reset)(void *engine);

    /* Reads the document's bytes from offset on. Returns how many it took: all of them, unless the
     * root value or the validation ended. It has then given every event among them. */
    size_t (*feed)(void *engine, const uint8_t *bytes, size_t length, uint64_t offset);

    /* Shows the engine the next byte, which need not belong to the document: a number at the root
     * ends where this byte cannot continue it. All other values end by themselves. */
    void (*end_before)(void *engine, uint8_t next);

    /* The document ends at offset, which is its length. */
    void (*finish)(void *engine, uint64_t offset);

    /* A violation at offset that the engine does not detect itself. An open token that may not
     * begin where it does is the earlier violation, and is reported in its place. */
    void (*interrupt)(void *engine, tce_violation violation, uint64_t offset);

    /* Validates a complete document, which white space can follow, if that is certainly a valid
     * envelope: gives all its events and returns its length. Otherwise returns 0, and nothing has
     * happened. Only as the first call for a document. NULL: the engine has no fast way. */
    size_t (*document)(void *engine, const uint8_t *bytes, size_t length);

    /* As tce_engine_instruction_set returns it; NULL when this processor cannot run the engine. */
    const char *(*instruction_set)(void);
} engine_ops;

/* No options make an engine's state larger: tce_validate takes it from the stack. Each engine
 * asserts it of itself. */
#define YAJL_ENGINE_SIZE_MAX ((size_t)24832)
#define SIMD_ENGINE_SIZE_MAX ((size_t)1024)

extern const engine_ops yajl_engine; /* unless TCE_WITHOUT_YAJL is defined */
extern const engine_ops simd_engine; /* unless TCE_WITHOUT_SIMD is defined */

/* NULL for an engine that is not built in or that this processor cannot run. */
const engine_ops *engine_find(tce_engine engine);

#endif
