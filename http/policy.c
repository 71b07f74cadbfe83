#include "policy.h"

#include <string.h>

#include "sized.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The policy of version 0.1.0, the oldest, ends with options. */
#define POLICY_SIZE_MIN END_OF(tce_http_policy, options, const tce_options *)
ENDS_WITH(tce_http_policy, options, const tce_options *);

#define WINDOW_MIN (UINT32_C(1) << 10)
#define WINDOW_MAX (UINT32_C(1) << 27)

static const tce_text default_types[] = {{"application/json", 16}, {"text/plain", 10}};
static const uint16_t default_statuses[] = {200};

static const char *take(tce_http_policy *resolved, const tce_http_policy *given) {
    *resolved = (tce_http_policy)TCE_HTTP_POLICY_INIT;
    if (given == NULL) {
        return NULL;
    }
    if (!is_size_of_a_version(given->size, POLICY_SIZE_MIN)) {
        return "size is that of no version: start from TCE_HTTP_POLICY_INIT";
    }
    if (has_unknown_member(given, given->size, sizeof(*given))) {
        return "a member is set that this version of the library does not know: leave it 0, or use "
               "the library's version that the program was built for";
    }
    const size_t known = given->size < sizeof(*resolved) ? given->size : sizeof(*resolved);
    memcpy(resolved, given, known);
    resolved->size = sizeof(*resolved);
    return NULL;
}

static void fill_in(tce_http_policy *p) {
    if (p->types == NULL) {
        p->types = default_types;
        p->type_count = COUNT(default_types);
    }
    if (p->statuses == NULL) {
        p->statuses = default_statuses;
        p->status_count = COUNT(default_statuses);
    }
    if (p->reject_code == NULL) {
        p->reject_code = TCE_HTTP_REJECT_CODE_DEFAULT;
    }
}

static bool is_error_code(const char *code) {
    const size_t length = strlen(code);
    for (size_t i = 0; i < length; i++) {
        if (code[i] <= ' ' || code[i] > '~') {
            return false;
        }
    }
    return length > 0 && length <= TCE_MAX_CODE;
}

static bool is_reject_status(uint16_t status) {
    return status == 200 || (status >= 400 && status <= 599);
}

static const char *check_enums(const tce_http_policy *p) {
    if ((unsigned)p->mode > TCE_HTTP_MODE_HOLD) {
        return "mode is not a tce_http_mode";
    }
    if ((unsigned)p->on_overflow > TCE_HTTP_ELSE_REJECT) {
        return "on_overflow is not a tce_http_else";
    }
    return (unsigned)p->on_skip > TCE_HTTP_ELSE_REJECT ? "on_skip is not a tce_http_else" : NULL;
}

static const char *check_values(const tce_http_policy *p) {
    if (!is_reject_status(p->reject_status)) {
        return "reject_status is neither 200 nor from 400 to 599";
    }
    if (!is_error_code(p->reject_code)) {
        return "reject_code is not 1 to TCE_MAX_CODE (128) bytes of printable ASCII without spaces";
    }
    if (p->zstd_window < WINDOW_MIN || p->zstd_window > WINDOW_MAX) {
        return "zstd_window is not from 1 KiB to 128 MiB";
    }
    return tce_options_problem(p->options) != NULL
               ? "options cannot be used: tce_options_problem has the reason"
               : NULL;
}

const char *policy_resolve(tce_http_policy *resolved, const tce_http_policy *given) {
    const char *problem = take(resolved, given);
    if (problem != NULL) {
        return problem;
    }
    fill_in(resolved);
    problem = check_enums(resolved);
    return problem != NULL ? problem : check_values(resolved);
}

const char *tce_http_policy_problem(const tce_http_policy *policy) {
    tce_http_policy resolved;
    return policy_resolve(&resolved, policy);
}
