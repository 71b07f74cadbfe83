/*
 * Numbers and words in the texts of settings.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_TRAFFICSERVER_WORDS_H
#define TCENVELOPE_TRAFFICSERVER_WORDS_H

#include "plugin.h"

/* Reads a decimal number up to max. Returns false for anything else. */
bool words_number(tce_text text, uint64_t max, uint64_t *number);

/* Reads a number of bytes, with k, m or g after it, up to max. */
bool words_size(tce_text text, uint64_t max, uint64_t *size);

/* Finds the text among the names of the numbers from first on; the list ends with NULL. */
bool words_choice(tce_text text, const char *const *names, unsigned first, unsigned *number);

/* Cuts the next word off a list with commas. Returns false at its end. */
bool words_next(tce_text *list, tce_text *word);

#endif
