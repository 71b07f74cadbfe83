/* Feeds input in chunks of at most the size of --chunk. */
#ifndef PROGRAMS_CHECK_CHUNKS_H
#define PROGRAMS_CHECK_CHUNKS_H

#include <stdbool.h>
#include <stddef.h>

#include "tcenvelope.h"

/* Return false if a callback cancelled, else true. */
bool feed_stream(tce_stream *stream, const char *bytes, size_t length, size_t chunk);
bool feed_validator(tce_validator *validator, const char *bytes, size_t length, size_t chunk);

#endif
