/*
 * Which engines there are, and which of them run here.
 */
#include "engine.h"

static const engine_ops *if_available(const engine_ops *ops) {
    return ops->instruction_set() != NULL ? ops : NULL;
}

const engine_ops *engine_find(tce_engine engine) {
    const engine_ops *simd = if_available(&simd_engine);
    switch (engine) {
    case TCE_ENGINE_AUTO:
        return simd != NULL ? simd : &yajl_engine;
    case TCE_ENGINE_YAJL:
        return &yajl_engine;
    case TCE_ENGINE_SIMD:
        return simd;
    default:
        return NULL;
    }
}

tce_engine tce_engine_auto(void) {
    return engine_find(TCE_ENGINE_AUTO) == &simd_engine ? TCE_ENGINE_SIMD : TCE_ENGINE_YAJL;
}

bool tce_engine_available(tce_engine engine) {
    return engine_find(engine) != NULL;
}

const char *tce_engine_instruction_set(tce_engine engine) {
    const engine_ops *ops = engine_find(engine);
    return ops != NULL ? ops->instruction_set() : NULL;
}
