/*
 * tcenvelope.core: the C module that tcenvelope.lua uses.
 *
 * HAProxy loads it once for the process, and opens it once in the Lua state of each thread. Guards
 * and responses belong to one state; the counters and the catalogues belong to the process.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <lauxlib.h>

#include "counters.h"
#include "guard.h"
#include "page.h"
#include "response.h"

#if LUA_VERSION_NUM < 503
#error "HAProxy has Lua 5.3 or later"
#endif

int luaopen_tcenvelope_core(lua_State *L);

__attribute__((visibility("default"))) int luaopen_tcenvelope_core(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"guard", guard_new}, {"response", response_new}, {"page", page_write}, {NULL, NULL}};
    (void)counters_shared(); /* in the master process, before there are workers */
    guard_register(L);
    response_register(L);
    luaL_newlib(L, functions);
    return 1;
}
