/* The verdict on a response, and what is known of it then. */
#ifndef TCE_HTTP_OUTCOME_H
#define TCE_HTTP_OUTCOME_H

#include "state.h"

/* Settles the verdict at this ending; a later call changes nothing. */
void outcome_settle(tce_http *h, tce_http_ending ending);

/* Whether the verdict is success or failure. */
bool outcome_is_sound(const tce_http_outcome *outcome);

#endif
