/* Bars of block characters, for summaries and progress. */
#ifndef PROGRAMS_SUPPORT_BAR_H
#define PROGRAMS_SUPPORT_BAR_H

#include <stdbool.h>
#include <stdint.h>

#include "support/buffer.h"

/* Whether the locale can show block characters. */
bool bar_has_blocks(void);

/* Appends a bar for value / most, at most width cells: in eighths of a cell with blocks, else in
 * '#'. A value above 0 is always visible. Returns the number of cells appended. */
unsigned bar_append(buffer *b, uint64_t value, uint64_t most, unsigned width, bool blocks);

#endif
