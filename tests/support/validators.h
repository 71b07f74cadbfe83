/*
 * The engines, and a validator with storage of its own. The storage has exactly the size that the
 * validator asks for, so that a sanitizer reports an access past it.
 */
#ifndef TESTS_VALIDATORS_H
#define TESTS_VALIDATORS_H

#include "harness.h"

#include <stdlib.h>

#include "tcenvelope.h"

static const tce_engine engines[] = {
#ifndef TCE_WITHOUT_YAJL
    TCE_ENGINE_YAJL,
#endif
#ifndef TCE_WITHOUT_SIMD
    TCE_ENGINE_SIMD,
#endif
};
#define ENGINE_COUNT (sizeof(engines) / sizeof(engines[0]))

typedef struct owned_validator {
    tce_validator *v;
    void *storage;
} owned_validator;

/* Fails the test if there is none. To be freed. */
static inline owned_validator validator_make(const tce_options *options) {
    const size_t size = tce_storage_size(options);
    assert_int_not_equal(size, 0);
    owned_validator made = {.storage = malloc(size)};
    assert_non_null(made.storage);
    made.v = tce_init(made.storage, size, options);
    assert_non_null(made.v);
    return made;
}

static inline void validator_free(owned_validator *owned) {
    free(owned->storage);
    *owned = (owned_validator){NULL, NULL};
}

#endif
