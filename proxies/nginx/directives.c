#include "directives.h"

#include "catalogue.h"
#include "conf.h"
#include "status.h"
#include "zone.h"

static ngx_conf_enum_t ngx_http_tcenvelope_modes[] = {
    {ngx_string("off"), TCE_HTTP_MODE_OFF},
    {ngx_string("observe"), TCE_HTTP_MODE_OBSERVE},
    {ngx_string("abort"), TCE_HTTP_MODE_ABORT},
    {ngx_string("hold"), TCE_HTTP_MODE_HOLD},
    {ngx_null_string, 0}};

static ngx_conf_enum_t ngx_http_tcenvelope_pass_or_reject[] = {
    {ngx_string("pass"), TCE_HTTP_ELSE_PASS},
    {ngx_string("reject"), TCE_HTTP_ELSE_REJECT},
    {ngx_null_string, 0}};

static ngx_conf_enum_t ngx_http_tcenvelope_bodies[] = {
    {ngx_string("envelope"), NGX_HTTP_TCENVELOPE_ENVELOPE},
    {ngx_string("none"), NGX_HTTP_TCENVELOPE_NO_ENVELOPE},
    {ngx_null_string, 0}};

static ngx_conf_enum_t ngx_http_tcenvelope_on_or_off[] = {
    {ngx_string("on"), 1}, {ngx_string("off"), 0}, {ngx_null_string, 0}};

static ngx_conf_enum_t ngx_http_tcenvelope_engines[] = {{ngx_string("auto"), TCE_ENGINE_AUTO},
                                                        {ngx_string("yajl"), TCE_ENGINE_YAJL},
                                                        {ngx_string("simd"), TCE_ENGINE_SIMD},
                                                        {ngx_null_string, 0}};

#define RATIO_MOST 1000000 /* decoded bytes for each encoded one */

/* The value of a macro as a string. */
#define TEXT(macro)  TEXT_(macro)
#define TEXT_(macro) #macro

/* ---- Values ---------------------------------------------------------------------------------*/

/* nginx's own slot handlers name neither the directive nor the accepted values. */
static char *ngx_http_tcenvelope_refuse(ngx_conf_t *cf, const ngx_command_t *cmd,
                                        const ngx_str_t *value, const char *wanted) {
    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "invalid value \"%V\" of \"%V\": it must be %s", value,
                       &cmd->name, wanted);
    return NGX_CONF_ERROR;
}

/* The value as an integer within the limits, or NGX_ERROR. */
static ngx_int_t ngx_http_tcenvelope_number_between(const ngx_str_t *value, ngx_int_t least,
                                                    ngx_int_t most) {
    ngx_int_t number = ngx_atoi(value->data, value->len);
    return number < least || number > most ? NGX_ERROR : number;
}

static const ngx_str_t *ngx_http_tcenvelope_first_value(const ngx_conf_t *cf) {
    return (const ngx_str_t *)cf->args->elts + 1;
}

/* One of the words of cmd->post. */
static char *ngx_http_tcenvelope_set_word(ngx_conf_t *cf, ngx_command_t *cmd, void *conf) {
    u_char wanted[128], *end = wanted + sizeof(wanted) - 1, *p = wanted;
    ngx_uint_t *field = (ngx_uint_t *)(void *)((char *)conf + cmd->offset);
    const ngx_str_t *value = ngx_http_tcenvelope_first_value(cf);
    if (*field != NGX_CONF_UNSET_UINT) {
        return "is duplicate";
    }
    p = ngx_slprintf(p, end, "one of:");
    for (const ngx_conf_enum_t *word = cmd->post; word->name.len > 0; word++) {
        if (word->name.len == value->len &&
            ngx_strncmp(word->name.data, value->data, value->len) == 0) {
            *field = word->value;
            return NGX_CONF_OK;
        }
        p = ngx_slprintf(p, end, " %V", &word->name);
    }
    *p = '\0';
    return ngx_http_tcenvelope_refuse(cf, cmd, value, (const char *)wanted);
}

