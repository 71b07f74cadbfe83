#include "options.h"

#include <assert.h>
#include <string.h>

#include "engine.h"

#define END_OF(type, member, member_type) (offsetof(type, member) + sizeof(member_type))

/* The options of version 0.1.0, the oldest, end with catalogue. */
#define OPTIONS_SIZE_MIN END_OF(tce_options, catalogue, const tce_catalogue *)

/* Nothing follows the last member. In padding there a later version's member would lie, within the
 * size and in bytes that callers of this version leave unset. Padding between the members of 0.1.0
 * is harmless: no member is ever put there, and no other version reads it as one. */
static_assert(sizeof(tce_options) == OPTIONS_SIZE_MIN, "padding follows the last member");

/* More than any version's. A size that was never set is refused before anything is read there. */
#define OPTIONS_SIZE_MAX 4096

static_assert(sizeof(tce_options) <= OPTIONS_SIZE_MAX, "the options have a usual size");

static bool is_size_of_a_version(size_t size) {
    return size >= OPTIONS_SIZE_MIN && size <= OPTIONS_SIZE_MAX;
}

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

void tce_options_init(tce_options *options, size_t size) {
    static const tce_options defaults = TCE_OPTIONS_INIT;
    if (options == NULL || !is_size_of_a_version(size)) {
        return;
    }
    memset(options, 0, size);
    memcpy(options, &defaults, smaller(size, sizeof(defaults)));
    options->size = size;
}

/* Whether a newer program sets a member that is unknown here: its default is 0. */
static bool has_unknown_member(const tce_options *given) {
    const char *bytes = (const char *)given;
    for (size_t i = sizeof(*given); i < given->size; i++) {
        if (bytes[i] != 0) {
            return true;
        }
    }
    return false;
}

static const char *take(tce_options *resolved, const tce_options *given) {
    const tce_options defaults = TCE_OPTIONS_INIT;
    *resolved = defaults;
    if (given == NULL) {
        return NULL;
    }
    if (!is_size_of_a_version(given->size)) {
        return "size is that of no version: start from TCE_OPTIONS_INIT or tce_options_init";
    }
    if (has_unknown_member(given)) {
        return "a member is set that this version of the library does not know: leave it 0, or use "
               "the library's version that the program was built for";
    }
    memcpy(resolved, given, smaller(given->size, sizeof(*resolved)));
    resolved->size = sizeof(*resolved);
    return NULL;
}

static const char *check_engine(tce_engine engine) {
    if (tce_engine_name(engine) == NULL) {
        return "engine is not one of TCE_ENGINE_AUTO, _YAJL and _SIMD";
    }
    if (engine_find(engine) != NULL) {
        return NULL;
    }
#ifdef TCE_WITHOUT_YAJL
    if (engine == TCE_ENGINE_YAJL) {
        return "the engine 'yajl' is not built into this library: use TCE_ENGINE_AUTO or _SIMD";
    }
#endif
#ifdef TCE_WITHOUT_SIMD
    return "the engine 'simd' is not built into this library: use TCE_ENGINE_AUTO or _YAJL";
#else
    return "the engine 'simd' cannot run on this processor: use TCE_ENGINE_AUTO";
#endif
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

static_assert(TCE_MAX_DEPTH_LIMIT == 1024, "as the message says");

const char *tce_options_problem(const tce_options *options) {
    tce_options resolved;
    return options_resolve(&resolved, options);
}
