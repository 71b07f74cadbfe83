#include "settings.h"

#include <lauxlib.h>
#include <limits.h>
#include <string.h>

#include "catalogue.h"

/* One setting as it is read; its value is on top of the stack. */
typedef struct reading {
    lua_State *L;
    const char *guard_name;
    const char *name; /* of the setting */
    guard *g;
} reading;

/* ---- Errors ----------------------------------------------------------------------------------*/

static int refuse(const reading *r, const char *wanted) {
    const char *value = luaL_tolstring(r->L, -1, NULL);
    return luaL_error(r->L, "tcenvelope: guard \"%s\": %s is \"%s\"; it must be %s", r->guard_name,
                      r->name, value, wanted);
}

/* ---- Values ----------------------------------------------------------------------------------*/

/* The place of a word in a list that NULL ends; wanted is how the list reads in an error. */
static unsigned read_choice(const reading *r, const char *const *words, const char *wanted) {
    const char *value = lua_type(r->L, -1) == LUA_TSTRING ? lua_tostring(r->L, -1) : "";
    for (unsigned i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], value) == 0) {
            return i;
        }
    }
    return (unsigned)refuse(r, wanted);
}

static lua_Integer read_number(const reading *r, lua_Integer least, lua_Integer most,
                               const char *wanted) {
    int is_integer;
    const lua_Integer value = lua_tointegerx(r->L, -1, &is_integer);
    return is_integer && value >= least && value <= most ? value : refuse(r, wanted);
}

/* The factor of a size's suffix; 0: it is none. */
static uint64_t factor_of(const char *suffix) {
    static const char letters[] = "kmg";
    if (*suffix == '\0') {
        return 1;
    }
    const char *letter = strchr(letters, *suffix | 0x20);
    return letter == NULL || *letter == '\0' || suffix[1] != '\0'
               ? 0
               : UINT64_C(1) << (10 * (letter - letters + 1));
}

/* Bytes: a number, or text such as "64k". */
static uint64_t read_size(const reading *r) {
    const char *text = lua_tostring(r->L, -1);
    uint64_t value = 0;
    size_t digits = 0;
    for (; text != NULL && text[digits] >= '0' && text[digits] <= '9'; digits++) {
        value =
            value > UINT64_MAX / 16 ? UINT64_MAX / 16 : value * 10 + (uint64_t)(text[digits] - '0');
    }
    const uint64_t factor = digits == 0 ? 0 : factor_of(text + digits);
    if (factor == 0 || value > INT64_MAX / factor) {
        return (uint64_t)refuse(r, "a size: bytes, or a number with k, m or g");
    }
    return value * factor;
}

/* ---- Lists -----------------------------------------------------------------------------------*/

/* Calls read for each element of a list, or for a single value. */
static void read_list(reading *r, void (*read)(reading *r)) {
    if (!lua_istable(r->L, -1)) {
        read(r);
        return;
    }
    const lua_Integer count = luaL_len(r->L, -1);
    for (lua_Integer i = 1; i <= count; i++) {
        (void)lua_geti(r->L, -1, i);
        read(r);
        lua_pop(r->L, 1);
    }
}

static void read_type(reading *r) {
    size_t length = 0;
    const char *type = lua_type(r->L, -1) == LUA_TSTRING ? lua_tolstring(r->L, -1, &length) : NULL;
    const size_t place = r->g->policy.type_count;
    if (length == 0 || length >= GUARD_TYPE_MAX || strlen(type) != length ||
        place == GUARD_LIST_MAX) {
        (void)refuse(r, "a content type of at most 127 bytes, or a list of at most 30");
        return;
    }
    memcpy(r->g->type_texts[place], type, length + 1);
    r->g->types[place] = (tce_text){r->g->type_texts[place], length};
    r->g->policy.type_count++;
}

static void read_status(reading *r) {
    static const char wanted[] = "a status from 200 to 599, or a list of at most 32";
    const size_t place = r->g->policy.status_count;
    if (place == GUARD_LIST_MAX) {
        (void)refuse(r, wanted);
    }
    r->g->statuses[place] = (uint16_t)read_number(r, 200, 599, wanted);
    r->g->policy.statuses = r->g->statuses;
    r->g->policy.status_count++;
}

/* ---- Settings --------------------------------------------------------------------------------*/

static void read_mode(reading *r) {
    static const char *const words[] = {"off", "observe", "abort", "hold", NULL};
    r->g->policy.mode = (tce_http_mode)read_choice(r, words, "one of: off observe abort hold");
}

