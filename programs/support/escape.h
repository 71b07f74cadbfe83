/* Text from outside, made fit for where it is shown. */
#ifndef PROGRAMS_SUPPORT_ESCAPE_H
#define PROGRAMS_SUPPORT_ESCAPE_H

#include <stddef.h>

#include "support/buffer.h"

/* A JSON string with its quotes. bytes is UTF-8. */
void escape_json(buffer *b, const char *bytes, size_t length);

/* The same for any bytes: one that is not UTF-8 becomes U+FFFD. */
void escape_json_any(buffer *b, const char *bytes, size_t length);

/* Any bytes, such that no terminal acts on them: control and direction characters as \u001b, bytes
 * that are not UTF-8 as \xff, backslashes doubled. */
void escape_terminal(buffer *b, const char *bytes, size_t length);

/* As escape_terminal, between double quotes; a double quote inside is \". */
void escape_terminal_quoted(buffer *b, const char *bytes, size_t length);

#endif
