#include "counters.h"

#include "conf.h"

#include <apr_shm.h>

#define KEY "mod_tcenvelope.zone"

/* In the pool of the process, which a restart does not clear. The module itself may be another copy
 * by then. */
typedef struct {
    apr_shm_t *memory;
    apr_size_t size;
} zone;

static zone *former_zone(apr_pool_t *process) {
    void *found = NULL;
    (void)apr_pool_userdata_get(&found, KEY, process);
    return found;
}

/* Children that end with the former configuration keep their own mapping of it. */
static void remove_zone(apr_pool_t *process, const zone *former) {
    (void)apr_shm_destroy(former->memory);
    (void)apr_pool_userdata_set(NULL, KEY, apr_pool_cleanup_null, process);
}

static zone *add_zone(server_rec *server, apr_pool_t *process, apr_size_t size) {
    zone *added = apr_pcalloc(process, sizeof(*added));
    const apr_status_t status = apr_shm_create(&added->memory, size, NULL, process);
    if (status != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_EMERG, status, server,
                     "TCEnvelopeZone: cannot create %" APR_SIZE_T_FMT " bytes of shared memory",
                     size);
        return NULL;
    }
    added->size = size;
    (void)apr_pool_userdata_set(added, KEY, apr_pool_cleanup_null, process);
    return added;
}

/* The zone of the wanted size. One of another size is replaced, and begins at 0. */
static zone *zone_for(server_rec *server, apr_size_t size) {
    apr_pool_t *process = server->process->pool;
    zone *former = former_zone(process);
    if (former != NULL && former->size == size) {
        return former;
    }
    if (former != NULL) {
        remove_zone(process, former);
    }
    return size == 0 ? NULL : add_zone(server, process, size);
}

/* Another version of the library may have set them up. */
static tce_http_counters *counters_in(const zone *held) {
    void *memory = apr_shm_baseaddr_get(held->memory);
    tce_http_counters *counters = tce_http_counters_open(memory, held->size);
    return counters != NULL
               ? counters
               : tce_http_counters_init(memory, held->size, apr_time_sec(apr_time_now()));
}

int tcenvelope_counters_open(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                             server_rec *main_server) {
    (void)pconf, (void)plog, (void)ptemp;
    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) {
        return OK; /* httpd reads its configuration twice when it starts */
    }
    const apr_size_t size = tcenvelope_server_of(main_server)->zone_size;
    const zone *held = zone_for(main_server, size);
    if (held == NULL) {
        return size == 0 ? OK : HTTP_INTERNAL_SERVER_ERROR;
    }
    tce_http_counters *counters = counters_in(held);
    for (server_rec *server = main_server; server != NULL; server = server->next) {
        tcenvelope_server_of(server)->counters = counters;
    }
    return OK;
}

tce_http_counters *tcenvelope_counters_of(const request_rec *r) {
    return tcenvelope_server_of(r->server)->counters;
}
