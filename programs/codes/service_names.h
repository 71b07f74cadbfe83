/* The services that --service names. */
#ifndef PROGRAMS_CODES_SERVICE_NAMES_H
#define PROGRAMS_CODES_SERVICE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "codes/options.h"
#include "tcenvelope.h"

typedef struct service_names {
    const char *const *names;
    size_t count; /* 0: all services */
} service_names;

service_names service_names_of(const codes_options *options);

/* Whether the service is one of them; user is a service_names. For a service_filter. */
bool service_names_include(const void *user, const tce_service *service);

/* Whether the catalogue has each of them. Returns false after a message. */
bool service_names_are_known(const codes_options *options, const tce_catalogue *catalogue);

#endif