static char *ngx_http_tcenvelope_set_size(ngx_conf_t *cf, ngx_command_t *cmd, void *conf) {
    off_t *field = (off_t *)(void *)((char *)conf + cmd->offset);
    ngx_str_t value = *ngx_http_tcenvelope_first_value(cf);
    if (*field != NGX_CONF_UNSET) {
        return "is duplicate";
    }
    *field = value.len == 0 ? NGX_ERROR : ngx_parse_offset(&value);
    return *field == NGX_ERROR
               ? ngx_http_tcenvelope_refuse(cf, cmd, &value, "a size, as in 64k or 1m")
               : NGX_CONF_OK;
}

static char *ngx_http_tcenvelope_set_max_depth(ngx_conf_t *cf, ngx_command_t *cmd, void *conf) {
    ngx_http_tcenvelope_loc_conf_t *loc = conf;
    const ngx_str_t *value = ngx_http_tcenvelope_first_value(cf);
    if (loc->max_depth != NGX_CONF_UNSET_UINT) {
        return "is duplicate";
    }
    ngx_int_t depth = ngx_http_tcenvelope_number_between(value, 1, TCE_MAX_DEPTH_LIMIT);
    if (depth == NGX_ERROR) {
        return ngx_http_tcenvelope_refuse(cf, cmd, value,
                                          "an integer from 1 to " TEXT(TCE_MAX_DEPTH_LIMIT));
    }
    loc->max_depth = (ngx_uint_t)depth;
    return NGX_CONF_OK;
}

static char *ngx_http_tcenvelope_set_reject_status(ngx_conf_t *cf, ngx_command_t *cmd, void *conf) {
    ngx_http_tcenvelope_loc_conf_t *loc = conf;
    const ngx_str_t *value = ngx_http_tcenvelope_first_value(cf);
    if (loc->reject_status != NGX_CONF_UNSET_UINT) {
        return "is duplicate";
    }
    ngx_int_t status = ngx_http_tcenvelope_number_between(value, NGX_HTTP_OK, 599);
    /* nginx uses these internally, to close the connection for example. */
    if (status == NGX_ERROR || (status > NGX_HTTP_OK && status < NGX_HTTP_BAD_REQUEST) ||
        status == NGX_HTTP_REQUEST_TIME_OUT ||
        (status >= NGX_HTTP_CLOSE && status < NGX_HTTP_INTERNAL_SERVER_ERROR)) {
        return ngx_http_tcenvelope_refuse(
            cf, cmd, value, "200, or an error status, 400 to 443 without 408, or 500 to 599");
    }
    loc->reject_status = (ngx_uint_t)status;
    return NGX_CONF_OK;
}

static char *ngx_http_tcenvelope_set_statuses(ngx_conf_t *cf, ngx_command_t *cmd, void *conf) {
    ngx_http_tcenvelope_loc_conf_t *loc = conf;
    const ngx_str_t *values = cf->args->elts;
    if (loc->statuses != NGX_CONF_UNSET_PTR) {
        return "is duplicate";
    }
    loc->statuses = ngx_array_create(cf->pool, cf->args->nelts, sizeof(uint16_t));
    for (ngx_uint_t i = 1; loc->statuses != NULL && i < cf->args->nelts; i++) {
        ngx_int_t status = ngx_http_tcenvelope_number_between(&values[i], 200, 599);
        if (status == NGX_ERROR) {
            return ngx_http_tcenvelope_refuse(cf, cmd, &values[i], "a status from 200 to 599");
        }
        uint16_t *slot = ngx_array_push(loc->statuses);
        if (slot == NULL) {
            return NGX_CONF_ERROR;
        }
        *slot = (uint16_t)status;
    }
    return loc->statuses == NULL ? NGX_CONF_ERROR : NGX_CONF_OK;
}

