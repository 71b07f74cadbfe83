/*
 * Structs of the caller that later versions make longer. Each begins with its size, so that a
 * program and a library of different versions agree on the members that both know.
 */
#ifndef TCE_HTTP_SIZED_H
#define TCE_HTTP_SIZED_H

#include <stdbool.h>
#include <stddef.h>

#define END_OF(type, member, member_type) (offsetof(type, member) + sizeof(member_type))

/* Nothing follows the last member. In padding there a later version's member would lie, within the
 * size and in bytes that callers of this version leave unset. Padding between the members of 0.1.0
 * is harmless: no member is ever put there, and no other version reads it as one. */
#define ENDS_WITH(type, member, member_type)                                                       \
    _Static_assert(sizeof(type) == END_OF(type, member, member_type),                              \
                   "padding follows the last member")

/* More than any version's. A size that was never set is refused before anything is read there. */
enum { SIZE_OF_A_STRUCT_MAX = 4096 };

/* oldest: where the struct ends in the version that had it first. */
static inline bool is_size_of_a_version(size_t size, size_t oldest) {
    return size >= oldest && size <= SIZE_OF_A_STRUCT_MAX;
}

/* Whether a newer program sets a member past the known bytes: its default is 0. */
static inline bool has_unknown_member(const void *given, size_t size, size_t known) {
    const unsigned char *bytes = given;
    for (size_t i = known; i < size; i++) {
        if (bytes[i] != 0) {
            return true;
        }
    }
    return false;
}

#endif
