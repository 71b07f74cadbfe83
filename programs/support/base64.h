/* Decodes base64 (RFC 4648, section 4) in chunks. */
#ifndef PROGRAMS_SUPPORT_BASE64_H
#define PROGRAMS_SUPPORT_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct base64 {
    uint32_t bits;    /* of the characters of the open group */
    unsigned count;   /* characters of the open group: below 4 */
    unsigned padding; /* '=' seen */
    bool broken;
} base64;

/* Decodes the characters; out has space for 3 bytes for each 4, and 3 more. Returns how many bytes
 * it wrote. Once broken, it writes nothing. */
size_t base64_decode(base64 *b, const char *text, size_t length, char *out);

/* Whether the text can end here: complete groups, padded. */
bool base64_can_end(const base64 *b);

#endif
