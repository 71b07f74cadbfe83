/*
 * Error codes: the common ones by a perfect hash, all others by their category.
 */
#include <string.h>

#include "code_hash.h"
#include "common_codes_table.h"
#include "tcenvelope.h"

typedef struct common_code {
    const char *name;
    const char *meaning;
    unsigned char length;
    unsigned char code_class;
} common_code;

static const common_code common_codes[TCE_CODE_END] = {
#define TCE_COMMON_CODE(constant, code, class, meaning)                                            \
    [TCE_CODE_##constant] = {code, meaning, sizeof(code) - 1, TCE_CLASS_##class},
#include "tcenvelope/common_codes.def"
#undef TCE_COMMON_CODE
};

/* The one category that is not itself a common code. */
static const char auth_failure[] = "AuthFailure";

/* One hash, one probe: a slot holds the one code that can be equal, or 0, whose length no code
 * has. */
static tce_code common_code_find(const char *code, size_t length) {
    const uint64_t hash = code_hash(code, length, COMMON_CODES_SEED);
    const unsigned slot = common_code_slots[code_slot(hash, COMMON_CODES_BITS)];
    const common_code *candidate = &common_codes[slot];
    const bool equal =
        length != 0 && length == candidate->length && memcmp(code, candidate->name, length) == 0;
    return equal ? (tce_code)slot : TCE_CODE_UNKNOWN;
}

typedef struct category {
    const char *name;
    tce_class code_class;
} category;

/* The category of what stands before the first dot: name NULL when it is none of ours. */
static category category_of(const char *head, size_t length) {
    if (length == sizeof(auth_failure) - 1 && memcmp(head, auth_failure, length) == 0) {
        return (category){auth_failure, TCE_CLASS_AUTH};
    }
    const tce_code top = common_code_find(head, length);
    return (category){tce_code_name(top), tce_code_class(top)};
}

void tce_code_lookup(const char *code, size_t length, tce_code_info *info) {
    if (code == NULL || length == 0) {
        *info = (tce_code_info){TCE_CODE_UNKNOWN, TCE_CODE_KIND_NONE, TCE_CLASS_NONE, NULL};
        return;
    }
    const char *dot = memchr(code, '.', length);
    const category top = category_of(code, dot != NULL ? (size_t)(dot - code) : length);
    const tce_code common = common_code_find(code, length);
    *info = (tce_code_info){
        common,
        common != TCE_CODE_UNKNOWN ? TCE_CODE_KIND_COMMON
        : top.name != NULL         ? TCE_CODE_KIND_DERIVED
                                   : TCE_CODE_KIND_UNKNOWN,
        common != TCE_CODE_UNKNOWN ? tce_code_class(common)
        : top.name != NULL         ? top.code_class
                                   : TCE_CLASS_OTHER,
        top.name != NULL ? top.name : "other",
    };
}

static const common_code *common_code_at(tce_code code) {
    const unsigned number = (unsigned)code;
    return &common_codes[number < TCE_CODE_END ? number : TCE_CODE_UNKNOWN];
}

const char *tce_code_name(tce_code code) {
    return common_code_at(code)->name;
}

const char *tce_code_meaning(tce_code code) {
    return common_code_at(code)->meaning;
}

tce_class tce_code_class(tce_code code) {
    return (tce_class)common_code_at(code)->code_class;
}

bool tce_class_is_retryable(tce_class code_class) {
    return code_class == TCE_CLASS_THROTTLE;
}
