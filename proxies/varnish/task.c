#include "task.h"

#include <stdlib.h>
#include <string.h>

/* What Varnish itself needs of the workspace for a guard: the entry of the state, and the list of
 * filters twice. */
#define ROOM 1024

/* One state for each backend request, whichever object guards it. */
static const int task_id;

static const struct vmod_priv_methods task_methods[1] = {
    {.magic = VMOD_PRIV_METHODS_MAGIC, .type = "tcenvelope_task"}};

/* ---- Memory ----------------------------------------------------------------------------------*/

/* Asks without asking for too much, which would fail the transaction in every mode. */
static bool has_space(struct ws *ws, size_t size) {
    const unsigned space = WS_ReserveAll(ws);
    WS_Release(ws, 0);
    return size <= space;
}

static task *find(VRT_CTX) {
    const struct vmod_priv *priv = VRT_priv_task_get(ctx, &task_id);
    task *t = NULL;
    if (priv != NULL) {
        CAST_OBJ(t, priv->priv, TASK_MAGIC);
    }
    return t;
}

static task *make(VRT_CTX) {
    struct vmod_priv *priv = VRT_priv_task(ctx, &task_id);
    task *t = priv == NULL ? NULL : WS_Alloc(ctx->ws, sizeof(*t));
    if (t != NULL) {
        INIT_OBJ(t, TASK_MAGIC);
        priv->priv = t;
        priv->methods = task_methods;
    }
    return t;
}

static bool provide_storage(VRT_CTX, task *t, size_t size) {
    if (t->size < size) {
        t->storage = WS_Alloc(ctx->ws, (unsigned)size);
        t->size = t->storage == NULL ? 0 : size;
    }
    return t->storage != NULL;
}

static VCL_INT attempt_of(VRT_CTX) {
    return VRT_r_bereq_retries(ctx);
}

/* ---- Life ------------------------------------------------------------------------------------*/

task *task_open(VRT_CTX, const tce_http_policy *policy) {
    const size_t size = tce_http_storage_size(policy);
    task *t = find(ctx);
    const bool is_enough = t != NULL && t->size >= size;
    if (!has_space(ctx->ws, ROOM + (is_enough ? 0 : sizeof(*t) + size))) {
        return NULL;
    }
    t = t == NULL ? make(ctx) : t;
    if (t == NULL || !provide_storage(ctx, t, size)) {
        return NULL;
    }
    t->http = tce_http_init(t->storage, t->size, policy);
    t->policy = policy;
    t->attempt = attempt_of(ctx);
    return t->http == NULL ? NULL : t;
}

task *task_get(VRT_CTX) {
    task *t = find(ctx);
    return t != NULL && t->http != NULL && t->attempt == attempt_of(ctx) ? t : NULL;
}

const tce_http_outcome *task_outcome(VRT_CTX) {
    const task *t = task_get(ctx);
    return t == NULL ? NULL : tce_http_outcome_of(t->http);
}

void task_switch_off(VRT_CTX) {
    task *t = find(ctx);
    if (t != NULL) {
        t->http = NULL;
        t->attempt = attempt_of(ctx);
    }
}

bool task_is_off(VRT_CTX) {
    const task *t = find(ctx);
    return t != NULL && t->http == NULL && t->attempt == attempt_of(ctx);
}

void task_close(task *t, tce_http_ending ending) {
    if (tce_http_outcome_of(t->http) == NULL) {
        (void)tce_http_end(t->http, ending);
    }
    free(t->decoder);
    t->decoder = NULL;
}
