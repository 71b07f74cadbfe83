#include "settings.h"

#include "image.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS  " \t"
#define NO_SIZE UINT64_MAX /* Varnish's storage is the limit */

struct settings {
    tce_http_policy policy;
    tce_options options;
    tce_text *types;
    uint16_t *statuses;
    char *text; /* what types and reject_code point into */
    char *reject_code;
    void *image;
};

/* ---- Defaults --------------------------------------------------------------------------------*/

const tce_http_policy *settings_default(tce_http_mode mode) {
#define DEFAULTS(m)                                                                                \
    [m] = {                                                                                        \
        .size = sizeof(tce_http_policy),                                                           \
        .mode = (m),                                                                               \
        .hold_size = NO_SIZE,                                                                      \
        .reject_status = 502,                                                                      \
        .codings = TCE_HTTP_CODINGS_ALL,                                                           \
        .ratio = TCE_HTTP_RATIO_DEFAULT,                                                           \
        .zstd_window = TCE_HTTP_ZSTD_WINDOW_DEFAULT                                                \
    }
    static const tce_http_policy policies[] = {DEFAULTS(TCE_HTTP_MODE_OBSERVE),
                                               DEFAULTS(TCE_HTTP_MODE_ABORT),
                                               DEFAULTS(TCE_HTTP_MODE_HOLD)};
#undef DEFAULTS
    return mode == TCE_HTTP_MODE_OFF ? NULL : &policies[mode];
}

/* ---- Lists -----------------------------------------------------------------------------------*/

/* Takes the next word off the text; its length is 0 at the end. */
static tce_text next_word(const char **text) {
    *text += strspn(*text, BLANKS);
    const tce_text word = {*text, strcspn(*text, BLANKS)};
    *text += word.length;
    return word;
}

static size_t count_words(const char *text) {
    size_t count = 0;
    while (next_word(&text).length > 0) {
        count++;
    }
    return count;
}

static const char *set_types(settings *s, const char *text) {
    const size_t count = count_words(text);
    if (count == 0) {
        return "names no content type; \"*\" is all of them";
    }
    s->text = strdup(text);
    s->types = calloc(count, sizeof(*s->types));
    if (s->text == NULL || s->types == NULL) {
        return strerror(ENOMEM);
    }
    const char *rest = s->text;
    for (size_t i = 0; i < count; i++) {
        s->types[i] = next_word(&rest);
    }
    s->policy.types = s->types;
    s->policy.type_count = count;
    return NULL;
}

/* 0: it is none. */
static uint16_t status_of(tce_text word) {
    unsigned status = 0;
    for (size_t i = 0; i < word.length && status <= 999; i++) {
        const char c = word.bytes[i];
        status = c >= '0' && c <= '9' ? status * 10 + (unsigned)(c - '0') : 1000;
    }
    return status >= 100 && status <= 999 ? (uint16_t)status : 0;
}

static const char *set_statuses(settings *s, const char *text) {
    const size_t count = count_words(text);
    if (count == 0) {
        return "names no status";
    }
    s->statuses = calloc(count, sizeof(*s->statuses));
    if (s->statuses == NULL) {
        return strerror(ENOMEM);
    }
    for (size_t i = 0; i < count; i++) {
        s->statuses[i] = status_of(next_word(&text));
        if (s->statuses[i] == 0) {
            return "holds a word that is not a status from 100 to 999";
        }
    }
    s->policy.statuses = s->statuses;
    s->policy.status_count = count;
    return NULL;
}

/* ---- Numbers and files -----------------------------------------------------------------------*/

static const char *set_hold_size(settings *s, int64_t size) {
    s->policy.hold_size = size == 0 ? NO_SIZE : (uint64_t)size;
    return size < 0 ? "is negative" : NULL;
}

static const char *set_reject_status(settings *s, int64_t status) {
    s->policy.reject_status = status < 0 || status > 599 ? 0 : (uint16_t)status;
    return s->policy.reject_status != 200 && s->policy.reject_status < 400
               ? "is neither 200 nor from 400 to 599"
               : NULL;
}

