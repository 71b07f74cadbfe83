/* The plugin in plugin.config: its settings hold for all requests that no rule of remap.config
 * guards. */
#include "counters.h"
#include "guard.h"

static settings *everywhere;

static int handle(TSCont global, TSEvent event, void *data) {
    TSHttpTxn txn = data;
    (void)global;
    (void)event;
    guard_begin(txn, everywhere);
    TSHttpTxnReenable(txn, TS_EVENT_HTTP_CONTINUE);
    return 0;
}

static const char *start(int argc, const char *argv[], char problem[SETTINGS_PROBLEM_MAX]) {
    TSPluginRegistrationInfo info = {PLUGIN_NAME, "tcenvelope", ""};
    if (TSPluginRegister(&info) != TS_SUCCESS) {
        return "Traffic Server refuses to register the plugin";
    }
    everywhere = settings_create(argc - 1, argv + 1, problem);
    if (everywhere == NULL) {
        return problem;
    }
    if (everywhere->is_status) {
        return "--status needs a rule of remap.config, which says the address of the page";
    }
    const char *reason = guard_open();
    return reason != NULL ? reason : counters_open();
}

ENTRY void TSPluginInit(int argc, const char *argv[]) {
    char problem[SETTINGS_PROBLEM_MAX];
    const char *reason = start(argc, argv, problem);
    if (reason != NULL) {
        TSEmergency("[" PLUGIN_NAME "] plugin.config: %s", reason);
        return;
    }
    TSHttpHookAdd(TS_HTTP_POST_REMAP_HOOK, TSContCreate(handle, NULL));
}
