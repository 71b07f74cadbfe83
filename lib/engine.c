/*
 * Which engines there are, and which of them run here.
 */
#include "engine.h"

#if defined(TCE_WITHOUT_YAJL) && defined(TCE_WITHOUT_SIMD)
#error "The library needs an engine: leave out TCE_WITHOUT_YAJL or TCE_WITHOUT_SIMD."
#endif

/* Each NULL where the engine is not built in or cannot run. */

static const engine_ops *find_yajl(void) {
#ifdef TCE_WITHOUT_YAJL
    return NULL;
#else
    return &yajl_engine;
#endif
}

static const engine_ops *find_simd(void) {
#ifdef TCE_WITHOUT_SIMD
    return NULL;
#else
    return simd_engine.instruction_set() != NULL ? &simd_engine : NULL;
#endif
}

const engine_ops *engine_find(tce_engine engine) {
    const engine_ops *simd = find_simd();
    switch (engine) {
    case TCE_ENGINE_AUTO:
        return simd != NULL ? simd : find_yajl();
    case TCE_ENGINE_YAJL:
        return find_yajl();
    case TCE_ENGINE_SIMD:
        return simd;
    default:
        return NULL;
    }
}

tce_engine tce_engine_auto(void) {
    return find_simd() != NULL ? TCE_ENGINE_SIMD : TCE_ENGINE_YAJL;
}

bool tce_engine_available(tce_engine engine) {
    return engine_find(engine) != NULL;
}

const char *tce_engine_instruction_set(tce_engine engine) {
    const engine_ops *ops = engine_find(engine);
    return ops != NULL ? ops->instruction_set() : NULL;
}
