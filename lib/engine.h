/*
 * What an engine is: it reads the bytes of one document and gives their events to the envelope.
 *
 * An engine stops at the end of the root value; what follows it is not the engine's business. It
 * stops for good when the envelope has stopped.
 */
#ifndef TCE_ENGINE_H
#define TCE_ENGINE_H

#include "envelope.h"
#include "namespace.h"

typedef struct engine_ops {
    /* Bytes that the engine's state takes, a multiple of TCE_STORAGE_ALIGNMENT. */
    size_t (*size)(const tce_options *options);

    /* Makes an engine of that many bytes, ready for a document. The envelope outlives it. */
    void (*init)(void *engine, envelope *e);

    /* Ready for the next document; the envelope has been reset. */
    void (*reset)(void *engine);

    /* Takes the document's bytes from offset on and returns how many it took: all of them, unless
     * the root value or the analysis ended. Every event among them has then been given. */
    size_t (*feed)(void *engine, const uint8_t *bytes, size_t length, uint64_t offset);

    /* The next byte, which need not belong to the document: ends the root value where it is a
     * number that this byte cannot go on with. Everything else has ended by itself. */
    void (*end_before)(void *engine, uint8_t next);

    /* No byte is left at offset, the document's length. */
    void (*finish)(void *engine, uint64_t offset);

    /* The byte at offset breaks the document in a way that the engine does not judge. A token
     * that is open there and could not stand where it began is the earlier violation, and wins. */
    void (*interrupt)(void *engine, tce_violation violation, uint64_t offset);

    /* As tce_engine_instruction_set returns it; NULL when this processor cannot run the engine. */
    const char *(*instruction_set)(void);
} engine_ops;

/* No options make an engine's state larger: tce_validate takes it from the stack. Each engine
 * asserts it of itself. */
#define YAJL_ENGINE_SIZE_MAX ((size_t)24832)
#define SIMD_ENGINE_SIZE_MAX ((size_t)1024)

extern const engine_ops yajl_engine;
extern const engine_ops simd_engine;

/* NULL for an engine that is not built in or that this processor cannot run. */
const engine_ops *engine_find(tce_engine engine);

#endif
