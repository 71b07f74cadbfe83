/* tcenvelope.guard(): puts the filter in front of those of a backend's response. */
#ifndef TCE_VARNISH_GUARD_H
#define TCE_VARNISH_GUARD_H

#include "varnish.h"

#include <tcenvelope_http.h>

/* policy: must outlive the transaction; NULL: the response is not guarded. */
void guard_response(VRT_CTX, const tce_http_policy *policy);

#endif
