#include "page.h"

#include <lauxlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "counters.h"

/* Bytes of the nonce that the page's own style and script carry, so that no others run. */
#define NONCE_BYTES 16

static bool append(void *user, const char *bytes, size_t length) {
    luaL_addlstring(user, bytes, length);
    return true;
}

static tce_http_format format_named(const char *name) {
    unsigned format = TCE_HTTP_FORMAT_HTML;
    while (tce_http_format_name((tce_http_format)format) != NULL &&
           strcmp(tce_http_format_name((tce_http_format)format), name) != 0) {
        format++;
    }
    return (tce_http_format)format;
}

static void make_nonce(lua_State *L, char nonce[2 * NONCE_BYTES]) {
    static const char digits[] = "0123456789abcdef";
    unsigned char random[NONCE_BYTES];
    if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random)) {
        (void)luaL_error(L, "tcenvelope: no random bytes for the page's nonce");
    }
    for (size_t i = 0; i < NONCE_BYTES; i++) {
        nonce[2 * i] = digits[random[i] >> 4];
        nonce[2 * i + 1] = digits[random[i] & 15];
    }
}

/* In memory that Lua collects. */
static const tce_http_snapshot *take_snapshot(lua_State *L) {
    const size_t size = tce_http_snapshot_size(counters_shared());
    const tce_http_snapshot *snapshot = tce_http_snapshot_take(
        lua_newuserdata(L, size), size, counters_shared(), (int64_t)time(NULL));
    if (snapshot == NULL) {
        (void)luaL_error(L, "tcenvelope: there was no memory for the counters");
    }
    return snapshot;
}

static void push_policy(lua_State *L, tce_http_format format, tce_text nonce) {
    char policy[TCE_HTTP_PAGE_POLICY_MAX];
    if (format == TCE_HTTP_FORMAT_HTML && tce_http_page_policy(nonce, policy, sizeof(policy)) > 0) {
        lua_pushstring(L, policy);
    } else {
        lua_pushnil(L);
    }
}

int page_write(lua_State *L) {
    char nonce[2 * NONCE_BYTES];
    const tce_text nonce_text = {nonce, sizeof(nonce)};
    const tce_http_format format = format_named(luaL_checkstring(L, 1));
    if (tce_http_format_name(format) == NULL) {
        lua_pushnil(L);
        return 1;
    }
    make_nonce(L, nonce);
    const tce_http_snapshot *snapshot = take_snapshot(L);
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    (void)tce_http_format_write(snapshot, format, nonce_text, append, &b);
    luaL_pushresult(&b);
    lua_pushstring(L, tce_http_format_type(format));
    push_policy(L, format, nonce_text);
    return 3;
}
