#include "response.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "counters.h"
#include "guard.h"

#define RESPONSE "tcenvelope.response"

typedef struct response {
    tce_http *h; /* in storage of its own; NULL: it is closed */
    void *decoder;
    uint16_t reject_status;
    bool has_envelope;
} response;

/* ---- Life ------------------------------------------------------------------------------------*/

int response_new(lua_State *L) {
    const guard *g = guard_check(L, 1);
    response *r = lua_newuserdata(L, sizeof(*r));
    *r = (response){.reject_status = g->policy.reject_status, .has_envelope = g->has_envelope};
    luaL_setmetatable(L, RESPONSE);
    void *storage = malloc(g->storage_size);
    r->h = tce_http_init(storage, g->storage_size, &g->policy);
    if (r->h == NULL) {
        free(storage);
        lua_pushnil(L);
    }
    return 1;
}

static void destroy(response *r) {
    free(r->h);
    free(r->decoder);
    r->h = NULL;
    r->decoder = NULL;
}

static int response_close(lua_State *L) {
    response *r = luaL_checkudata(L, 1, RESPONSE);
    tce_http_count(counters_shared(), tce_http_outcome_of(r->h));
    destroy(r);
    return 0;
}

/* HAProxy has killed the stream, and with it what would have ended the response. */
static int response_collect(lua_State *L) {
    response *r = luaL_checkudata(L, 1, RESPONSE);
    (void)tce_http_end(r->h, TCE_HTTP_END_NOT_SEEN);
    return response_close(L);
}

static response *check(lua_State *L) {
    response *r = luaL_checkudata(L, 1, RESPONSE);
    if (r->h == NULL) {
        (void)luaL_error(L, "tcenvelope: the response is closed");
    }
    return r;
}

/* ---- Calls -----------------------------------------------------------------------------------*/

static int push_action(lua_State *L, tce_http_action action) {
    const char *name = tce_http_action_name(action);
    if (name == NULL) {
        return luaL_error(L, "tcenvelope: a call does not fit the response's state");
    }
    lua_pushstring(L, name);
    return 1;
}

/* Absent for nil. */
static tce_text text_at(lua_State *L, int index) {
    tce_text text = {NULL, 0};
    text.bytes = luaL_optlstring(L, index, NULL, &text.length);
    return text;
}

/* HAProxy has checked it: digits alone. Absent, or more than fits: unknown. */
static uint64_t length_at(lua_State *L, int index) {
    int is_integer;
    const lua_Integer length = lua_tointegerx(L, index, &is_integer);
    return is_integer && length >= 0 ? (uint64_t)length : TCE_HTTP_LENGTH_UNKNOWN;
}

/* Without memory the response counts as not seen. */
static void provide_decoder(response *r) {
    const size_t size = tce_http_decoder_size(r->h);
    if (size > 0) {
        r->decoder = malloc(size);
        (void)tce_http_give_decoder(r->h, r->decoder, size);
    }
}

static int response_begin(lua_State *L) {
    response *r = check(L);
    tce_http_head head = TCE_HTTP_HEAD_INIT;
    head.method = text_at(L, 2);
    head.status = (uint16_t)luaL_checkinteger(L, 3);
    head.content_type = text_at(L, 4);
    head.content_encoding = text_at(L, 5);
    head.content_length = length_at(L, 6);
    head.is_partial = lua_toboolean(L, 7);
    const tce_http_action action = tce_http_begin(r->h, &head);
    provide_decoder(r);
    return push_action(L, action);
}

static int response_body(lua_State *L) {
    const response *r = check(L);
    size_t length;
    const char *bytes = luaL_checklstring(L, 2, &length);
    const lua_Integer from = luaL_optinteger(L, 3, 0);
    const size_t skipped = from < 0 || (size_t)from > length ? length : (size_t)from;
    return push_action(L, tce_http_body(r->h, bytes + skipped, length - skipped));
}

static int response_overflow(lua_State *L) {
    return push_action(L, tce_http_overflow(check(L)->h));
}

static int response_miss(lua_State *L) {
    return push_action(L, tce_http_miss(check(L)->h));
}

