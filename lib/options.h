/* The options as the library uses them: complete, checked, with every default filled in. */
#ifndef TCE_OPTIONS_H
#define TCE_OPTIONS_H

#include "namespace.h"
#include "tcenvelope.h"

/* Fills in *resolved from a program's options, which can be NULL, or older and shorter. Returns
 * NULL, or why they cannot be used. */
const char *options_resolve(tce_options *resolved, const tce_options *given);

#endif
