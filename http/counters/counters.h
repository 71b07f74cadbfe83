/*
 * The layout of the counters in shared memory.
 *
 * Every counter is a word that is added to atomically. A slot for an error code is free, then being
 * written by whoever has claimed it, then a code for good. Nobody waits for a slot that is being
 * written: two processes may give one code two slots, and a snapshot adds these up.
 */
#ifndef TCE_HTTP_COUNTERS_H
#define TCE_HTTP_COUNTERS_H

#include <stdatomic.h>

#include "namespace.h"
#include "tcenvelope_http.h"

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2 && ATOMIC_INT_LOCK_FREE == 2,
               "processes share the counters");

#define NUMBERS_MAX (TCE_VIOLATION_COUNT_MAX + 1) /* of one family */

#define SLOT_FREE    UINT32_C(0)
#define SLOT_WRITING UINT32_C(0xffffffff)

typedef struct code_slot {
    _Atomic uint64_t count;
    _Atomic uint32_t length;     /* of the code, or SLOT_FREE or SLOT_WRITING */
    _Atomic uint32_t code_class; /* tce_code_class, of the last response that had the code: what the
                                    catalogue of its validator says */
    char bytes[TCE_MAX_CODE];    /* do not change once there is a length */
} code_slot;

struct tce_http_counters {
    _Atomic uint64_t magic; /* with the version of this layout; written last */
    uint64_t slots;
    int64_t since; /* seconds since 1970 */
    _Atomic uint64_t counts[TCE_HTTP_FAMILY_END][NUMBERS_MAX];
    _Atomic uint64_t bytes;
    _Atomic uint64_t decoded_bytes;
    _Atomic uint64_t codes_other;
    code_slot codes[];
};

#endif
