/* tcenvelope.status(): the counters as a synthetic body, in vcl_synth. */
#ifndef TCE_VARNISH_STATUS_H
#define TCE_VARNISH_STATUS_H

#include "varnish.h"

#include <tcenvelope_http.h>

/* format: the one of a request that selects none with ?format=. */
void status_page(VRT_CTX, tce_http_format format);

#endif
