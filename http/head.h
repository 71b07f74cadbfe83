/* What the head of a response says about validating it. */
#ifndef TCE_HTTP_HEAD_H
#define TCE_HTTP_HEAD_H

#include "namespace.h"
#include "tcenvelope_http.h"

/* Whether the head has a version's size, and no member that is unknown here is set. */
bool head_is_usable(const tce_http_head *head);

/* Returns why a response with this head is not validated, or TCE_HTTP_SKIP_NONE, and sets *coding:
 * TCE_HTTP_CODING_IDENTITY unless it is validated decoded. The policy is resolved. */
tce_http_skip head_skip(const tce_http_policy *policy, const tce_http_head *head,
                        tce_http_coding *coding);

#endif
