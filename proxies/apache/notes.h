/*
 * Notes and environment variables, for logs, headers and other modules: tcenvelope_verdict,
 * tcenvelope_violation and their relatives.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_NOTES_H
#define TCENVELOPE_NOTES_H

#include "vocabulary.h"

/* Sets those that the outcome has, and no others, in the notes and in the environment of r. */
void tcenvelope_set_notes(request_rec *r, const tce_http_outcome *outcome);

#endif
