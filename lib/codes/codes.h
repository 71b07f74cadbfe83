/*
 * The relation of a code to the common codes: it is one of them, it is below one, or neither. It is
 * one byte, which a catalogue holds for each of its codes.
 */
#ifndef TCE_CODES_CODES_H
#define TCE_CODES_CODES_H

#include <stddef.h>
#include <stdint.h>

#include "code_hash.h"
#include "common_codes_table.h"
#include "namespace.h"
#include "tcenvelope.h"

/* Twice the number of the common code; one more for a code that has that code before its first dot.
 * Number 0, which no common code has, is for unrelated codes, and one more for codes that have
 * AuthFailure before the first dot. */
#define CODE_RELATION(number)       (2 * (number))
#define CODE_RELATION_BELOW(number) (2 * (number) + 1)

/* What follows from a relation. */
typedef struct code_standing {
    char name[COMMON_CODES_LONGEST + 1]; /* of the common code; empty: it is not one */
    const char *meaning;                 /* of the common code */
    const char *category;
    uint8_t code;
    uint8_t kind;
    uint8_t code_class;
    uint8_t length; /* of the name */
} code_standing;

extern const code_standing code_standings[CODE_RELATION(TCE_CODE_END)];

/* Returns the relation of a code, which is not empty. */
uint8_t code_relate(const char *code, size_t length);

/* Member by member: compilers build an entire struct first and then copy it, which costs more than
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
