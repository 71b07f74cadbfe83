/* The counters as a text. */
#ifndef TCE_HAPROXY_PAGE_H
#define TCE_HAPROXY_PAGE_H

#include <lua.h>

/* page(format): the text, its Content-Type, and for "html" its Content-Security-Policy; nil for
 * another format. Raises an error without counters or memory. */
int page_write(lua_State *L);

#endif
