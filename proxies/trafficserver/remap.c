/* The plugin in a rule of remap.config. */
#include "counters.h"
#include "guard.h"
#include "status.h"

#include <stdio.h>
#include <ts/remap.h>

static TSReturnCode refuse(const char *reason, char *errbuf, int size) {
    (void)snprintf(errbuf, (size_t)size, "[" PLUGIN_NAME "] %s", reason);
    return TS_ERROR;
}

ENTRY TSReturnCode TSRemapInit(TSRemapInterface *api, char *errbuf, int errbuf_size) {
    if (api->size < sizeof(*api) || api->tsremap_version < TSREMAP_VERSION) {
        return refuse("this Traffic Server is too old: it needs 9.0", errbuf, errbuf_size);
    }
    const char *reason = guard_open();
    reason = reason != NULL ? reason : counters_open();
    return reason == NULL ? TS_SUCCESS : refuse(reason, errbuf, errbuf_size);
}

/* The first two arguments are the addresses of the rule. */
ENTRY TSReturnCode TSRemapNewInstance(int argc, char *argv[], void **instance, char *errbuf,
                                      int errbuf_size) {
    char problem[SETTINGS_PROBLEM_MAX];
    settings *s = settings_create(argc - 2, (const char *const *)argv + 2, problem);
    *instance = s;
    return s != NULL ? TS_SUCCESS : refuse(problem, errbuf, errbuf_size);
}

ENTRY void TSRemapDeleteInstance(void *instance) {
    settings_destroy(instance);
}

ENTRY TSRemapStatus TSRemapDoRemap(void *instance, TSHttpTxn txn, TSRemapRequestInfo *request) {
    const settings *s = instance;
    if (s->is_status) {
        guard_exempt(txn);
        status_answer(txn, request, s->format);
    } else {
        guard_begin(txn, s);
    }
    return TSREMAP_NO_REMAP;
}
