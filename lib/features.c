/*
 * What this library is and can do here.
 */
#include "engine.h"
#include "simd/kernel.h"

#define TEXT_OF(number) #number
#define TEXT(number)    TEXT_OF(number)

const char *tce_version(void) {
    return TEXT(TCE_VERSION_MAJOR) "." TEXT(TCE_VERSION_MINOR) "." TEXT(TCE_VERSION_PATCH);
}

tce_engine tce_engine_auto(void) {
    return kernel_find() != NULL ? TCE_ENGINE_SIMD : TCE_ENGINE_YAJL;
}

const engine_kind *engine_find(tce_engine engine) {
    switch (engine == TCE_ENGINE_AUTO ? tce_engine_auto() : engine) {
    case TCE_ENGINE_YAJL:
        return &yajl_engine;
    case TCE_ENGINE_SIMD:
        return kernel_find() != NULL ? &simd_engine : NULL;
    default:
        return NULL;
    }
}

bool tce_engine_available(tce_engine engine) {
    return engine_find(engine) != NULL;
}

const char *tce_engine_instruction_set(tce_engine engine) {
    const engine_kind *kind = engine_find(engine);
    return kind != NULL ? kind->instruction_set() : NULL;
}
