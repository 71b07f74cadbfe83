/* The settings of a guard: a table in Lua, as a policy. */
#ifndef TCE_HAPROXY_SETTINGS_H
#define TCE_HAPROXY_SETTINGS_H

#include <lua.h>
#include <tcenvelope_http.h>

#define GUARD_LIST_MAX 32  /* content types, or statuses, of a guard */
#define GUARD_TYPE_MAX 128 /* bytes of a content type */

/* It does not change once its settings are read. */
typedef struct guard {
    tce_http_policy policy; /* refers to the members below */
    tce_options options;
    size_t storage_size; /* bytes of a response's storage */
    bool has_envelope;   /* the body of a rejection: an envelope, or none */
    char reject_code[TCE_MAX_CODE + 1];
    tce_text types[GUARD_LIST_MAX];
    char type_texts[GUARD_LIST_MAX][GUARD_TYPE_MAX];
    uint16_t statuses[GUARD_LIST_MAX];
} guard;

/* Reads the table at this index of the stack into g. Raises an error for a setting that has no such
 * name or no such value; it names the guard, the setting, the value and what would be right. */
void settings_read(lua_State *L, int table, const char *name, guard *g);

#endif
