/* The counters of all transactions: Varnish's own (VSC), for varnishstat, and those of http/, for
 * the status page. */
#ifndef TCE_VARNISH_COUNTERS_H
#define TCE_VARNISH_COUNTERS_H

#include <tcenvelope_http.h>

/* In the thread of the CLI: each VCL that imports the module keeps the counters; the last one takes
 * them with it. counters_keep returns whether there is memory. */
bool counters_keep(void);
void counters_leave(void);

/* In any thread. */
void counters_count(const tce_http_outcome *outcome);

/* Returns a copy of the counters, to be freed with free(), or NULL without memory. */
tce_http_snapshot *counters_snapshot(void);

#endif
