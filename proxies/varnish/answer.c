#include "answer.h"

#include "task.h"

#include <string.h>

/* Varnish's names of headers begin with their length. */
static const struct gethdr_s content_type = {HDR_BERESP, "\015Content-Type:"};

/* What Varnish knows the transaction by, where the response named no RequestId. */
static tce_text transaction_id(VRT_CTX) {
    const char *id = VRT_r_bereq_xid(ctx);
    return (tce_text){id, id == NULL ? 0 : strlen(id)};
}

static void write_envelope(VRT_CTX, const task *t) {
    char body[TCE_HTTP_REJECT_BODY_MAX];
    const size_t length = tce_http_reject_body(t->http, transaction_id(ctx), body, sizeof(body));
    const struct vrt_blob blob = {.len = length, .blob = body};
    VRT_l_beresp_body(ctx, LBODY_SET_BLOB, NULL, &blob);
}

void answer_envelope(VRT_CTX) {
    if (ctx->method != VCL_MET_BACKEND_ERROR) {
        VRT_fail(ctx, "tcenvelope: answer() can only be called in vcl_backend_error");
        return;
    }
    const task *t = task_get(ctx);
    if (t == NULL || tce_http_outcome_of(t->http) == NULL) {
        VRT_fail(ctx, "tcenvelope: answer() needs a response that was refused: ask "
                      "tcenvelope.rejected() first");
        return;
    }
    VRT_l_beresp_status(ctx, t->policy->reject_status);
    VRT_SetHdr(ctx, &content_type, NULL, TOSTRAND("application/json"));
    write_envelope(ctx, t);
}