/* The types that are always validated, and those of the directive. */
static char *ngx_http_tcenvelope_set_types(ngx_conf_t *cf, ngx_command_t *cmd, void *conf) {
    static const tce_text always[] = {{"application/json", 16}, {"text/plain", 10}};
    static const ngx_uint_t always_count = sizeof(always) / sizeof(always[0]);
    ngx_http_tcenvelope_loc_conf_t *loc = conf;
    const ngx_str_t *values = cf->args->elts;
    (void)cmd;
    if (loc->types != NGX_CONF_UNSET_PTR) {
        return "is duplicate";
    }
    const ngx_uint_t count = always_count + cf->args->nelts - 1;
    loc->types = ngx_array_create(cf->pool, count, sizeof(tce_text));
    tce_text *types = loc->types == NULL ? NULL : ngx_array_push_n(loc->types, count);
    if (types == NULL) {
        return NGX_CONF_ERROR;
    }
    ngx_memcpy(types, always, sizeof(always));
    for (ngx_uint_t i = 1; i < cf->args->nelts; i++) {
        types[always_count + i - 1] = (tce_text){(const char *)values[i].data, values[i].len};
    }
    return NGX_CONF_OK;
}

static char *ngx_http_tcenvelope_set_reject_code(ngx_conf_t *cf, ngx_command_t *cmd, void *conf) {
    ngx_http_tcenvelope_loc_conf_t *loc = conf;
    const ngx_str_t *value = ngx_http_tcenvelope_first_value(cf);
    tce_http_policy policy = TCE_HTTP_POLICY_INIT;
    if (loc->reject_code.data != NULL) {
        return "is duplicate";
    }
    policy.reject_code = (const char *)value->data; /* a NUL follows it */
    if (tce_http_policy_problem(&policy) != NULL) {
        return ngx_http_tcenvelope_refuse(
            cf, cmd, value, "an error code, as in InternalError.InvalidUpstreamResponse");
    }
    loc->reject_code = *value;
    return NGX_CONF_OK;
}

static char *ngx_http_tcenvelope_set_decode_ratio(ngx_conf_t *cf, ngx_command_t *cmd, void *conf) {
    ngx_http_tcenvelope_loc_conf_t *loc = conf;
    const ngx_str_t *value = ngx_http_tcenvelope_first_value(cf);
    if (loc->decode_ratio != NGX_CONF_UNSET_UINT) {
        return "is duplicate";
    }
    ngx_int_t ratio = ngx_http_tcenvelope_number_between(value, 0, RATIO_MOST);
    if (ratio == NGX_ERROR) {
        return ngx_http_tcenvelope_refuse(cf, cmd, value, "an integer from 0 to " TEXT(RATIO_MOST));
    }
    loc->decode_ratio = (ngx_uint_t)ratio;
    return NGX_CONF_OK;
}

static char *ngx_http_tcenvelope_set_codes(ngx_conf_t *cf, ngx_command_t *cmd, void *conf) {
    (void)cmd;
    ngx_http_tcenvelope_loc_conf_t *loc = conf;
    ngx_str_t path = *ngx_http_tcenvelope_first_value(cf);
    if (loc->catalogue != NGX_CONF_UNSET_PTR) {
        return "is duplicate";
    }
    loc->catalogue = ngx_http_tcenvelope_catalogue(cf, &path);
    return loc->catalogue == NULL ? NGX_CONF_ERROR : NGX_CONF_OK;
}

/* RFC 9110, section 5.6.2. */
static ngx_uint_t ngx_http_tcenvelope_is_token(const ngx_str_t *text) {
    static const char others[] = "!#$%&'*+-.^_`|~";
    for (size_t i = 0; i < text->len; i++) {
        u_char c = text->data[i];
        u_char lower = (u_char)ngx_tolower(c);
        if (!((c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'z') ||
              (c != '\0' && ngx_strchr(others, c) != NULL))) {
            return 0;
        }
    }
    return text->len > 0;
}

/* A field that frames or routes the message, or is needed before its body, cannot be a trailer
 * (RFC 9110, section 6.5.1). */
