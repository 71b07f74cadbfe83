/* Escapes untrusted text for JSON and for terminals. */
#ifndef PROGRAMS_SUPPORT_ESCAPE_H
#define PROGRAMS_SUPPORT_ESCAPE_H

#include <stddef.h>

#include "support/buffer.h"

/* Appends a JSON string with its quotes. The bytes must be UTF-8. */
void escape_json(buffer *b, const char *bytes, size_t length);

/* The same for any bytes: each byte that is not part of valid UTF-8 becomes U+FFFD. */
void escape_json_any(buffer *b, const char *bytes, size_t length);

/* Appends any bytes so that a terminal does not act on them: control and direction characters
 * become \u001b, bytes that are not UTF-8 become \xff, backslashes are doubled. */
void escape_terminal(buffer *b, const char *bytes, size_t length);

/* The same in double quotes; a double quote inside becomes \". */
void escape_terminal_quoted(buffer *b, const char *bytes, size_t length);

#endif
