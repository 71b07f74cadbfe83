/*
 * The members of the envelope in a document that masks validate: reads the strings that reports
 * give back.
 */
#ifndef TCE_SIMD_FIND_H
#define TCE_SIMD_FIND_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "document.h"
#include "members.h"
#include "namespace.h"

/* What a kernel finds of a document. */
typedef struct found {
    document document;
    bool message_has_escapes; /* document.message is as the document spells it */
} found;

/* Begins a document. */
static inline void found_begin(found *f, const uint8_t *begin) {
    f->document.begin = begin;
    f->document.request_id.bytes = NULL;
    f->document.code.bytes = NULL;
    f->document.message.bytes = NULL;
    f->document.is_id_last = false;
    f->document.is_code_last = false;
    f->message_has_escapes = false;
}

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

/* Whether the string that ends before the colon is the name of a member of Response. More bytes than
 * any such name has can be read before the colon. */
static inline bool find_is_member(const uint8_t *colon) {
#define FIND_MATCHES(name) || FIND_ENDS_WITH(colon, name)
    return false FIND_MEMBERS(FIND_MATCHES);
#undef FIND_MATCHES
}

/*
 * Takes the member of Response whose name ends before the colon: RequestId, or Error with its
 * members. Reads up to end, where the members of Response end, or later. Their text is validated by
 * others: what this function finds means nothing if they refuse it.
 *
 * Returns false when the member is not certainly what the contract demands.
 */
bool find_member(found *f, const uint8_t *colon, const uint8_t *end);

/* The bytes between the braces of Response. */
typedef struct frame {
    const uint8_t *begin, *end;
} frame;

/*
 * Finds the frame {"Response":{...}} of the document, with white space anywhere, and sets
 * f->document.end. Returns false when the bytes up to end are of another form.
 */
bool find_frame(found *f, const uint8_t *end, frame *members);

/* Whether the document has all members that the contract requires. */
static inline bool found_is_complete(const found *f) {
    return f->document.request_id.bytes != NULL;
}

#endif