static ngx_uint_t ngx_http_tcenvelope_may_be_trailer(const ngx_str_t *name) {
    static ngx_str_t forbidden[] = {ngx_string("Authorization"),
                                    ngx_string("Cache-Control"),
                                    ngx_string("Connection"),
                                    ngx_string("Content-Encoding"),
                                    ngx_string("Content-Length"),
                                    ngx_string("Content-Range"),
                                    ngx_string("Content-Type"),
                                    ngx_string("Host"),
                                    ngx_string("Set-Cookie"),
                                    ngx_string("Transfer-Encoding"),
                                    ngx_string("TE"),
                                    ngx_string("Trailer")};
    for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++) {
        if (name->len == forbidden[i].len &&
            ngx_strncasecmp(name->data, forbidden[i].data, name->len) == 0) {
            return 0;
        }
    }
    return ngx_http_tcenvelope_is_token(name);
}

static char *ngx_http_tcenvelope_set_trailer(ngx_conf_t *cf, ngx_command_t *cmd, void *conf) {
    ngx_http_tcenvelope_loc_conf_t *loc = conf;
    const ngx_str_t *value = ngx_http_tcenvelope_first_value(cf);
    if (loc->trailer.data != NULL) {
        return "is duplicate";
    }
    if (!ngx_http_tcenvelope_may_be_trailer(value)) {
        return ngx_http_tcenvelope_refuse(
            cf, cmd, value, "the name of a field of its own, as in X-Envelope-Verdict");
    }
    loc->trailer = *value;
    return NGX_CONF_OK;
}

/* "name:size" */
static char *ngx_http_tcenvelope_set_zone(ngx_conf_t *cf, ngx_command_t *cmd, void *conf) {
    ngx_http_tcenvelope_main_conf_t *main = conf;
    const ngx_str_t *value = ngx_http_tcenvelope_first_value(cf);
    if (main->zone != NULL) {
        return "is duplicate";
    }
    u_char *end = value->data + value->len;
    u_char *colon = ngx_strlchr(value->data, end, ':');
    if (colon == NULL || colon == value->data) {
        return ngx_http_tcenvelope_refuse(cf, cmd, value,
                                          "a name and a size, as in tcenvelope:128k");
    }
    ngx_str_t name = {(size_t)(colon - value->data), value->data};
    ngx_str_t size_text = {(size_t)(end - colon - 1), colon + 1};
    ssize_t size = size_text.len == 0 ? NGX_ERROR : ngx_parse_size(&size_text);
    if (size <= 0) {
        return ngx_http_tcenvelope_refuse(cf, cmd, value,
                                          "a name and a size, as in tcenvelope:128k");
    }
    main->zone = ngx_http_tcenvelope_zone_add(cf, &name, (size_t)size);
    return main->zone == NULL ? NGX_CONF_ERROR : NGX_CONF_OK;
}

/* ---- Status ---------------------------------------------------------------------------------*/

static char *ngx_http_tcenvelope_set_status(ngx_conf_t *cf, ngx_command_t *cmd, void *conf) {
    ngx_http_tcenvelope_loc_conf_t *loc = conf;
    ngx_http_tcenvelope_main_conf_t *main =
        ngx_http_conf_get_module_main_conf(cf, ngx_http_tcenvelope_module);
    ngx_http_core_loc_conf_t *core = ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);
    main->status_used = 1;
    core->handler = ngx_http_tcenvelope_status_handler;
    if (cf->args->nelts > 1) {
        return ngx_http_tcenvelope_set_word(cf, cmd, conf);
    }
    if (loc->status_format != NGX_CONF_UNSET_UINT) {
        return "is duplicate";
    }
    loc->status_format = TCE_HTTP_FORMAT_HTML;
    return NGX_CONF_OK;
}

/* ---- Table ----------------------------------------------------------------------------------*/

#define EVERYWHERE   (NGX_HTTP_MAIN_CONF | NGX_HTTP_SRV_CONF | NGX_HTTP_LOC_CONF)
#define MEMBER(name) NGX_HTTP_LOC_CONF_OFFSET, offsetof(ngx_http_tcenvelope_loc_conf_t, name)

