#include "settings.h"

#include "catalogue.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

/* ---- Values ----------------------------------------------------------------------------------*/

static const char *const mode_names[] = {"off", "observe", "abort", "hold", NULL};
static const char *const else_names[] = {"pass", "reject", NULL};
static const char *const body_names[] = {"envelope", "none", NULL};
static const char *const switch_names[] = {"off", "on", NULL};
static const char *const engine_names[] = {"auto", "yajl", "simd", NULL};
static const char *const format_names[] = {"html", "json", "prometheus", NULL};

/* Each reads the value of one setting. Returns NULL, or what a value must be. */

static const char *read_mode(settings *s, tce_text value) {
    unsigned number;
    if (!words_choice(value, mode_names, TCE_HTTP_MODE_OFF, &number)) {
        return "off, observe, abort or hold";
    }
    s->policy.mode = (tce_http_mode)number;
    return NULL;
}

static const char *read_types(settings *s, tce_text value) {
    tce_text type;
    while (words_next(&value, &type)) {
        if (type.length == 0 || s->type_count == SETTINGS_TYPES_MAX) {
            return "up to 30 content types with commas between them, or *";
        }
        s->types[s->type_count++] = type;
    }
    return NULL;
}

static const char *read_statuses(settings *s, tce_text value) {
    tce_text status;
    while (words_next(&value, &status)) {
        uint64_t number;
        if (!words_number(status, 599, &number) || number < 100 ||
            s->status_count == SETTINGS_STATUSES_MAX) {
            return "up to 32 statuses from 100 to 599 with commas between them";
        }
        s->statuses[s->status_count++] = (uint16_t)number;
    }
    return NULL;
}

static const char *read_hold_size(settings *s, tce_text value) {
    return words_size(value, INT64_MAX, &s->policy.hold_size)
               ? NULL
               : "a number of bytes, 64k for example";
}

static const char *read_else(tce_http_else *to, tce_text value) {
    unsigned number;
    if (!words_choice(value, else_names, TCE_HTTP_ELSE_PASS, &number)) {
        return "pass or reject";
    }
    *to = (tce_http_else)number;
    return NULL;
}

static const char *read_overflow(settings *s, tce_text value) {
    return read_else(&s->policy.on_overflow, value);
}

static const char *read_on_skip(settings *s, tce_text value) {
    return read_else(&s->policy.on_skip, value);
}

static const char *read_reject_status(settings *s, tce_text value) {
    uint64_t number;
    if (!words_number(value, 599, &number) || (number != 200 && number < 400)) {
        return "200, or a status from 400 to 599";
    }
    s->policy.reject_status = (uint16_t)number;
    return NULL;
}

static const char *read_reject_body(settings *s, tce_text value) {
    unsigned number;
    if (!words_choice(value, body_names, REJECT_BODY_ENVELOPE, &number)) {
        return "envelope or none";
    }
    s->body = (reject_body)number;
    return NULL;
}

static const char *read_reject_code(settings *s, tce_text value) {
    s->policy.reject_code = value.bytes; /* a NUL follows it; the library checks it */
    return NULL;
}

static const char *read_decode(settings *s, tce_text value) {
    unsigned number;
    if (!words_choice(value, switch_names, 0, &number)) {
        return "on or off";
    }
    s->policy.codings = number == 1 ? TCE_HTTP_CODINGS_ALL : TCE_HTTP_CODINGS_NONE;
    return NULL;
}

static const char *read_number(uint32_t *to, tce_text value) {
    uint64_t number;
    if (!words_number(value, UINT32_MAX, &number)) {
        return "a number";
    }
    *to = (uint32_t)number;
    return NULL;
}

static const char *read_decode_ratio(settings *s, tce_text value) {
    return read_number(&s->policy.ratio, value);
}

static const char *read_max_depth(settings *s, tce_text value) {
    uint64_t number;
    if (!words_number(value, TCE_MAX_DEPTH_LIMIT, &number) || number == 0) {
        return "a number from 1 to 1024";
    }
    s->options.max_depth = (uint32_t)number;
    return NULL;
}

static const char *read_max_bytes(settings *s, tce_text value) {
    return words_size(value, INT64_MAX, &s->options.max_bytes)
               ? NULL
               : "a number of bytes, 10m for example; 0: no limit";
}

static const char *read_engine(settings *s, tce_text value) {
    unsigned number;
    if (!words_choice(value, engine_names, TCE_ENGINE_AUTO, &number)) {
        return "auto, yajl or simd";
    }
    s->options.engine = (tce_engine)number;
    return NULL;
}

static const char *read_codes(settings *s, tce_text value) {
    if (s->image != NULL) {
        return "given once";
    }
    return catalogue_read(value.bytes, &s->image, &s->options.catalogue);
}

