/*
 * The counters without nginx around them: what they ask of it stands here, so that a test decides
 * what other processes do, and when.
 */
#include "counters.h" /* nginx's headers come before the system's */

#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

#define PROCESSES 4
#define ROUNDS    20000
#define CODES     24

static ngx_shm_zone_t zone;
static ngx_slab_pool_t *pool;
static void (*others_first)(void); /* what they do before this process has the lock */
static int all_collide;

/* ---- nginx -----------------------------------------------------------------------------------*/

ngx_uint_t ngx_pagesize = 4096;
static ngx_time_t now = {.sec = 1000};
volatile ngx_time_t *ngx_cached_time = &now;
ngx_module_t ngx_http_tcenvelope_module;

/* The header says nothing of who calls these. */
void *ngx_slab_calloc(ngx_slab_pool_t *from, size_t size) {
    return from->pfree * ngx_pagesize == size ? (u_char *)from + ngx_pagesize : NULL;
}

ngx_shm_zone_t *ngx_shared_memory_add(ngx_conf_t *cf, ngx_str_t *name, size_t size, void *tag) {
    (void)cf;
    zone.shm.name = *name;
    zone.shm.size = size;
    zone.tag = tag;
    return &zone;
}

void ngx_cdecl ngx_conf_log_error(ngx_uint_t level, ngx_conf_t *cf, ngx_err_t err, const char *fmt,
                                  ...) {
    (void)cf, (void)err, (void)fmt;
    assert_int_equal(level, NGX_LOG_EMERG);
}

uint32_t ngx_murmur_hash2(u_char *data, size_t len) {
    uint32_t hash = 1;
    for (size_t i = 0; i < len; i++) {
        hash = hash * 31 + data[i];
    }
    return all_collide ? 0 : hash;
}

void ngx_shmtx_lock(ngx_shmtx_t *mtx) {
    if (others_first != NULL) {
        void (*const once)(void) = others_first;
        others_first = NULL;
        once();
    }
    while (!ngx_atomic_cmp_set(mtx->lock, 0, 1)) {
        ngx_sched_yield();
    }
}

void ngx_shmtx_unlock(ngx_shmtx_t *mtx) {
    assert_true(ngx_atomic_cmp_set(mtx->lock, 1, 0));
}

/* ---- What tests share ------------------------------------------------------------------------*/

static ngx_http_tcenvelope_counters_t *open_zone(size_t size) {
    ngx_str_t name = ngx_string("zone");
    assert_ptr_equal(ngx_http_tcenvelope_zone_add(NULL, &name, size), &zone);
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(memory != MAP_FAILED);
    pool = memory;
    pool->pfree = size / ngx_pagesize - 1;
    pool->mutex.lock = &pool->lock.lock;
    zone.shm.addr = memory;
    zone.data = NULL;
    others_first = NULL;
    all_collide = 0;
    assert_int_equal(zone.init(&zone, NULL), NGX_OK);
    return ngx_http_tcenvelope_counters(&zone);
}

static void count(const char *code) {
    ngx_http_tcenvelope_count(&zone, &(ngx_http_tcenvelope_outcome_t){
                                         .verdict = NGX_HTTP_TCENVELOPE_FAILURE,
                                         .action = NGX_HTTP_TCENVELOPE_PASSED,
                                         .violations = 1u << TCE_VIOLATION_CODE_MISSING,
                                         .bytes = 3,
                                         .code = {code, strlen(code)},
                                     });
}

/* Of all slots that hold it: there must be at most one. */
static uint64_t count_of(const ngx_http_tcenvelope_counters_t *counters, const char *code) {
    uint64_t sum = 0;
    int found = 0;
    for (ngx_uint_t i = 0; i < counters->slots; i++) {
        const ngx_http_tcenvelope_code_t *slot = &counters->codes[i];
        if (slot->length == strlen(code) && memcmp(slot->bytes, code, slot->length) == 0) {
            sum += slot->count;
            found++;
        }
    }
    assert_in_range(found, 0, 1);
    return sum;
}

/* ---- Tests -----------------------------------------------------------------------------------*/

static void take_the_slot(void) {
    count("Other");
}

static void insert_the_same(void) {
    count("Same");
}

