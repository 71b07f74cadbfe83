#include "guard.h"

#include <lauxlib.h>

#define GUARD "tcenvelope.guard"

/* The defaults of the library, and those of the nginx module where it has its own. */
static void set_defaults(guard *g) {
    *g = (guard){.policy = TCE_HTTP_POLICY_INIT, .options = TCE_OPTIONS_INIT, .has_envelope = true};
    g->policy.options = &g->options;
    g->types[0] = (tce_text){"application/json", 16};
    g->types[1] = (tce_text){"text/plain", 10};
    g->policy.types = g->types;
    g->policy.type_count = 2;
}

static const char *problem_of(const guard *g) {
    if (g->policy.reject_status == 200 && !g->has_envelope) {
        return "reject_status 200 needs reject_body \"envelope\"";
    }
    const char *problem = tce_options_problem(&g->options);
    return problem != NULL ? problem : tce_http_policy_problem(&g->policy);
}

int guard_new(lua_State *L) {
    const char *name = luaL_checkstring(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    guard *g = lua_newuserdata(L, sizeof(*g));
    set_defaults(g);
    luaL_setmetatable(L, GUARD);
    settings_read(L, 2, name, g);
    const char *problem = problem_of(g);
    if (problem != NULL) {
        return luaL_error(L, "tcenvelope: guard \"%s\": %s", name, problem);
    }
    g->storage_size = tce_http_storage_size(&g->policy);
    return 1;
}

const guard *guard_check(lua_State *L, int index) {
    return luaL_checkudata(L, index, GUARD);
}

void guard_register(lua_State *L) {
    (void)luaL_newmetatable(L, GUARD);
    lua_pop(L, 1);
}
