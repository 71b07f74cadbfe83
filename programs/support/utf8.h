/* UTF-8 decoding. */
#ifndef PROGRAMS_SUPPORT_UTF8_H
#define PROGRAMS_SUPPORT_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Decodes the character at `bytes` into *point and returns its length; 0 if it is not well-formed.
 * length must be at least 1. */
size_t utf8_decode(const char *bytes, size_t length, uint32_t *point);

#endif
