/* The options as the library uses them: whole, checked, with every default filled in. */
#ifndef TCE_OPTIONS_H
#define TCE_OPTIONS_H

#include "namespace.h"
#include "tcenvelope.h"

/* Fills in resolved from what a program gave, which may be NULL or older and shorter. Returns NULL,
 * or what is wrong with it. */
const char *options_resolve(tce_options *resolved, const tce_options *given);

#endif
