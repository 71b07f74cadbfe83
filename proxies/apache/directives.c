#include "directives.h"

#include "catalogue.h"
#include "conf.h"

#include <apr_lib.h>
#include <apr_strings.h>

#define RATIO_MOST 1000000 /* decoded bytes for each encoded one */

/* The value of a macro as a string. */
#define TEXT(macro)  TEXT_(macro)
#define TEXT_(macro) #macro

/* ---- Values ---------------------------------------------------------------------------------*/

static const char *refuse(const cmd_parms *cmd, const char *value, const char *wanted) {
    return apr_psprintf(cmd->temp_pool, "invalid value \"%s\" of %s: it must be %s", value,
                        cmd->cmd->name, wanted);
}

typedef struct {
    const char *name; /* NULL: the end of a list */
    int value;
} word;

/* The words of a list, for a message. */
static const char *listed(apr_pool_t *pool, const word *words) {
    const char *text = "one of:";
    for (; words->name != NULL; words++) {
        text = apr_pstrcat(pool, text, " ", words->name, NULL);
    }
    return text;
}

static const char *set_word(const cmd_parms *cmd, int *field, const char *value,
                            const word *words) {
    for (const word *each = words; each->name != NULL; each++) {
        if (ap_cstr_casecmp(each->name, value) == 0) {
            *field = each->value;
            return NULL;
        }
    }
    return refuse(cmd, value, listed(cmd->temp_pool, words));
}

static bool is_integer(const char *value, apr_int64_t least, apr_int64_t most, int *number) {
    char *end;
    if (!apr_isdigit(*value)) {
        return false;
    }
    const apr_int64_t found = apr_strtoi64(value, &end, 10);
    if (*end != '\0' || found < least || found > most) {
        return false;
    }
    *number = (int)found;
    return true;
}

/* How often a unit multiplies by 1024; -1: it is none. */
static int power_of_unit(const char *unit) {
    static const char units[] = "kmg";
    if (*unit == '\0') {
        return 0;
    }
    const char *found = strchr(units, apr_tolower(*unit));
    return found == NULL || unit[1] != '\0' ? -1 : (int)(found - units) + 1;
}

/* "64k": a number of bytes. One that is too large for the type is read as its largest value. */
static bool is_size(const char *value, apr_off_t *size) {
    char *end;
    if (!apr_isdigit(*value)) {
        return false;
    }
    const apr_int64_t number = apr_strtoi64(value, &end, 10);
    const int power = power_of_unit(end);
    if (power < 0 || number == APR_INT64_MAX || number > APR_INT64_MAX >> (10 * power)) {
        return false;
    }
    *size = (apr_off_t)number << (10 * power);
    return true;
}

static const char *set_size(const cmd_parms *cmd, apr_off_t *field, const char *value) {
    return is_size(value, field) ? NULL : refuse(cmd, value, "a size, as in 64k or 1m");
}

/* ---- Words ----------------------------------------------------------------------------------*/

static const char *set_mode(cmd_parms *cmd, void *conf, const char *value) {
    static const word modes[] = {{"off", TCE_HTTP_MODE_OFF},
                                 {"observe", TCE_HTTP_MODE_OBSERVE},
                                 {"abort", TCE_HTTP_MODE_ABORT},
                                 {"hold", TCE_HTTP_MODE_HOLD},
                                 {NULL, 0}};
    return set_word(cmd, &((tcenvelope_conf *)conf)->mode, value, modes);
}

static const word pass_or_reject[] = {
    {"pass", TCE_HTTP_ELSE_PASS}, {"reject", TCE_HTTP_ELSE_REJECT}, {NULL, 0}};

static const char *set_overflow(cmd_parms *cmd, void *conf, const char *value) {
    return set_word(cmd, &((tcenvelope_conf *)conf)->overflow, value, pass_or_reject);
}

static const char *set_on_skip(cmd_parms *cmd, void *conf, const char *value) {
    return set_word(cmd, &((tcenvelope_conf *)conf)->on_skip, value, pass_or_reject);
}

static const char *set_engine(cmd_parms *cmd, void *conf, const char *value) {
    static const word engines[] = {
        {"auto", TCE_ENGINE_AUTO}, {"yajl", TCE_ENGINE_YAJL}, {"simd", TCE_ENGINE_SIMD}, {NULL, 0}};
    return set_word(cmd, &((tcenvelope_conf *)conf)->engine, value, engines);
}

