/*
 * TCEnvelopeCodes: error codes of single APIs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_CATALOGUE_H
#define TCENVELOPE_CATALOGUE_H

#include "vocabulary.h"

/* Reads the image into memory of the configuration, which the children share. Returns it, or NULL
 * with *problem set to a sentence. */
const tce_catalogue *tcenvelope_catalogue_read(cmd_parms *cmd, const char *path,
                                               const char **problem);

#endif
