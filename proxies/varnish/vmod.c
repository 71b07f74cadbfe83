/* What vmod_tcenvelope.vcc declares. */
#include "varnish.h"

#include <vmod_tcenvelope_if.h>

#include "answer.h"
#include "counters.h"
#include "filter.h"
#include "guard.h"
#include "report.h"
#include "settings.h"
#include "status.h"
#include "task.h"

#include <stdlib.h>
#include <string.h>

/* ---- Events ----------------------------------------------------------------------------------*/

static int load(VRT_CTX) {
    if (!counters_keep()) {
        VRT_fail(ctx, "tcenvelope: no memory for the counters");
        return 1;
    }
    if (VRT_AddFilter(ctx, &filter_vfp, NULL) != NULL) {
        counters_leave();
        return 1;
    }
    return 0;
}

static int discard(VRT_CTX) {
    VRT_RemoveFilter(ctx, &filter_vfp, NULL);
    counters_leave();
    return 0;
}

int v_matchproto_(vmod_event_f)
    vmod_event(VRT_CTX, struct vmod_priv *priv, enum vcl_event_e event) {
    (void)priv;
    switch (event) {
    case VCL_EVENT_LOAD:
        return load(ctx);
    case VCL_EVENT_DISCARD:
        return discard(ctx);
    default:
        return 0;
    }
}

/* ---- Words of VCL ----------------------------------------------------------------------------*/

static tce_http_mode mode_of(VCL_ENUM word) {
    return word == VENUM(observe) ? TCE_HTTP_MODE_OBSERVE
           : word == VENUM(abort) ? TCE_HTTP_MODE_ABORT
           : word == VENUM(hold)  ? TCE_HTTP_MODE_HOLD
                                  : TCE_HTTP_MODE_OFF;
}

static tce_http_else else_of(VCL_ENUM word) {
    return word == VENUM(reject) ? TCE_HTTP_ELSE_REJECT : TCE_HTTP_ELSE_PASS;
}

static tce_engine engine_of(VCL_ENUM word) {
    return word == VENUM(yajl)   ? TCE_ENGINE_YAJL
           : word == VENUM(simd) ? TCE_ENGINE_SIMD
                                 : TCE_ENGINE_AUTO;
}

static tce_http_format format_of(VCL_ENUM word) {
    return word == VENUM(json)         ? TCE_HTTP_FORMAT_JSON
           : word == VENUM(prometheus) ? TCE_HTTP_FORMAT_PROMETHEUS
                                       : TCE_HTTP_FORMAT_HTML;
}

/* An absent STRING is NULL. */
static const char *text_or_empty(VCL_STRING text) {
    return text == NULL ? "" : text;
}

/* ---- Guards ----------------------------------------------------------------------------------*/

struct vmod_tcenvelope_policy {
    unsigned magic;
#define POLICY_MAGIC 0x7ce0b01c
    settings *settings;
};

static settings_values values_of(const struct VARGS(policy__init) * args) {
    return (settings_values){.mode = mode_of(args->mode),
                             .types = text_or_empty(args->types),
                             .statuses = text_or_empty(args->statuses),
                             .hold_size = args->hold_size,
                             .overflow = else_of(args->overflow),
                             .on_skip = else_of(args->on_skip),
                             .reject_status = args->reject_status,
                             .reject_code = text_or_empty(args->reject_code),
                             .decode = args->decode != 0,
                             .decode_ratio = args->decode_ratio,
                             .max_depth = args->max_depth,
                             .max_bytes = args->max_bytes,
                             .engine = engine_of(args->engine),
                             .codes = args->valid_codes ? text_or_empty(args->codes) : NULL};
}

VCL_VOID v_matchproto_(td_tcenvelope_policy__init)
    vmod_policy__init(VRT_CTX, struct vmod_tcenvelope_policy **object, const char *name,
                      struct VARGS(policy__init) * args) {
    struct vmod_tcenvelope_policy *policy;
    const char *setting = NULL;
    const char *problem = NULL;
    const settings_values values = values_of(args);
    settings *s = settings_new(&values, &setting, &problem);
    if (s == NULL) {
        VRT_fail(ctx, "tcenvelope.policy %s: %s %s", name, setting, problem);
        return;
    }
    ALLOC_OBJ(policy, POLICY_MAGIC);
    AN(policy);
    policy->settings = s;
    *object = policy;
}

VCL_VOID v_matchproto_(td_tcenvelope_policy__fini)
    vmod_policy__fini(struct vmod_tcenvelope_policy **object) {
    struct vmod_tcenvelope_policy *policy;
    TAKE_OBJ_NOTNULL(policy, object, POLICY_MAGIC);
    settings_free(policy->settings);
    FREE_OBJ(policy);
}

