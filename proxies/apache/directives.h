/*
 * The directives, which README.md describes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_DIRECTIVES_H
#define TCENVELOPE_DIRECTIVES_H

#include "vocabulary.h"

extern const command_rec tcenvelope_directives[];

#endif
