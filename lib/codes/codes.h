/*
 * What a code is to the common codes: one of them, below one, or neither. One byte says it, so that
 * a catalogue can hold it for each of its codes.
 */
#ifndef TCE_CODES_CODES_H
#define TCE_CODES_CODES_H

#include <stddef.h>
#include <stdint.h>

#include "code_hash.h"
#include "common_codes_table.h"
#include "namespace.h"
#include "tcenvelope.h"

/* A code's relation: twice the number of the common code that it is; one more for what has that
 * code before its first dot. Number 0, which no common code has, stands for none, and what has
 * AuthFailure before its first dot. */
#define CODE_RELATION(number)       (2 * (number))
#define CODE_RELATION_BELOW(number) (2 * (number) + 1)

/* What a relation says of a code. */
typedef struct code_standing {
    char name[COMMON_CODES_LONGEST + 1]; /* of the common code that it is; empty: it is none */
    const char *meaning;                 /* of that one */
    const char *category;
    uint8_t code;
    uint8_t kind;
    uint8_t code_class;
    uint8_t length; /* of the name */
} code_standing;

extern const code_standing code_standings[CODE_RELATION(TCE_CODE_END)];

/* The relation of a code that is not empty. */
uint8_t code_relate(const char *code, size_t length);

/* Member by member: a whole structure would be put together and then copied, which costs more than
 * the lookup. */
static inline void code_fill(tce_code_info *info, const code_standing *standing) {
    info->code = (tce_code)standing->code;
    info->kind = (tce_code_kind)standing->kind;
    info->code_class = (tce_code_class)standing->code_class;
    info->category = standing->category;
    info->service_count = 0;
    info->entry = NULL;
    info->reserved[0] = 0;
    info->reserved[1] = 0;
}

#endif
