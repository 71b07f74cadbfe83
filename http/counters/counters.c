#include "counters.h"

#include <string.h>

#define MAGIC  UINT64_C(0x7463656874747002) /* "tcehttp", and the version of the layout */
#define PROBES 16 /* slots in which a code may be, from the one that its hash selects */

_Static_assert(TCE_CODE_END <= TCE_HTTP_CODES_MIN, "the common codes fit");

/* ---- Memory ----------------------------------------------------------------------------------*/

size_t tce_http_counters_size(size_t codes) {
    const size_t most = (SIZE_MAX - sizeof(tce_http_counters)) / sizeof(code_slot);
    const size_t slots = codes < TCE_HTTP_CODES_MIN ? TCE_HTTP_CODES_MIN : codes;
    return sizeof(tce_http_counters) + (slots < most ? slots : most) * sizeof(code_slot);
}

static bool is_memory(const void *memory, size_t size) {
    return memory != NULL && (uintptr_t)memory % TCE_STORAGE_ALIGNMENT == 0 &&
           size >= tce_http_counters_size(0);
}

static uint64_t slots_in(size_t size) {
    return (size - sizeof(tce_http_counters)) / sizeof(code_slot);
}

/* ---- Error codes -----------------------------------------------------------------------------*/

/* FNV-1a. */
static uint64_t hash_of(tce_text code) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < code.length; i++) {
        hash = (hash ^ (unsigned char)code.bytes[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

static bool slot_holds(const code_slot *slot, uint32_t length, tce_text code) {
    return length == code.length && memcmp(slot->bytes, code.bytes, code.length) == 0;
}

/* Whether the slot was free and holds the code after this. A process that is killed in between
 * leaves a slot that nobody uses. */
static bool slot_claim(code_slot *slot, tce_text code) {
    uint32_t expected = SLOT_FREE;
    if (!atomic_compare_exchange_strong_explicit(&slot->length, &expected, SLOT_WRITING,
                                                 memory_order_acquire, memory_order_relaxed)) {
        return false;
    }
    memcpy(slot->bytes, code.bytes, code.length);
    atomic_store_explicit(&slot->length, (uint32_t)code.length, memory_order_release);
    return true;
}

/* Whether the slot is the code's, after claiming it when it is free. */
static bool slot_take(code_slot *slot, tce_text code) {
    const uint32_t length = atomic_load_explicit(&slot->length, memory_order_acquire);
    if (length == SLOT_FREE && slot_claim(slot, code)) {
        return true;
    }
    /* Another process may have claimed it meanwhile. */
    return slot_holds(slot, atomic_load_explicit(&slot->length, memory_order_acquire), code);
}

/* NULL: all slots in which it may be hold others. */
static code_slot *slot_for(tce_http_counters *counters, tce_text code) {
    const uint64_t place = hash_of(code) % counters->slots;
    for (uint64_t i = 0; i < PROBES; i++) {
        code_slot *slot = &counters->codes[(place + i) % counters->slots];
        if (slot_take(slot, code)) {
            return slot;
        }
    }
    return NULL;
}

/* ---- Life ------------------------------------------------------------------------------------*/

/* Codes from the network cannot take the slots of the common codes. */
static void insert_common_codes(tce_http_counters *counters) {
    for (int i = TCE_CODE_UNKNOWN + 1; i < TCE_CODE_END; i++) {
        const char *name = tce_code_name((tce_code)i);
        (void)slot_for(counters, (tce_text){name, strlen(name)});
    }
}

tce_http_counters *tce_http_counters_init(void *memory, size_t size, int64_t now) {
    if (!is_memory(memory, size)) {
        return NULL;
    }
    tce_http_counters *counters = memory;
    memset(memory, 0, size);
    counters->slots = slots_in(size);
    counters->since = now;
    insert_common_codes(counters);
    atomic_store_explicit(&counters->magic, MAGIC, memory_order_release);
    return counters;
}

tce_http_counters *tce_http_counters_open(void *memory, size_t size) {
    if (!is_memory(memory, size)) {
        return NULL;
    }
    tce_http_counters *counters = memory;
    const bool is_set_up = atomic_load_explicit(&counters->magic, memory_order_acquire) == MAGIC;
    return is_set_up && counters->slots == slots_in(size) ? counters : NULL;
}

/* ---- Counting --------------------------------------------------------------------------------*/

static void add(_Atomic uint64_t *counter, uint64_t number) {
    (void)atomic_fetch_add_explicit(counter, number, memory_order_relaxed);
}

static void count_violations(tce_http_counters *counters, uint64_t set) {
    for (unsigned i = 0; i < NUMBERS_MAX; i++) {
        if ((set >> i & 1) != 0) {
            add(&counters->counts[TCE_HTTP_FAMILY_VIOLATIONS][i], 1);
        }
    }
}

static void count_in_slot(code_slot *slot, tce_code_class code_class) {
    add(&slot->count, 1);
    atomic_store_explicit(&slot->code_class, (uint32_t)code_class, memory_order_relaxed);
}

static void count_code(tce_http_counters *counters, tce_text code, tce_code_class code_class) {
    if (code.length == 0 || code.length > TCE_MAX_CODE) {
        return;
    }
    code_slot *slot = slot_for(counters, code);
    if (slot != NULL) {
        count_in_slot(slot, code_class);
    } else {
        add(&counters->codes_other, 1);
    }
}

static bool is_countable(const tce_http_outcome *o) {
    return o->verdict > TCE_HTTP_VERDICT_NONE && o->verdict < TCE_HTTP_VERDICT_END &&
           o->skip != TCE_HTTP_SKIP_OFF && (unsigned)o->skip < TCE_HTTP_SKIP_END &&
           (unsigned)o->done < TCE_HTTP_DONE_END && (unsigned)o->coding < TCE_HTTP_CODING_END;
}

static void count_names(tce_http_counters *counters, const tce_http_outcome *o) {
    add(&counters->counts[TCE_HTTP_FAMILY_VERDICTS][o->verdict], 1);
    if (o->done != TCE_HTTP_DONE_NONE) {
        add(&counters->counts[TCE_HTTP_FAMILY_ACTIONS][o->done], 1);
    }
    if (o->verdict == TCE_HTTP_VERDICT_SKIPPED) {
        add(&counters->counts[TCE_HTTP_FAMILY_SKIPS][o->skip], 1);
    } else {
        add(&counters->counts[TCE_HTTP_FAMILY_CODINGS][o->coding], 1);
    }
}

void tce_http_count(tce_http_counters *counters, const tce_http_outcome *outcome) {
    if (counters == NULL || outcome == NULL || !is_countable(outcome)) {
        return;
    }
    count_names(counters, outcome);
    add(&counters->bytes, outcome->bytes);
    add(&counters->decoded_bytes, outcome->decoded_bytes);
    count_violations(counters, outcome->violations);
    count_code(counters, outcome->error_code, outcome->code_class);
}