static void a_slot_that_another_process_takes_meanwhile_is_not_shared(void **state) {
    (void)state;
    const ngx_http_tcenvelope_counters_t *counters = open_zone(1 << 20);
    all_collide = 1;
    others_first = take_the_slot;
    count("Mine");
    assert_int_equal(count_of(counters, "Mine"), 1);
    assert_int_equal(count_of(counters, "Other"), 1);
}

static void a_code_that_another_process_inserts_meanwhile_has_one_slot(void **state) {
    (void)state;
    const ngx_http_tcenvelope_counters_t *counters = open_zone(1 << 20);
    others_first = insert_the_same;
    count("Same");
    assert_int_equal(count_of(counters, "Same"), 2);
}

/* Its bytes are there, its length is not. */
static void what_a_killed_process_has_half_written_is_no_code(void **state) {
    (void)state;
    ngx_http_tcenvelope_counters_t *counters = open_zone(1 << 20);
    for (ngx_uint_t i = 0; i < counters->slots; i++) {
        if (counters->codes[i].length == 0) {
            memset(counters->codes[i].bytes, 'H', TCE_MAX_CODE);
        }
    }
    count("HHH");
    count("Half");
    assert_int_equal(count_of(counters, "HHH"), 1);
    assert_int_equal(count_of(counters, "Half"), 1);
}

static void codes_that_collide_fill_few_slots(void **state) {
    (void)state;
    const ngx_http_tcenvelope_counters_t *counters = open_zone(1 << 20);
    all_collide = 1;
    char code[] = "Collides.0000";
    uint64_t listed = 0;
    for (int i = 0; i < 1000; i++) {
        (void)snprintf(code, sizeof(code), "Collides.%d", i);
        count(code);
        listed += count_of(counters, code);
    }
    assert_in_range(listed, 1, 16);
    assert_int_equal(listed + counters->codes_other, 1000);
}

/* A library that is newer than the module can report it. */
static void the_violation_with_the_largest_number_has_its_counter(void **state) {
    (void)state;
    const ngx_http_tcenvelope_counters_t *counters = open_zone(1 << 20);
    ngx_http_tcenvelope_count(&zone, &(ngx_http_tcenvelope_outcome_t){
                                         .violations = (uint64_t)1 << TCE_VIOLATION_COUNT_MAX,
                                     });
    assert_int_equal(counters->violations[TCE_VIOLATION_COUNT_MAX], 1);
    assert_int_equal(counters->bytes, 0);
}

/* All of them want to insert the same codes at the same time. */
static void one_of_several(void) {
    char code[] = "Code.00";
    for (int round = 0; round < ROUNDS; round++) {
        (void)snprintf(code, sizeof(code), "Code.%d", round % CODES);
        count(code);
    }
    _exit(0);
}

static void processes_that_count_at_once_lose_nothing(void **state) {
    (void)state;
    const ngx_http_tcenvelope_counters_t *counters = open_zone(1 << 20);
    for (int i = 0; i < PROCESSES; i++) {
        if (fork() == 0) {
            one_of_several();
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status = -1;
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    const uint64_t all = (uint64_t)PROCESSES * ROUNDS;
    assert_int_equal(counters->verdicts[NGX_HTTP_TCENVELOPE_FAILURE], all);
    assert_int_equal(counters->actions[NGX_HTTP_TCENVELOPE_PASSED], all);
    assert_int_equal(counters->violations[TCE_VIOLATION_CODE_MISSING], all);
    assert_int_equal(counters->bytes, 3 * all);
    uint64_t coded = counters->codes_other;
    for (int i = 0; i < CODES; i++) {
        char code[] = "Code.00";
        (void)snprintf(code, sizeof(code), "Code.%d", i);
        coded += count_of(counters, code);
    }
    assert_int_equal(coded, all);
    assert_int_equal(counters->codes_other, 0);
}

/* clang-format off */
TESTS(
    T(a_slot_that_another_process_takes_meanwhile_is_not_shared),
    T(a_code_that_another_process_inserts_meanwhile_has_one_slot),
    T(what_a_killed_process_has_half_written_is_no_code),
    T(codes_that_collide_fill_few_slots),
    T(the_violation_with_the_largest_number_has_its_counter),
    T(processes_that_count_at_once_lose_nothing),
)