static const char *read_status(settings *s, tce_text value) {
    unsigned number;
    if (!words_choice(value, format_names, TCE_HTTP_FORMAT_HTML, &number)) {
        return "html, json or prometheus";
    }
    s->is_status = true;
    s->format = (tce_http_format)number;
    return NULL;
}

/* ---- The table -------------------------------------------------------------------------------*/

typedef struct setting {
    const char *name;
    const char *(*read)(settings *s, tce_text value);
} setting;

static const setting table[] = {
    {"mode", read_mode},
    {"types", read_types},
    {"statuses", read_statuses},
    {"hold-size", read_hold_size},
    {"overflow", read_overflow},
    {"on-skip", read_on_skip},
    {"reject-status", read_reject_status},
    {"reject-body", read_reject_body},
    {"reject-code", read_reject_code},
    {"decode", read_decode},
    {"decode-ratio", read_decode_ratio},
    {"max-depth", read_max_depth},
    {"max-bytes", read_max_bytes},
    {"engine", read_engine},
    {"codes", read_codes},
    {"status", read_status},
};

/* The row of an argument, or NULL. Sets *value to what follows the equals sign. */
static const setting *row_of(const char *argument, tce_text *value) {
    const char *equals = strchr(argument, '=');
    if (strncmp(argument, "--", 2) != 0 || equals == NULL) {
        return NULL;
    }
    const tce_text name = {argument + 2, (size_t)(equals - argument) - 2};
    *value = (tce_text){equals + 1, strlen(equals + 1)};
    for (size_t i = 0; i < COUNT(table); i++) {
        if (strlen(table[i].name) == name.length &&
            memcmp(table[i].name, name.bytes, name.length) == 0) {
            return &table[i];
        }
    }
    return NULL;
}

static bool read_argument(settings *s, const char *argument, char *problem) {
    tce_text value;
    const setting *row = row_of(argument, &value);
    if (row == NULL) {
        (void)snprintf(
            problem, SETTINGS_PROBLEM_MAX,
            "\"%.128s\" is no setting: write --NAME=VALUE, with a name that the table in "
            "the README has",
            argument);
        return false;
    }
    const char *wanted = row->read(s, value);
    if (wanted != NULL) {
        (void)snprintf(problem, SETTINGS_PROBLEM_MAX, "\"%.256s\": the value must be %s", argument,
                       wanted);
    }
    return wanted == NULL;
}

/* ---- All of them -----------------------------------------------------------------------------*/

/* Traffic Server may free the arguments. */
static char *copy_words(int argc, const char *const argv[]) {
    size_t size = 1;
    for (int i = 0; i < argc; i++) {
        size += strlen(argv[i]) + 1;
    }
    char *words = TSmalloc(size), *end = words;
    for (int i = 0; i < argc; i++) {
        const size_t length = strlen(argv[i]) + 1;
        memcpy(end, argv[i], length);
        end += length;
    }
    return words;
}

static bool read_arguments(settings *s, int argc, char *problem) {
    const char *argument = s->words;
    for (int i = 0; i < argc; i++, argument += strlen(argument) + 1) {
        if (!read_argument(s, argument, problem)) {
            return false;
        }
    }
    return true;
}

static void use_lists(settings *s) {
    if (s->type_count > 2) { /* besides the library's */
        s->policy.types = s->types;
        s->policy.type_count = s->type_count;
    }
    if (s->status_count > 0) {
        s->policy.statuses = s->statuses;
        s->policy.status_count = s->status_count;
    }
}

static bool are_usable(settings *s, char *problem) {
    const char *reason = tce_options_problem(&s->options);
    reason = reason != NULL ? reason : tce_http_policy_problem(&s->policy);
    if (reason == NULL && s->is_status && s->policy.mode != TCE_HTTP_MODE_OFF) {
        reason = "--status and --mode cannot be in one rule: what shows counters is not validated";
    }
    if (reason != NULL) {
        (void)snprintf(problem, SETTINGS_PROBLEM_MAX, "%s", reason);
    }
    return reason == NULL;
}

settings *settings_create(int argc, const char *const argv[], char problem[SETTINGS_PROBLEM_MAX]) {
    settings *s = TSmalloc(sizeof(*s));
    *s = (settings){
        .policy = TCE_HTTP_POLICY_INIT,
        .options = TCE_OPTIONS_INIT,
        .types = {{"application/json", 16}, {"text/plain", 10}},
        .type_count = 2,
        .words = copy_words(argc, argv),
    };
    s->policy.mode = TCE_HTTP_MODE_OFF;
    s->policy.options = &s->options;
    if (!read_arguments(s, argc, problem)) {
        settings_destroy(s);
        return NULL;
    }
    use_lists(s);
    if (!are_usable(s, problem)) {
        settings_destroy(s);
        return NULL;
    }
    s->storage_size = tce_http_storage_size(&s->policy);
    return s;
}

void settings_destroy(settings *s) {
    TSfree(s->image);
    TSfree(s->words);
    TSfree(s);
}
