/* The policy that was given, with the defaults in place of what is missing. */
#ifndef TCE_HTTP_POLICY_H
#define TCE_HTTP_POLICY_H

#include "namespace.h"
#include "tcenvelope_http.h"

/* Fills in *resolved. Returns NULL, or why the policy cannot be used. */
const char *policy_resolve(tce_http_policy *resolved, const tce_http_policy *given);

#endif
