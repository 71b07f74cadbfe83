/* UTF-8 characters, one at a time. */
#ifndef PROGRAMS_SUPPORT_UTF8_H
#define PROGRAMS_SUPPORT_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* The length of the well-formed character that bytes begins with, its code point in *point; 0 when
 * there is none. length is at least 1. */
size_t utf8_decode(const char *bytes, size_t length, uint32_t *point);

#endif
