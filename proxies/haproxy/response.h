/* One response under validation, as a userdata with methods. Its storage is freed when it ends, not
 * when Lua collects garbage. */
#ifndef TCE_HAPROXY_RESPONSE_H
#define TCE_HAPROXY_RESPONSE_H

#include <lua.h>

/*
 * response(guard): a new one, or nil without memory. Its methods return the names of actions, as
 * tcenvelope_http.h has them:
 *
 *     begin(method, status, type, encoding, length, is_partial)
 *     body(bytes, from)    the bytes from this place on
 *     overflow(), miss()
 *     finish(ending)       "complete", "upstream_failed", "client_gone", "not_seen"
 *
 *     is_known()           whether it has its verdict
 *     is_unsound()
 *     outcome()            a table for variables: verdict, violation, offset...
 *     line()               what a log says of it
 *     rejection(id)        status, and the body of the answer in its place
 *     close()              counts it and frees its storage; the other methods raise errors then
 */
int response_new(lua_State *L);

/* Adds the metatable of responses to the registry. */
void response_register(lua_State *L);

#endif
