/* Guards as userdata: what a filter validates, and what happens then. */
#ifndef TCE_HAPROXY_GUARD_H
#define TCE_HAPROXY_GUARD_H

#include <lua.h>

#include "settings.h"

/* guard(name, settings): a new guard. Raises an error that names the guard and the setting. */
int guard_new(lua_State *L);

/* The guard that is argument number index; raises an error when it is none. */
const guard *guard_check(lua_State *L, int index);

/* Adds the metatable of guards to the registry. */
void guard_register(lua_State *L);

#endif
