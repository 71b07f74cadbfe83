/*
 * Error codes: the common ones by a perfect hash, all others by their category.
 */
#include "codes.h"

#include <assert.h>
#include <string.h>

/* The one category that is not itself a common code. */
static const char auth_failure[] = "AuthFailure";

#define NAMED(name, meaning, category, code, kind, class)                                          \
    name, meaning, category, TCE_CODE_##code, TCE_KIND_##kind, TCE_CLASS_##class, sizeof(name) - 1

/* By relation: for each number, the code itself, then those below it. */
const code_standing code_standings[] = {
    {NAMED("", NULL, "other", UNKNOWN, UNKNOWN, OTHER)},
    {NAMED("", NULL, auth_failure, UNKNOWN, DERIVED, AUTH)},
#define TCE_COMMON_CODE(constant, code, class, meaning)                                            \
    {NAMED(code, meaning, COMMON_CODE_CATEGORY_##constant, constant, COMMON, class)},              \
        {NAMED("", NULL, code, UNKNOWN, DERIVED, class)},
#include "tcenvelope/common_codes.def"
#undef TCE_COMMON_CODE
};

static_assert(COMMON_CODES_SHORTEST >= CODE_WORD, "a common code holds a word");
static_assert(CODE_RELATION(TCE_CODE_END) <= UINT8_MAX, "a relation is one byte");

/* One probe: a slot holds the relation of the only code that can be equal, or 0, whose standing has
 * no name. Returns NULL for any other code. Inlined: a call would cost a fifth of the lookup. */
__attribute__((always_inline)) static inline const code_standing *common_code_find(const char *code,
                                                                                   size_t length) {
    if (length - COMMON_CODES_SHORTEST > COMMON_CODES_LONGEST - COMMON_CODES_SHORTEST) {
        return NULL;
    }
    const uint64_t hash = code_ends_hash(code, length, COMMON_CODES_SEED);
    const code_standing *candidate =
        &code_standings[common_code_slots[hash >> (64 - COMMON_CODES_BITS)]];
    return candidate->length == length && memcmp(candidate->name, code, length) == 0 ? candidate
                                                                                     : NULL;
}

/* The relation of a code that is not a common one: the part before its first dot decides. */
static uint8_t relate_other(const char *code, size_t length) {
    const char *dot = (const char *)memchr(code, '.', length);
    const size_t head = dot != NULL ? (size_t)(dot - code) : length;
    if (head == sizeof(auth_failure) - 1 && memcmp(code, auth_failure, head) == 0) {
        return CODE_RELATION_BELOW(0);
    }
    const code_standing *top = common_code_find(code, head);
    return (uint8_t)(top != NULL ? CODE_RELATION_BELOW(top->code) : CODE_RELATION(0));
}

uint8_t code_relate(const char *code, size_t length) {
    const code_standing *common = common_code_find(code, length);
    return common != NULL ? (uint8_t)CODE_RELATION(common->code) : relate_other(code, length);
}

/* Out of line, so that a common code does not pay for saving registers. */
__attribute__((noinline)) static void lookup_other(const char *code, size_t length,
                                                   tce_code_info *info) {
    if (code == NULL || length == 0) {
        memset(info, 0, sizeof(*info)); /* TCE_KIND_NONE */
    } else {
        code_fill(info, &code_standings[relate_other(code, length)]);
    }
}

void tce_code_lookup(const char *code, size_t length, tce_code_info *info) {
    const code_standing *common = code != NULL ? common_code_find(code, length) : NULL;
    if (common == NULL) {
        lookup_other(code, length, info);
        return;
    }
    code_fill(info, common);
}

/* NULL: the number is not that of a common code. */
static const code_standing *standing_of(tce_code code) {
    const size_t number = (unsigned)code;
    const bool common = number > TCE_CODE_UNKNOWN && number < TCE_CODE_END;
    return common ? &code_standings[CODE_RELATION(number)] : NULL;
}

const char *tce_code_name(tce_code code) {
    const code_standing *standing = standing_of(code);
    return standing != NULL ? standing->name : NULL;
}

const char *tce_code_meaning(tce_code code) {
    const code_standing *standing = standing_of(code);
    return standing != NULL ? standing->meaning : NULL;
}

tce_code_class tce_code_class_of(tce_code code) {
    const code_standing *standing = standing_of(code);
    return standing != NULL ? (tce_code_class)standing->code_class : TCE_CLASS_NONE;
}

bool tce_code_class_is_retryable(tce_code_class code_class) {
    return code_class == TCE_CLASS_THROTTLE;
}