static int response_finish(lua_State *L) {
    static const char *const endings[] = {"complete", "upstream_failed", "client_gone", "not_seen",
                                          NULL};
    const response *r = check(L);
    const tce_http_ending ending = (tce_http_ending)luaL_checkoption(L, 2, NULL, endings);
    return push_action(L, tce_http_end(r->h, ending));
}

/* ---- What is known ---------------------------------------------------------------------------*/

static int response_is_known(lua_State *L) {
    lua_pushboolean(L, tce_http_outcome_of(check(L)->h) != NULL);
    return 1;
}

static int response_is_unsound(lua_State *L) {
    lua_pushboolean(L, tce_http_is_unsound(check(L)->h));
    return 1;
}

static void set_name(lua_State *L, const char *field, const char *name) {
    if (name != NULL) {
        lua_pushstring(L, name);
        lua_setfield(L, -2, field);
    }
}

static void set_number(lua_State *L, const char *field, uint64_t number) {
    lua_pushinteger(L, (lua_Integer)number);
    lua_setfield(L, -2, field);
}

static bool is_control(char byte) {
    return (unsigned char)byte < 0x20 || byte == 0x7f;
}

/* Text of the response, harmless in a log. */
static void set_text(lua_State *L, const char *field, tce_text text) {
    if (text.bytes == NULL) {
        return;
    }
    luaL_Buffer b;
    char *copy = luaL_buffinitsize(L, &b, text.length);
    for (size_t i = 0; i < text.length; i++) {
        const char byte = text.bytes[i];
        copy[i] = '?';
        if (!is_control(byte)) {
            copy[i] = byte;
        }
    }
    luaL_pushresultsize(&b, text.length);
    lua_setfield(L, -2, field);
}

static void set_violation(lua_State *L, const tce_http_outcome *outcome) {
    if (outcome->violation != TCE_VIOLATION_NONE) {
        set_name(L, "violation", tce_violation_name(outcome->violation));
        set_number(L, "offset", outcome->offset);
    }
}

static void set_facts(lua_State *L, const tce_http_outcome *outcome) {
    set_violation(L, outcome);
    set_name(L, "coding", tce_http_coding_name(outcome->coding));
    set_number(L, "bytes", outcome->bytes);
    set_text(L, "request_id", outcome->request_id);
    set_text(L, "error_code", outcome->error_code);
    if (outcome->error_code.bytes != NULL) {
        set_name(L, "error_class", tce_code_class_name(outcome->code_class));
    }
}

static int response_outcome(lua_State *L) {
    const tce_http_outcome *outcome = tce_http_outcome_of(check(L)->h);
    lua_createtable(L, 0, 9);
    if (outcome != NULL) {
        set_name(L, "verdict", tce_http_verdict_name(outcome->verdict));
        set_name(L, "action", tce_http_done_name(outcome->done));
        if (outcome->verdict != TCE_HTTP_VERDICT_SKIPPED) {
            set_facts(L, outcome);
        }
    }
    return 1;
}

static int response_line(lua_State *L) {
    char line[TCE_HTTP_LINE_MAX];
    const size_t length = tce_http_describe(tce_http_outcome_of(check(L)->h), line, sizeof(line));
    lua_pushlstring(L, line, length);
    return 1;
}

static int response_rejection(lua_State *L) {
    const response *r = check(L);
    char body[TCE_HTTP_REJECT_BODY_MAX];
    lua_pushinteger(L, r->reject_status);
    if (!r->has_envelope) {
        return 1;
    }
    lua_pushlstring(L, body, tce_http_reject_body(r->h, text_at(L, 2), body, sizeof(body)));
    return 2;
}

void response_register(lua_State *L) {
    static const luaL_Reg methods[] = {{"begin", response_begin},
                                       {"body", response_body},
                                       {"overflow", response_overflow},
                                       {"miss", response_miss},
                                       {"finish", response_finish},
                                       {"is_known", response_is_known},
                                       {"is_unsound", response_is_unsound},
                                       {"outcome", response_outcome},
                                       {"line", response_line},
                                       {"rejection", response_rejection},
                                       {"close", response_close},
                                       {"__gc", response_collect},
                                       {NULL, NULL}};
    (void)luaL_newmetatable(L, RESPONSE);
    luaL_setfuncs(L, methods, 0);
    lua_pushvalue(L, -1);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}
