/* What a guard is configured with: the policy of http/, and the memory that it refers to. */
#ifndef TCE_VARNISH_SETTINGS_H
#define TCE_VARNISH_SETTINGS_H

#include <tcenvelope_http.h>

/* Those of tcenvelope.guard(mode): defaults. NULL for TCE_HTTP_MODE_OFF. Static. */
const tce_http_policy *settings_default(tce_http_mode mode);

/* The policy with its lists and its catalogue, in memory of its own. */
typedef struct settings settings;

/* The values of "new NAME = tcenvelope.policy(...)". Texts are copied. */
typedef struct settings_values {
    tce_http_mode mode;
    const char *types;    /* separated by blanks */
    const char *statuses; /* likewise */
    int64_t hold_size;    /* 0: no limit */
    tce_http_else overflow;
    tce_http_else on_skip;
    int64_t reject_status;
    const char *reject_code;
    bool decode;
    int64_t decode_ratio;
    int64_t max_depth;
    int64_t max_bytes;
    tce_engine engine;
    const char *codes; /* the path of an image; NULL: none */
} settings_values;

/* Returns the settings, or NULL after setting *setting to the name of the bad one and *problem to a
 * sentence about it, both static or of the values. settings_free releases them. */
settings *settings_new(const settings_values *values, const char **setting, const char **problem);

void settings_free(settings *s);

/* NULL when the mode is off. */
const tce_http_policy *settings_policy(const settings *s);

#endif
