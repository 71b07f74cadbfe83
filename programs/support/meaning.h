/* What error codes mean, with a catalogue. */
#ifndef PROGRAMS_SUPPORT_MEANING_H
#define PROGRAMS_SUPPORT_MEANING_H

#include <stdbool.h>
#include <stdint.h>

#include "tcenvelope.h"

/* Decides which of a code's services count. If wanted is NULL, all of them do. */
typedef struct service_filter {
    bool (*wanted)(const void *user, const tce_service *service);
    const void *user;
} service_filter;

/* Fills in the first service of the code from number *index on that counts, and moves *index past
 * it. Returns false if there is none. */
bool service_next(const tce_catalogue *catalogue, const tce_code_info *info,
                  const service_filter *filter, uint32_t *index, tce_service *service);

/* The meaning of a code that was looked up: a common code's own; of another one, what the first of
 * its services that count and have a meaning says, else the meaning of its category. bytes is NULL
 * if nothing is known. */
tce_text meaning_of(const tce_catalogue *catalogue, const tce_code_info *info,
                    const service_filter *filter);

#endif
