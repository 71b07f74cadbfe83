/*
 * Catalogues of error codes: images that the tool compiles.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_TRAFFICSERVER_CATALOGUE_H
#define TCENVELOPE_TRAFFICSERVER_CATALOGUE_H

#include "plugin.h"

/* Reads an image: a relative path begins in Traffic Server's folder of configuration. Sets *image
 * to its bytes, to be freed with TSfree, and *catalogue. Returns NULL, or what the file must be. */
const char *catalogue_read(const char *path, void **image, const tce_catalogue **catalogue);

#endif
