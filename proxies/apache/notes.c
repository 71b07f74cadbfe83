#include "notes.h"

#include <apr_lib.h>
#include <apr_strings.h>

/* The value of a note, in the pool or static. NULL: none. */
typedef const char *getter(apr_pool_t *pool, const tce_http_outcome *outcome);

/* Text from the response may be put into a header, in which a line break would begin another
 * field. */
static const char *from_response(apr_pool_t *pool, tce_text text) {
    if (text.length == 0) {
        return NULL;
    }
    char *copy = apr_pstrmemdup(pool, text.bytes, text.length);
    for (size_t i = 0; i < text.length; i++) {
        if (apr_iscntrl(copy[i])) {
            copy[i] = '?';
        }
    }
    copy[text.length] = '\0';
    return copy;
}

static const char *get_verdict(apr_pool_t *pool, const tce_http_outcome *outcome) {
    (void)pool;
    return tce_http_verdict_name(outcome->verdict);
}

static const char *get_violation(apr_pool_t *pool, const tce_http_outcome *outcome) {
    (void)pool;
    return tce_violation_name(outcome->violation);
}

static const char *get_offset(apr_pool_t *pool, const tce_http_outcome *outcome) {
    return outcome->violation == TCE_VIOLATION_NONE
               ? NULL
               : apr_psprintf(pool, "%" APR_UINT64_T_FMT, outcome->offset);
}

static const char *get_bytes(apr_pool_t *pool, const tce_http_outcome *outcome) {
    return outcome->skip == TCE_HTTP_SKIP_NONE
               ? apr_psprintf(pool, "%" APR_UINT64_T_FMT, outcome->bytes)
               : NULL;
}

static const char *get_coding(apr_pool_t *pool, const tce_http_outcome *outcome) {
    (void)pool;
    return outcome->skip == TCE_HTTP_SKIP_NONE ? tce_http_coding_name(outcome->coding) : NULL;
}

static const char *get_request_id(apr_pool_t *pool, const tce_http_outcome *outcome) {
    return from_response(pool, outcome->request_id);
}

static const char *get_error_code(apr_pool_t *pool, const tce_http_outcome *outcome) {
    return from_response(pool, outcome->error_code);
}

static const char *get_error_class(apr_pool_t *pool, const tce_http_outcome *outcome) {
    (void)pool;
    return tce_code_class_name(outcome->code_class);
}

static const char *get_action(apr_pool_t *pool, const tce_http_outcome *outcome) {
    (void)pool;
    return tce_http_done_name(outcome->done);
}

static const struct {
    const char *name;
    getter *get;
} notes[] = {
    {"tcenvelope_verdict", get_verdict},       {"tcenvelope_violation", get_violation},
    {"tcenvelope_offset", get_offset},         {"tcenvelope_bytes", get_bytes},
    {"tcenvelope_coding", get_coding},         {"tcenvelope_request_id", get_request_id},
    {"tcenvelope_error_code", get_error_code}, {"tcenvelope_error_class", get_error_class},
    {"tcenvelope_action", get_action},
};

static void set_note(request_rec *r, const char *name, const char *value) {
    if (value == NULL) {
        apr_table_unset(r->notes, name);
        apr_table_unset(r->subprocess_env, name);
    } else {
        apr_table_setn(r->notes, name, value);
        apr_table_setn(r->subprocess_env, name, value);
    }
}

void tcenvelope_set_notes(request_rec *r, const tce_http_outcome *outcome) {
    for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++) {
        set_note(r, notes[i].name, notes[i].get(r->pool, outcome));
    }
}
