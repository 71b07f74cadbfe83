/* A hash of bytes that identifies files; not against an attacker. */
#ifndef PROGRAMS_SUPPORT_HASH_H
#define PROGRAMS_SUPPORT_HASH_H

#include <stddef.h>
#include <stdint.h>

/* FNV-1a: pass HASH_BEGIN first, then what the last call returned. */
#define HASH_BEGIN UINT64_C(14695981039346656037)
uint64_t hash_more(uint64_t hash, const char *bytes, size_t length);

#endif
