/*
 * The members that the contract names: the one table of them. The envelope derives everything else
 * from it.
 *
 * ENVELOPE_MEMBERS(ROW, argument) expands, for each member in the order in which missing ones are
 * reported, to
 *
 *     ROW(argument, member, name, scope, type, missing, duplicate, wrong_type, empty, too_long)
 *
 * member      MEMBER_<member> is its number
 * name        as the document spells it, unescaped
 * scope       SCOPE_<scope>: whose member it is
 * type        TYPE_<type>: OBJECT for one that is a scope, STRING
 * missing     TCE_VIOLATION_<missing>, and likewise the rest; NONE where the contract allows it: a
 *             member with a missing violation is required. empty and too_long are of strings;
 *             too long is more than MEMBER_TEXT_MAX bytes.
 */
#ifndef TCE_MEMBERS_H
#define TCE_MEMBERS_H

#include <assert.h>

#include "tcenvelope.h"

/* clang-format off */
#define ENVELOPE_MEMBERS(ROW, argument)                                                            \
    ROW(argument, RESPONSE, "Response", ROOT, OBJECT,                                              \
        RESPONSE_MISSING, RESPONSE_DUPLICATE, RESPONSE_NOT_OBJECT, NONE, NONE)                     \
    ROW(argument, REQUEST_ID, "RequestId", RESPONSE, STRING,                                       \
        REQUEST_ID_MISSING, REQUEST_ID_DUPLICATE, REQUEST_ID_NOT_STRING,                           \
        REQUEST_ID_EMPTY, REQUEST_ID_TOO_LONG)                                                     \
    ROW(argument, ERROR, "Error", RESPONSE, OBJECT,                                                \
        NONE, ERROR_DUPLICATE, ERROR_NOT_OBJECT, NONE, NONE)                                       \
    ROW(argument, CODE, "Code", ERROR, STRING,                                                     \
        CODE_MISSING, CODE_DUPLICATE, CODE_NOT_STRING, CODE_EMPTY, CODE_TOO_LONG)                  \
    ROW(argument, MESSAGE, "Message", ERROR, STRING,                                               \
        MESSAGE_MISSING, MESSAGE_DUPLICATE, MESSAGE_NOT_STRING, NONE, NONE)
/* clang-format on */

#define MEMBER_TEXT_MAX TCE_MAX_CODE
static_assert(TCE_MAX_REQUEST_ID == TCE_MAX_CODE, "one limit serves both identifiers");

/* The usual length of a RequestId: a UUID. */
#define MEMBER_ID_USUAL 36

/* clang-format off */
enum { MEMBER_HAS_LENGTH_OBJECT = 0, MEMBER_HAS_LENGTH_STRING = 1 };
#define MEMBER_IS_SOUND(argument, member, name, scope, type, missing, duplicate, wrong_type,       \
                        empty, too_long)                                                           \
    static_assert(sizeof(name) <= 32, "a set of the names' lengths has 32 bits");                 \
    static_assert(MEMBER_HAS_LENGTH_##type || ((int)TCE_VIOLATION_##empty == 0 &&                 \
                                                (int)TCE_VIOLATION_##too_long == 0),               \
                   "only a string can be empty or too long");
ENVELOPE_MEMBERS(MEMBER_IS_SOUND, )
#undef MEMBER_IS_SOUND
/* clang-format on */

#endif
