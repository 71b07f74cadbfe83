/* The headers of Varnish that the module needs. A change of theirs raises the version that "$ABI
 * vrt" compares: vrt.h lists such changes. cache_varnishd.h is not among them. */
#ifndef TCE_VARNISH_H
#define TCE_VARNISH_H

#include <cache/cache.h>

#include <cache/cache_filter.h>

#include <vcl.h>
#include <vrt_obj.h>

#endif
