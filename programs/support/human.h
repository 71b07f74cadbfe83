/* Human-readable quantities. */
#ifndef PROGRAMS_SUPPORT_HUMAN_H
#define PROGRAMS_SUPPORT_HUMAN_H

#include <stdint.h>

#include "support/buffer.h"

/* "17 B", "1.4 kB", "213.0 MB": decimal units, like the GB/s of the summary. */
void human_bytes(buffer *b, uint64_t bytes);

#endif
