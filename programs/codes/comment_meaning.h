/* The meaning of a code, from the comment above its constant. */
#ifndef PROGRAMS_CODES_COMMENT_MEANING_H
#define PROGRAMS_CODES_COMMENT_MEANING_H

#include <stdbool.h>

#include "support/buffer.h"
#include "tcenvelope.h"

/*
 * Appends the text of a comment of lines that begin with two slashes, to an empty buffer: its lines
 * joined, white space reduced to single spaces, other control characters left out, and cut between
 * characters to TCE_MAX_MEANING bytes. Returns false if what it read is not UTF-8.
 */
bool comment_meaning(tce_text comment, buffer *meaning);

#endif
