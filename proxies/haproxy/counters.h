/* The counters of the process, which its threads share. */
#ifndef TCE_HAPROXY_COUNTERS_H
#define TCE_HAPROXY_COUNTERS_H

#include <tcenvelope_http.h>

/* Returns them, or NULL when there was no memory for them. They stay until the process ends. */
tce_http_counters *counters_shared(void);

#endif
