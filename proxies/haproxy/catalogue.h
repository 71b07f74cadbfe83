/* Images of error codes, read once for all threads. */
#ifndef TCE_HAPROXY_CATALOGUE_H
#define TCE_HAPROXY_CATALOGUE_H

#include <tcenvelope.h>

#define CATALOGUE_PROBLEM_MAX 256 /* bytes */

/* Returns the catalogue in this file, which stays until the process ends, or NULL with the reason
 * in problem. Reads the file at the first call alone. */
const tce_catalogue *catalogue_at(const char *path, char problem[CATALOGUE_PROBLEM_MAX]);

#endif