VCL_VOID v_matchproto_(td_tcenvelope_policy_guard)
    vmod_policy_guard(VRT_CTX, struct vmod_tcenvelope_policy *policy) {
    CHECK_OBJ_NOTNULL(ctx, VRT_CTX_MAGIC);
    CHECK_OBJ_NOTNULL(policy, POLICY_MAGIC);
    guard_response(ctx, settings_policy(policy->settings));
}

VCL_VOID v_matchproto_(td_tcenvelope_guard) vmod_guard(VRT_CTX, VCL_ENUM mode) {
    CHECK_OBJ_NOTNULL(ctx, VRT_CTX_MAGIC);
    guard_response(ctx, settings_default(mode_of(mode)));
}

/* ---- Outcome ---------------------------------------------------------------------------------*/

/* NULL: there is none, or not here. */
static const tce_http_outcome *outcome_of(VRT_CTX, const char *function) {
    CHECK_OBJ_NOTNULL(ctx, VRT_CTX_MAGIC);
    if (ctx->bo == NULL) {
        VRT_fail(ctx, "tcenvelope: %s() can only be called in the subroutines of a backend request",
                 function);
        return NULL;
    }
    return task_outcome(ctx);
}

/* A text in the workspace; NULL: there is none. */
static VCL_STRING text_in(VRT_CTX, tce_text text) {
    char buffer[REPORT_TEXT_MAX];
    return text.length == 0 ? NULL : WS_Copy(ctx->ws, report_text(text, buffer), -1);
}

VCL_BOOL v_matchproto_(td_tcenvelope_rejected) vmod_rejected(VRT_CTX) {
    const tce_http_outcome *o = outcome_of(ctx, "rejected");
    return o != NULL && (o->done == TCE_HTTP_DONE_REJECTED || o->done == TCE_HTTP_DONE_ABORTED);
}

VCL_STRING v_matchproto_(td_tcenvelope_verdict) vmod_verdict(VRT_CTX) {
    const tce_http_outcome *o = outcome_of(ctx, "verdict");
    return o == NULL ? NULL : tce_http_verdict_name(o->verdict);
}

VCL_STRING v_matchproto_(td_tcenvelope_violation) vmod_violation(VRT_CTX) {
    const tce_http_outcome *o = outcome_of(ctx, "violation");
    return o == NULL ? NULL : tce_violation_name(o->violation);
}

VCL_INT v_matchproto_(td_tcenvelope_offset) vmod_offset(VRT_CTX) {
    const tce_http_outcome *o = outcome_of(ctx, "offset");
    return o == NULL || o->violation == TCE_VIOLATION_NONE ? -1 : (VCL_INT)o->offset;
}

VCL_INT v_matchproto_(td_tcenvelope_bytes) vmod_bytes(VRT_CTX) {
    const tce_http_outcome *o = outcome_of(ctx, "bytes");
    return o == NULL ? 0 : (VCL_INT)o->bytes;
}

VCL_STRING v_matchproto_(td_tcenvelope_coding) vmod_coding(VRT_CTX) {
    const tce_http_outcome *o = outcome_of(ctx, "coding");
    return o == NULL || o->verdict == TCE_HTTP_VERDICT_SKIPPED ? NULL
                                                               : tce_http_coding_name(o->coding);
}

VCL_STRING v_matchproto_(td_tcenvelope_request_id) vmod_request_id(VRT_CTX) {
    const tce_http_outcome *o = outcome_of(ctx, "request_id");
    return o == NULL ? NULL : text_in(ctx, o->request_id);
}

VCL_STRING v_matchproto_(td_tcenvelope_error_code) vmod_error_code(VRT_CTX) {
    const tce_http_outcome *o = outcome_of(ctx, "error_code");
    return o == NULL ? NULL : text_in(ctx, o->error_code);
}

VCL_STRING v_matchproto_(td_tcenvelope_error_class) vmod_error_class(VRT_CTX) {
    const tce_http_outcome *o = outcome_of(ctx, "error_class");
    return o == NULL ? NULL : tce_code_class_name(o->code_class);
}

VCL_STRING v_matchproto_(td_tcenvelope_action) vmod_action(VRT_CTX) {
    const tce_http_outcome *o = outcome_of(ctx, "action");
    return o == NULL ? NULL : tce_http_done_name(o->done);
}

/* ---- Synthetic answers -----------------------------------------------------------------------*/

VCL_VOID v_matchproto_(td_tcenvelope_answer) vmod_answer(VRT_CTX) {
    CHECK_OBJ_NOTNULL(ctx, VRT_CTX_MAGIC);
    answer_envelope(ctx);
}

VCL_VOID v_matchproto_(td_tcenvelope_status) vmod_status(VRT_CTX, VCL_ENUM format) {
    CHECK_OBJ_NOTNULL(ctx, VRT_CTX_MAGIC);
    status_page(ctx, format_of(format));
}
