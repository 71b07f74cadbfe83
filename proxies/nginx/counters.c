#include "counters.h"

#define PROBES    16  /* slots in which a code may be, from the one that its hash selects */
#define SLOTS_MIN 256 /* the common codes must fit */

/* Pages that the slab pool may use itself in a small zone: its header, and alignment. */
#define POOL_PAGES 2

/* ---- Error codes ----------------------------------------------------------------------------*/

static ngx_uint_t ngx_http_tcenvelope_slot_index(const ngx_http_tcenvelope_counters_t *counters,
                                                 const tce_text *code) {
    u_char key[TCE_MAX_CODE]; /* nginx's hash takes bytes that are not const */
    ngx_memcpy(key, code->bytes, code->length);
    return ngx_murmur_hash2(key, code->length) % counters->slots;
}

static ngx_uint_t ngx_http_tcenvelope_slot_has_code(const ngx_http_tcenvelope_code_t *slot,
                                                    const tce_text *code) {
    if (slot->length != code->length) {
        return 0;
    }
    ngx_memory_barrier(); /* the bytes are written before the length */
    return ngx_memcmp(slot->bytes, code->bytes, code->length) == 0;
}

/* The slot that contains the code or, at this moment, is free for it. NULL: neither. */
static ngx_http_tcenvelope_code_t *
ngx_http_tcenvelope_probe_slot(ngx_http_tcenvelope_counters_t *counters, const tce_text *code) {
    const ngx_uint_t place = ngx_http_tcenvelope_slot_index(counters, code);
    for (ngx_uint_t i = 0; i < PROBES; i++) {
        ngx_http_tcenvelope_code_t *slot = &counters->codes[(place + i) % counters->slots];
        if (slot->length == 0 || ngx_http_tcenvelope_slot_has_code(slot, code)) {
            return slot;
        }
    }
    return NULL;
}

/* The caller holds the lock. A process that is killed in the middle leaves the slot free. */
static ngx_http_tcenvelope_code_t *
ngx_http_tcenvelope_insert_code(ngx_http_tcenvelope_counters_t *counters, const tce_text *code) {
    ngx_http_tcenvelope_code_t *slot = ngx_http_tcenvelope_probe_slot(counters, code);
    if (slot != NULL && slot->length == 0) {
        ngx_memcpy(slot->bytes, code->bytes, code->length);
        ngx_memory_barrier(); /* others read the bytes as soon as there is a length */
        slot->length = code->length;
    }
    return slot;
}

/* Locks only while there is a free slot: about once for each slot of the table. */
static ngx_http_tcenvelope_code_t *ngx_http_tcenvelope_slot_for(ngx_shm_zone_t *zone,
                                                                const tce_text *code) {
    ngx_http_tcenvelope_counters_t *counters = zone->data;
    ngx_http_tcenvelope_code_t *slot = ngx_http_tcenvelope_probe_slot(counters, code);
    if (slot == NULL || ngx_http_tcenvelope_slot_has_code(slot, code)) {
        return slot;
    }
    ngx_slab_pool_t *pool = (ngx_slab_pool_t *)zone->shm.addr;
    ngx_shmtx_lock(&pool->mutex);
    slot = ngx_http_tcenvelope_insert_code(counters, code);
    ngx_shmtx_unlock(&pool->mutex);
    return slot;
}

/* ---- Zone -----------------------------------------------------------------------------------*/

/* Codes from the network cannot take the slots of the common codes. */
static void ngx_http_tcenvelope_insert_common_codes(ngx_http_tcenvelope_counters_t *counters) {
    for (int i = TCE_CODE_UNKNOWN + 1; i < TCE_CODE_END; i++) {
        const char *name = tce_code_name((tce_code)i);
        (void)ngx_http_tcenvelope_insert_code(counters, &(tce_text){name, ngx_strlen(name)});
    }
}