static const char *set_reject_code(settings *s, const char *code) {
    s->reject_code = strdup(code);
    s->policy.reject_code = s->reject_code;
    if (s->reject_code == NULL) {
        return strerror(ENOMEM);
    }
    return tce_http_policy_problem(&s->policy) == NULL
               ? NULL
               : "is not 1 to 128 characters of printable ASCII without blanks";
}

static const char *set_decode_ratio(settings *s, int64_t ratio) {
    s->policy.ratio = (uint32_t)ratio;
    return ratio < 0 || ratio > UINT32_MAX ? "is not from 0 to 4294967295" : NULL;
}

static const char *set_max_depth(settings *s, int64_t depth) {
    s->options.max_depth = (uint32_t)depth;
    return depth < 1 || depth > TCE_MAX_DEPTH_LIMIT ? "is not from 1 to 1024" : NULL;
}

static const char *set_max_bytes(settings *s, int64_t bytes) {
    s->options.max_bytes = (uint64_t)bytes;
    return bytes < 0 ? "is negative" : NULL;
}

static const char *set_engine(settings *s, tce_engine engine) {
    s->options.engine = engine;
    return tce_engine_available(engine) ? NULL : "is not available on this machine";
}

static const char *set_codes(settings *s, const char *path) {
    const char *problem = NULL;
    if (path != NULL) {
        s->image = image_read(path, &s->options.catalogue, &problem);
    }
    return problem;
}

/* ---- Life ------------------------------------------------------------------------------------*/

/* The name of the first bad setting, or NULL. */
static const char *set_all(settings *s, const settings_values *v, const char **problem) {
    return (*problem = set_types(s, v->types)) != NULL                   ? "types"
           : (*problem = set_statuses(s, v->statuses)) != NULL           ? "statuses"
           : (*problem = set_hold_size(s, v->hold_size)) != NULL         ? "hold_size"
           : (*problem = set_reject_status(s, v->reject_status)) != NULL ? "reject_status"
           : (*problem = set_reject_code(s, v->reject_code)) != NULL     ? "reject_code"
           : (*problem = set_decode_ratio(s, v->decode_ratio)) != NULL   ? "decode_ratio"
           : (*problem = set_max_depth(s, v->max_depth)) != NULL         ? "max_depth"
           : (*problem = set_max_bytes(s, v->max_bytes)) != NULL         ? "max_bytes"
           : (*problem = set_engine(s, v->engine)) != NULL               ? "engine"
           : (*problem = set_codes(s, v->codes)) != NULL                 ? "codes"
           : (*problem = tce_http_policy_problem(&s->policy)) != NULL    ? "mode"
                                                                         : NULL;
}

settings *settings_new(const settings_values *values, const char **setting, const char **problem) {
    settings *s = calloc(1, sizeof(*s));
    if (s == NULL) {
        *setting = "mode";
        *problem = strerror(ENOMEM);
        return NULL;
    }
    s->policy = (tce_http_policy)TCE_HTTP_POLICY_INIT;
    s->options = (tce_options)TCE_OPTIONS_INIT;
    s->policy.mode = values->mode;
    s->policy.on_overflow = values->overflow;
    s->policy.on_skip = values->on_skip;
    s->policy.codings = values->decode ? TCE_HTTP_CODINGS_ALL : TCE_HTTP_CODINGS_NONE;
    s->policy.options = &s->options;
    *setting = set_all(s, values, problem);
    if (*setting != NULL) {
        settings_free(s);
        return NULL;
    }
    return s;
}

void settings_free(settings *s) {
    free(s->types);
    free(s->statuses);
    free(s->text);
    free(s->reject_code);
    free(s->image);
    free(s);
}

const tce_http_policy *settings_policy(const settings *s) {
    return s->policy.mode == TCE_HTTP_MODE_OFF ? NULL : &s->policy;
}
