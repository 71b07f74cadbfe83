/* What all formats know of the counters with names. */
#ifndef TCE_HTTP_FAMILIES_H
#define TCE_HTTP_FAMILIES_H

#include "counters/snapshot.h"

typedef struct family {
    const char *plural; /* "verdicts" */
    const char *label;  /* "verdict" */
    const char *metric; /* the name of the Prometheus metric, and its help text */
    const char *help;
    unsigned first; /* numbers run from it */
    unsigned end;   /* to below it */
    const char *(*name)(unsigned number);
    const char *(*meaning)(unsigned number); /* for people */
} family;

extern const family families[TCE_HTTP_FAMILY_END];

#endif
