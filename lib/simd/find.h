/*
 * The members of the envelope in a complete document: finds the strings that reports give back, and
 * what is left for a kernel to validate.
 */
#ifndef TCE_SIMD_FIND_H
#define TCE_SIMD_FIND_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "document.h"
#include "members.h"
#include "namespace.h"

/* What is found of a document. */
typedef struct finding {
    struct document document; /* struct: the member hides the name from C++ */
    bool message_has_escapes; /* document.message is as the document spells it */
    bool message_is_plain;    /* it needs no further validation */
} finding;

/* Members of Response that are not validated. */
typedef struct found_rest {
    const uint8_t *begin, *end; /* Response ends after end, where a comma or its brace is */
    bool after_comma;           /* begin follows a comma; else the brace that opens Response */
} found_rest;

/*
 * Finds {"Response":{...}} in the bytes from begin to end, which white space may follow. Takes
 * RequestId off its end, and RequestId and Error, or, with take_simple, all simple members off its
 * front.
 * Sets f->document, and *rest to what is left; rest->begin is rest->end when nothing is left.
 *
 * Returns false, with *f undefined, when the document is not of that form: it may be invalid,
 * incomplete, or merely unusual.
 */
bool find_document(finding *f, const uint8_t *begin, const uint8_t *end, bool take_simple,
                   found_rest *rest);

/* clang-format off */
/* FIND_MEMBERS(ROW) expands to ROW(name) for each member of Response. */
#define FIND_MEMBERS(ROW) ENVELOPE_MEMBERS(FIND_ROW, ROW)
#define FIND_ROW(row, member, name, scope, ...) FIND_IN_##scope(row, name)
#define FIND_IN_ROOT(row, name)
#define FIND_IN_RESPONSE(row, name) row(name)
#define FIND_IN_ERROR(row, name)
/* clang-format on */

/* Whether the string that ends before p is this name. */
#define FIND_ENDS_WITH(p, name)                                                                    \
    (memcmp((p) - (sizeof("\"" name "\"") - 1), "\"" name "\"", sizeof("\"" name "\"") - 1) == 0)

/* Whether the string that ends before the colon is the name of a member of Response. More bytes
 * than any such name has can be read before the colon. */
static inline bool find_is_member(const uint8_t *colon) {
#define FIND_MATCHES(name) || FIND_ENDS_WITH(colon, name)
    return false FIND_MEMBERS(FIND_MATCHES);
#undef FIND_MATCHES
}

/*
 * Takes the member of Response whose name ends before the colon. Reads up to end, where the members
 * of Response end. The kernel validates their text: what this function finds means nothing if it
 * refuses it.
 *
 * Returns false when the member is not certainly what the contract demands.
 */
bool find_member(finding *f, const uint8_t *colon, const uint8_t *end);

#endif