static const char *set_status(cmd_parms *cmd, void *conf, const char *value) {
    static const word formats[] = {{"html", TCE_HTTP_FORMAT_HTML},
                                   {"json", TCE_HTTP_FORMAT_JSON},
                                   {"prometheus", TCE_HTTP_FORMAT_PROMETHEUS},
                                   {NULL, 0}};
    return set_word(cmd, &((tcenvelope_conf *)conf)->status_format, value, formats);
}

/* ---- Rejections -----------------------------------------------------------------------------*/

/* In one section. Where sections are merged, the answer with status 200 is an envelope. */
static const char *check_rejection(const tcenvelope_conf *conf) {
    return conf->reject_status == HTTP_OK && conf->reject_body == TCENVELOPE_BODY_NONE
               ? "TCEnvelopeRejectStatus 200 needs TCEnvelopeRejectBody envelope"
               : NULL;
}

static const char *set_reject_body(cmd_parms *cmd, void *conf, const char *value) {
    static const word bodies[] = {
        {"envelope", TCENVELOPE_BODY_ENVELOPE}, {"none", TCENVELOPE_BODY_NONE}, {NULL, 0}};
    const char *problem = set_word(cmd, &((tcenvelope_conf *)conf)->reject_body, value, bodies);
    return problem != NULL ? problem : check_rejection(conf);
}

static const char *set_reject_status(cmd_parms *cmd, void *conf, const char *value) {
    int *status = &((tcenvelope_conf *)conf)->reject_status;
    if (!is_integer(value, HTTP_OK, 599, status) ||
        (*status > HTTP_OK && *status < HTTP_BAD_REQUEST)) {
        return refuse(cmd, value, "200, or an error status, 400 to 599");
    }
    return check_rejection(conf);
}

static const char *set_reject_code(cmd_parms *cmd, void *conf, const char *value) {
    tce_http_policy policy = TCE_HTTP_POLICY_INIT;
    policy.reject_code = value;
    if (tce_http_policy_problem(&policy) != NULL) {
        return refuse(cmd, value, "an error code, as in InternalError.InvalidUpstreamResponse");
    }
    ((tcenvelope_conf *)conf)->reject_code = value;
    return NULL;
}

/* ---- Lists ----------------------------------------------------------------------------------*/

/* The types that are always validated, and those of the directive. */
static const char *set_types(cmd_parms *cmd, void *given, int count, char *const values[]) {
    static const tce_text always[] = {{"application/json", 16}, {"text/plain", 10}};
    apr_array_header_t *types = apr_array_make(cmd->pool, count + 2, sizeof(tce_text));
    for (int i = 0; i < 2; i++) {
        APR_ARRAY_PUSH(types, tce_text) = always[i];
    }
    for (int i = 0; i < count; i++) {
        APR_ARRAY_PUSH(types, tce_text) = (tce_text){values[i], strlen(values[i])};
    }
    ((tcenvelope_conf *)given)->types = types;
    return count > 0 ? NULL : "TCEnvelopeTypes needs at least one content type, or *";
}

static const char *set_statuses(cmd_parms *cmd, void *given, int count, char *const values[]) {
    apr_array_header_t *statuses = apr_array_make(cmd->pool, count + 1, sizeof(uint16_t));
    for (int i = 0; i < count; i++) {
        int status;
        if (!is_integer(values[i], HTTP_OK, 599, &status)) {
            return refuse(cmd, values[i], "a status from 200 to 599");
        }
        APR_ARRAY_PUSH(statuses, uint16_t) = (uint16_t)status;
    }
    ((tcenvelope_conf *)given)->statuses = statuses;
    return count > 0 ? NULL : "TCEnvelopeStatuses needs at least one status";
}

/* ---- Limits ---------------------------------------------------------------------------------*/

static const char *set_hold_size(cmd_parms *cmd, void *conf, const char *value) {
    return set_size(cmd, &((tcenvelope_conf *)conf)->hold_size, value);
}

static const char *set_max_bytes(cmd_parms *cmd, void *conf, const char *value) {
    return set_size(cmd, &((tcenvelope_conf *)conf)->max_bytes, value);
}

static const char *set_max_depth(cmd_parms *cmd, void *conf, const char *value) {
    return is_integer(value, 1, TCE_MAX_DEPTH_LIMIT, &((tcenvelope_conf *)conf)->max_depth)
               ? NULL
               : refuse(cmd, value, "an integer from 1 to " TEXT(TCE_MAX_DEPTH_LIMIT));
}

static const char *set_decode(cmd_parms *cmd, void *conf, int on) {
    (void)cmd;
    ((tcenvelope_conf *)conf)->decode = on;
    return NULL;
}

