/* The fetch processor "tcenvelope". It is the first of a backend request's filters: it sees the
 * body as the backend meant it, encoded if it is, and passes it on unchanged. */
#ifndef TCE_VARNISH_FILTER_H
#define TCE_VARNISH_FILTER_H

#include "varnish.h"

#include <tcenvelope_http.h>

#define FILTER_NAME "tcenvelope"

extern const struct vfp filter_vfp;

/* Returns the head of the backend's response, without a length, for as long as bo lives. */
tce_http_head filter_head(const struct http *request, const struct http *response);

#endif