static void read_types(reading *r) {
    read_list(r, read_type);
}

static void read_statuses(reading *r) {
    read_list(r, read_status);
}

static void read_hold_size(reading *r) {
    r->g->policy.hold_size = read_size(r);
}

static tce_http_else read_else(const reading *r) {
    static const char *const words[] = {"pass", "reject", NULL};
    return (tce_http_else)read_choice(r, words, "one of: pass reject");
}

static void read_overflow(reading *r) {
    r->g->policy.on_overflow = read_else(r);
}

static void read_on_skip(reading *r) {
    r->g->policy.on_skip = read_else(r);
}

static void read_reject_status(reading *r) {
    r->g->policy.reject_status =
        (uint16_t)read_number(r, 0, UINT16_MAX, "200, or an error status from 400 to 599");
}

static void read_reject_body(reading *r) {
    static const char *const words[] = {"envelope", "none", NULL};
    r->g->has_envelope = read_choice(r, words, "one of: envelope none") == 0;
}

static void read_reject_code(reading *r) {
    size_t length = 0;
    const char *code = lua_type(r->L, -1) == LUA_TSTRING ? lua_tolstring(r->L, -1, &length) : NULL;
    if (length == 0 || length > TCE_MAX_CODE || strlen(code) != length) {
        (void)refuse(r, "an error code of at most 128 bytes");
        return;
    }
    memcpy(r->g->reject_code, code, length + 1);
    r->g->policy.reject_code = r->g->reject_code;
}

static void read_decode(reading *r) {
    static const char *const words[] = {"on", "off", NULL};
    r->g->policy.codings =
        read_choice(r, words, "one of: on off") == 0 ? TCE_HTTP_CODINGS_ALL : TCE_HTTP_CODINGS_NONE;
}

static void read_decode_ratio(reading *r) {
    r->g->policy.ratio = (uint32_t)read_number(r, 0, 1000000, "a number from 0 to 1000000");
}

static void read_max_depth(reading *r) {
    r->g->options.max_depth =
        (uint32_t)read_number(r, 1, TCE_MAX_DEPTH_LIMIT, "a number from 1 to 1024");
}

static void read_max_bytes(reading *r) {
    r->g->options.max_bytes = read_size(r);
}

static void read_engine(reading *r) {
    static const char *const words[] = {"auto", "yajl", "simd", NULL};
    static const tce_engine engines[] = {TCE_ENGINE_AUTO, TCE_ENGINE_YAJL, TCE_ENGINE_SIMD};
    r->g->options.engine = engines[read_choice(r, words, "one of: auto yajl simd")];
}

static void read_codes(reading *r) {
    char problem[CATALOGUE_PROBLEM_MAX];
    const char *path = lua_type(r->L, -1) == LUA_TSTRING ? lua_tostring(r->L, -1) : "";
    r->g->options.catalogue = catalogue_at(path, problem);
    if (r->g->options.catalogue == NULL) {
        (void)luaL_error(r->L, "tcenvelope: guard \"%s\": codes \"%s\": %s", r->guard_name, path,
                         problem);
    }
}

static const struct {
    const char *name;
    void (*read)(reading *r);
} settings[] = {
    {"mode", read_mode},
    {"types", read_types},
    {"statuses", read_statuses},
    {"hold_size", read_hold_size},
    {"overflow", read_overflow},
    {"on_skip", read_on_skip},
    {"reject_status", read_reject_status},
    {"reject_body", read_reject_body},
    {"reject_code", read_reject_code},
    {"decode", read_decode},
    {"decode_ratio", read_decode_ratio},
    {"max_depth", read_max_depth},
    {"max_bytes", read_max_bytes},
    {"engine", read_engine},
    {"codes", read_codes},
};

/* Its name is below its value on the stack. */
static void read_setting(reading *r) {
    r->name = lua_type(r->L, -2) == LUA_TSTRING ? lua_tostring(r->L, -2) : "(no name)";
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        if (strcmp(settings[i].name, r->name) == 0) {
            settings[i].read(r);
            return;
        }
    }
    (void)luaL_error(r->L, "tcenvelope: guard \"%s\": there is no setting \"%s\"", r->guard_name,
                     r->name);
}

void settings_read(lua_State *L, int table, const char *name, guard *g) {
    reading r = {.L = L, .guard_name = name, .g = g};
    lua_pushnil(L);
    while (lua_next(L, table) != 0) {
        read_setting(&r);
        lua_pop(L, 1);
    }
}
