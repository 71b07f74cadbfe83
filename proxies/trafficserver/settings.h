/*
 * The settings of a remap rule, or of plugin.config.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_TRAFFICSERVER_SETTINGS_H
#define TCENVELOPE_TRAFFICSERVER_SETTINGS_H

#include "plugin.h"

#define SETTINGS_TYPES_MAX    32
#define SETTINGS_STATUSES_MAX 32
#define SETTINGS_PROBLEM_MAX  512 /* bytes of a message */

/* --reject-body */
typedef enum reject_body { REJECT_BODY_ENVELOPE = 0, REJECT_BODY_NONE } reject_body;

typedef struct settings {
    tce_http_policy policy; /* its pointers refer to this struct, which must not be moved */
    tce_options options;
    tce_text types[SETTINGS_TYPES_MAX];
    size_t type_count;
    uint16_t statuses[SETTINGS_STATUSES_MAX];
    size_t status_count;
    reject_body body;
    bool is_status;         /* the rule shows the counters */
    tce_http_format format; /* of them */
    size_t storage_size;    /* of a response */
    void *image;            /* of the catalogue; NULL: none */
    char *words;            /* a copy of the arguments, which texts point into */
} settings;

/* Reads arguments of the form --NAME=VALUE. Returns the settings, or NULL after writing what is
 * wrong, and with which argument, to problem. */
settings *settings_create(int argc, const char *const argv[], char problem[SETTINGS_PROBLEM_MAX]);

void settings_destroy(settings *s);

#endif