/* Nothing else is allocated in the zone. */
static ngx_int_t ngx_http_tcenvelope_zone_init(ngx_shm_zone_t *zone, void *before) {
    if (before != NULL) { /* the zone of the previous configuration */
        zone->data = before;
        return NGX_OK;
    }
    ngx_slab_pool_t *pool = (ngx_slab_pool_t *)zone->shm.addr;
    const size_t size = pool->pfree * ngx_pagesize;
    ngx_http_tcenvelope_counters_t *counters = ngx_slab_calloc(pool, size);
    if (counters == NULL) {
        return NGX_ERROR;
    }
    counters->since = ngx_time();
    counters->slots = (size - sizeof(*counters)) / sizeof(counters->codes[0]);
    ngx_http_tcenvelope_insert_common_codes(counters);
    zone->data = counters;
    return NGX_OK;
}

static size_t ngx_http_tcenvelope_least_size(void) {
    const size_t counters =
        sizeof(ngx_http_tcenvelope_counters_t) + SLOTS_MIN * sizeof(ngx_http_tcenvelope_code_t);
    return ngx_align(counters, ngx_pagesize) + POOL_PAGES * ngx_pagesize;
}

ngx_shm_zone_t *ngx_http_tcenvelope_zone_add(ngx_conf_t *cf, ngx_str_t *name, size_t size) {
    if (size < ngx_http_tcenvelope_least_size()) {
        ngx_conf_log_error(
            NGX_LOG_EMERG, cf, 0,
            "the zone \"%V\" of \"tcenvelope_zone\" is too small: it needs at least %uzk", name,
            ngx_http_tcenvelope_least_size() / 1024);
        return NULL;
    }
    ngx_shm_zone_t *zone = ngx_shared_memory_add(cf, name, size, &ngx_http_tcenvelope_module);
    if (zone != NULL) {
        zone->init = ngx_http_tcenvelope_zone_init;
    }
    return zone;
}

ngx_http_tcenvelope_counters_t *ngx_http_tcenvelope_counters(const ngx_shm_zone_t *zone) {
    return zone->data;
}

/* ---- Counting -------------------------------------------------------------------------------*/

static void ngx_http_tcenvelope_counter_add(ngx_atomic_t *counter, uint64_t number) {
    (void)ngx_atomic_fetch_add(counter, (ngx_atomic_int_t)number);
}

static void ngx_http_tcenvelope_count_violations(ngx_http_tcenvelope_counters_t *counters,
                                                 uint64_t set) {
    for (ngx_uint_t i = 0; i <= TCE_VIOLATION_COUNT_MAX; i++) {
        if ((set >> i & 1) != 0) {
            ngx_http_tcenvelope_counter_add(&counters->violations[i], 1);
        }
    }
}

static void ngx_http_tcenvelope_count_code(ngx_shm_zone_t *zone, const tce_text *code) {
    ngx_http_tcenvelope_counters_t *counters = zone->data;
    if (code->length > 0) {
        ngx_http_tcenvelope_code_t *slot = ngx_http_tcenvelope_slot_for(zone, code);
        ngx_http_tcenvelope_counter_add(slot != NULL ? &slot->count : &counters->codes_other, 1);
    }
}

void ngx_http_tcenvelope_count(ngx_shm_zone_t *zone, const ngx_http_tcenvelope_outcome_t *outcome) {
    ngx_http_tcenvelope_counters_t *counters = zone->data;
    ngx_http_tcenvelope_counter_add(&counters->verdicts[outcome->verdict], 1);
    if (outcome->action != NGX_HTTP_TCENVELOPE_NO_ACTION) {
        ngx_http_tcenvelope_counter_add(&counters->actions[outcome->action], 1);
    }
    ngx_http_tcenvelope_counter_add(&counters->bytes, outcome->bytes);
    ngx_http_tcenvelope_count_violations(counters, outcome->violations);
    ngx_http_tcenvelope_count_code(zone, &outcome->code);
}
