#include "options.h"

#include <string.h>

#include "engine.h"

/* The oldest options that a program can have been built with end with on_report. */
#define OPTIONS_SIZE_MIN (offsetof(tce_options, on_report) + sizeof(bool (*)(void)))

static const char *take(tce_options *resolved, const tce_options *given) {
    *resolved = (tce_options)TCE_OPTIONS_INIT;
    if (given == NULL) {
        return NULL;
    }
    if (given->size < OPTIONS_SIZE_MIN) {
        return "size is too small: start from TCE_OPTIONS_INIT";
    }
    /* A newer program's additional members are unknown here and ignored. */
    const size_t known = given->size < sizeof(*resolved) ? given->size : sizeof(*resolved);
    memcpy(resolved, given, known);
    resolved->size = sizeof(*resolved);
    return NULL;
}

static const char *check_engine(tce_engine engine) {
    if (tce_engine_name(engine) == NULL) {
        return "engine is not one of TCE_ENGINE_AUTO, _YAJL and _SIMD";
    }
    if (engine == TCE_ENGINE_SIMD && engine_find(engine) == NULL) {
        return "the engine 'simd' cannot run on this processor: use TCE_ENGINE_AUTO";
    }
    return NULL;
}

const char *options_resolve(tce_options *resolved, const tce_options *given) {
    const char *problem = take(resolved, given);
    if (problem != NULL) {
        return problem;
    }
    if (resolved->max_depth == 0) {
        resolved->max_depth = TCE_MAX_DEPTH_DEFAULT;
    }
    if (resolved->max_depth > TCE_MAX_DEPTH_LIMIT) {
        return "max_depth is above TCE_MAX_DEPTH_LIMIT (1024)";
    }
    return check_engine(resolved->engine);
}

_Static_assert(TCE_MAX_DEPTH_LIMIT == 1024, "as the message says");

const char *tce_options_problem(const tce_options *options) {
    tce_options resolved;
    return options_resolve(&resolved, options);
}