static const char *set_decode_ratio(cmd_parms *cmd, void *conf, const char *value) {
    return is_integer(value, 0, RATIO_MOST, &((tcenvelope_conf *)conf)->decode_ratio)
               ? NULL
               : refuse(cmd, value, "an integer from 0 to " TEXT(RATIO_MOST));
}

static const char *set_codes(cmd_parms *cmd, void *conf, const char *value) {
    const char *problem;
    ((tcenvelope_conf *)conf)->catalogue = tcenvelope_catalogue_read(cmd, value, &problem);
    return problem;
}

static const char *set_zone(cmd_parms *cmd, void *conf, const char *value) {
    (void)conf;
    apr_off_t size = 0;
    const char *problem = ap_check_cmd_context(cmd, GLOBAL_ONLY);
    if (problem == NULL) {
        problem = set_size(cmd, &size, value);
    }
    if (problem != NULL) {
        return problem;
    }
    const size_t least = tce_http_counters_size(0);
    if (size < (apr_off_t)least) {
        return refuse(
            cmd, value,
            apr_psprintf(cmd->temp_pool, "at least %" APR_SIZE_T_FMT "k", (least + 1023) / 1024));
    }
    tcenvelope_server_of(cmd->server)->zone_size = (apr_size_t)size;
    return NULL;
}

/* ---- Table ----------------------------------------------------------------------------------*/

/* Not in .htaccess: a guard must not be switched off by what it guards. */
#define EVERYWHERE (RSRC_CONF | ACCESS_CONF)

const command_rec tcenvelope_directives[] = {
    AP_INIT_TAKE1("TCEnvelope", set_mode, NULL, EVERYWHERE,
                  "what to do with broken responses: off, observe, abort or hold"),
    AP_INIT_TAKE_ARGV("TCEnvelopeTypes", set_types, NULL, EVERYWHERE,
                      "content types to validate, in addition to application/json and text/plain; "
                      "* for all"),
    AP_INIT_TAKE_ARGV("TCEnvelopeStatuses", set_statuses, NULL, EVERYWHERE, "statuses to validate"),
    AP_INIT_TAKE1("TCEnvelopeHoldSize", set_hold_size, NULL, EVERYWHERE,
                  "how much of a response is held, in bytes; the suffixes are k, m and g"),
    AP_INIT_TAKE1("TCEnvelopeOverflow", set_overflow, NULL, EVERYWHERE,
                  "what to do with a response that is too large to be held: pass or reject"),
    AP_INIT_TAKE1("TCEnvelopeOnSkip", set_on_skip, NULL, EVERYWHERE,
                  "what to do with a response that cannot be validated: pass or reject"),
    AP_INIT_TAKE1("TCEnvelopeRejectStatus", set_reject_status, NULL, EVERYWHERE,
                  "the status of a rejection: 200, or 400 to 599"),
    AP_INIT_TAKE1("TCEnvelopeRejectBody", set_reject_body, NULL, EVERYWHERE,
                  "the body of a rejection: envelope, or none for httpd's own page"),
    AP_INIT_TAKE1("TCEnvelopeRejectCode", set_reject_code, NULL, EVERYWHERE,
                  "Error.Code in the envelope of a rejection"),
    AP_INIT_FLAG("TCEnvelopeDecode", set_decode, NULL, EVERYWHERE,
                 "whether encoded responses are validated: On or Off"),
    AP_INIT_TAKE1("TCEnvelopeDecodeRatio", set_decode_ratio, NULL, EVERYWHERE,
                  "how many decoded bytes an encoded one may give; 0: no limit"),
    AP_INIT_TAKE1("TCEnvelopeMaxDepth", set_max_depth, NULL, EVERYWHERE,
                  "the deepest nesting allowed"),
    AP_INIT_TAKE1("TCEnvelopeMaxBytes", set_max_bytes, NULL, EVERYWHERE,
                  "the largest body allowed, decoded; 0: no limit"),
    AP_INIT_TAKE1("TCEnvelopeEngine", set_engine, NULL, EVERYWHERE,
                  "the parser: auto, yajl or simd"),
    AP_INIT_TAKE1("TCEnvelopeCodes", set_codes, NULL, EVERYWHERE,
                  "error codes of single APIs: a file written by tcenvelope codes compile"),
    AP_INIT_TAKE1("TCEnvelopeZone", set_zone, NULL, RSRC_CONF,
                  "the size of the counters in shared memory, as in 256k"),
    AP_INIT_TAKE1("TCEnvelopeStatus", set_status, NULL, EVERYWHERE,
                  "the format of the handler tcenvelope-status: html, json or prometheus"),
    {NULL, {NULL}, NULL, 0, RAW_ARGS, NULL}};
