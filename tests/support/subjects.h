/*
 * What the tests compare: the engines, and the `simd` engine with each of its kernels. A test build
 * of the library takes the kernel from the environment.
 */
#ifndef TESTS_SUBJECTS_H
#define TESTS_SUBJECTS_H

#include <stdbool.h>
#include <stdlib.h>

#include "tcenvelope.h"

typedef struct subject_kind {
    const char *name;
    tce_engine engine;
    const char *kernel; /* NULL: none */
} subject_kind;

static const subject_kind subject_kinds[] = {
#ifndef TCE_WITHOUT_YAJL
    {"yajl", TCE_ENGINE_YAJL, NULL},
#endif
#ifndef TCE_WITHOUT_SIMD
#define KERNEL(name, instruction_set) {"simd/" #name, TCE_ENGINE_SIMD, #name},
#include "../../lib/simd/kernels.def"
#endif
};

#define SUBJECT_KINDS (sizeof(subject_kinds) / sizeof(subject_kinds[0]))

/* Makes validators of the simd engine run this kernel. Returns false when this processor does not
 * support it. */
static inline bool subject_choose(const subject_kind *kind) {
    if (kind->kernel != NULL) {
        (void)setenv("TCE_KERNEL", kind->kernel, 1);
    }
    return tce_engine_available(kind->engine);
}

/* Makes validators run the best kernel again. */
static inline void subject_restore(void) {
    (void)unsetenv("TCE_KERNEL");
}

/* The engine that the others are compared with; where `yajl` is not built in, `simd` with the
 * kernel of the moment. */
#ifdef TCE_WITHOUT_YAJL
#define REFERENCE_ENGINE TCE_ENGINE_SIMD
#define YAJL_SUBJECTS    0
#else
#define REFERENCE_ENGINE TCE_ENGINE_YAJL
#define YAJL_SUBJECTS    1
#endif

#if defined(TCE_WITHOUT_SIMD)
#define SIMD_SUBJECTS_MIN 0
#elif defined(__x86_64__) || defined(__aarch64__)
#define SIMD_SUBJECTS_MIN 2 /* portable, and one for this processor */
#else
#define SIMD_SUBJECTS_MIN 1
#endif

#define SUBJECTS_MIN (YAJL_SUBJECTS + SIMD_SUBJECTS_MIN)

#endif