/* clang-format off */
ngx_command_t ngx_http_tcenvelope_commands[] = {
    {ngx_string("tcenvelope"), EVERYWHERE | NGX_CONF_TAKE1,
     ngx_http_tcenvelope_set_word, MEMBER(mode), ngx_http_tcenvelope_modes},
    {ngx_string("tcenvelope_types"), EVERYWHERE | NGX_CONF_1MORE,
     ngx_http_tcenvelope_set_types, MEMBER(types), NULL},
    {ngx_string("tcenvelope_statuses"), EVERYWHERE | NGX_CONF_1MORE,
     ngx_http_tcenvelope_set_statuses, MEMBER(statuses), NULL},
    {ngx_string("tcenvelope_hold_size"), EVERYWHERE | NGX_CONF_TAKE1,
     ngx_http_tcenvelope_set_size, MEMBER(hold_size), NULL},
    {ngx_string("tcenvelope_overflow"), EVERYWHERE | NGX_CONF_TAKE1,
     ngx_http_tcenvelope_set_word, MEMBER(overflow), ngx_http_tcenvelope_pass_or_reject},
    {ngx_string("tcenvelope_on_skip"), EVERYWHERE | NGX_CONF_TAKE1,
     ngx_http_tcenvelope_set_word, MEMBER(on_skip), ngx_http_tcenvelope_pass_or_reject},
    {ngx_string("tcenvelope_reject_status"), EVERYWHERE | NGX_CONF_TAKE1,
     ngx_http_tcenvelope_set_reject_status, MEMBER(reject_status), NULL},
    {ngx_string("tcenvelope_reject_body"), EVERYWHERE | NGX_CONF_TAKE1,
     ngx_http_tcenvelope_set_word, MEMBER(reject_body), ngx_http_tcenvelope_bodies},
    {ngx_string("tcenvelope_reject_code"), EVERYWHERE | NGX_CONF_TAKE1,
     ngx_http_tcenvelope_set_reject_code, MEMBER(reject_code), NULL},
    {ngx_string("tcenvelope_decode"), EVERYWHERE | NGX_CONF_TAKE1,
     ngx_http_tcenvelope_set_word, MEMBER(decode), ngx_http_tcenvelope_on_or_off},
    {ngx_string("tcenvelope_decode_ratio"), EVERYWHERE | NGX_CONF_TAKE1,
     ngx_http_tcenvelope_set_decode_ratio, MEMBER(decode_ratio), NULL},
    {ngx_string("tcenvelope_max_depth"), EVERYWHERE | NGX_CONF_TAKE1,
     ngx_http_tcenvelope_set_max_depth, MEMBER(max_depth), NULL},
    {ngx_string("tcenvelope_max_bytes"), EVERYWHERE | NGX_CONF_TAKE1,
     ngx_http_tcenvelope_set_size, MEMBER(max_bytes), NULL},
    {ngx_string("tcenvelope_engine"), EVERYWHERE | NGX_CONF_TAKE1,
     ngx_http_tcenvelope_set_word, MEMBER(engine), ngx_http_tcenvelope_engines},
    {ngx_string("tcenvelope_codes"), EVERYWHERE | NGX_CONF_TAKE1,
     ngx_http_tcenvelope_set_codes, MEMBER(catalogue), NULL},
    {ngx_string("tcenvelope_trailer"), EVERYWHERE | NGX_CONF_TAKE1,
     ngx_http_tcenvelope_set_trailer, MEMBER(trailer), NULL},
    {ngx_string("tcenvelope_zone"), NGX_HTTP_MAIN_CONF | NGX_CONF_TAKE1,
     ngx_http_tcenvelope_set_zone, NGX_HTTP_MAIN_CONF_OFFSET, 0, NULL},
    {ngx_string("tcenvelope_status"), NGX_HTTP_LOC_CONF | NGX_CONF_NOARGS | NGX_CONF_TAKE1,
     ngx_http_tcenvelope_set_status, MEMBER(status_format), ngx_http_tcenvelope_status_formats},
    ngx_null_command};
/* clang-format on */
