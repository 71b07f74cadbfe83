/* Images of error codes, read into memory: a file that shrinks later must not crash Varnish. */
#ifndef TCE_VARNISH_IMAGE_H
#define TCE_VARNISH_IMAGE_H

#include <tcenvelope.h>

/* Reads an image as "tcenvelope codes compile" writes it, and opens it. Returns the memory, to be
 * freed after the last use of *catalogue; or NULL after setting *problem to a static sentence. */
void *image_read(const char *path, const tce_catalogue **catalogue, const char **problem);

#endif
