/*
 * The state of one backend request, in its workspace and freed with it. It holds one response at a
 * time: a retry begins the next one in the same memory.
 */
#ifndef TCE_VARNISH_TASK_H
#define TCE_VARNISH_TASK_H

#include "varnish.h"

#include <tcenvelope_http.h>

typedef struct task {
    unsigned magic;
#define TASK_MAGIC 0x7ce05a1e
    VCL_INT attempt; /* the retry that the response belongs to, from 0 */
    const tce_http_policy *policy;
    tce_http *http; /* NULL: no response is guarded */
    void *storage;
    size_t size;   /* of the storage */
    void *decoder; /* from the heap, while a body is decoded */
} task;

/* Prepares for the response of this attempt under the policy, which must outlive the transaction.
 * Returns NULL when the workspace has no space. */
task *task_open(VRT_CTX, const tce_http_policy *policy);

/* Returns the state whose response belongs to this attempt, or NULL. */
task *task_get(VRT_CTX);

/* Returns what became of that response, or NULL while it has no verdict. */
const tce_http_outcome *task_outcome(VRT_CTX);

/* The response of this attempt is not guarded, whatever was said of it before; and whether that is
 * so. */
void task_switch_off(VRT_CTX);
bool task_is_off(VRT_CTX);

/* Ends the response, and frees the decoder. A response that has its verdict keeps it. */
void task_close(task *t, tce_http_ending ending);

#endif
