/* UTF-8. */
#ifndef PROGRAMS_SUPPORT_UTF8_H
#define PROGRAMS_SUPPORT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes the character at `bytes` into *point and returns its length; 0 if it is not well-formed.
 * length must be at least 1. */
size_t utf8_decode(const char *bytes, size_t length, uint32_t *point);

bool utf8_is_valid(const char *bytes, size_t length);

enum { UTF8_MAX = 4 };

/* Writes the character, at most 0x10FFFF, and returns its length: 1 to UTF8_MAX. */
size_t utf8_encode(uint32_t point, char *bytes);

#endif
