/*
 * Error codes: the common ones by a perfect hash, all others by their category.
 */
#include <string.h>

#include "catalogue.h"
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

/* One probe: a slot holds the one code that can be equal, or 0, whose length no code has. */
static tce_code common_code_find(uint64_t hash, const char *code, size_t length) {
    const unsigned slot = common_code_slots[code_slot(hash, COMMON_CODES_SEED, COMMON_CODES_BITS)];
    const common_code *candidate = &common_codes[slot];
    const bool equal =
        length != 0 && length == candidate->length && code_equal(code, candidate->name, length);
    return equal ? (tce_code)slot : TCE_CODE_UNKNOWN;
}

typedef struct code_category {
    const char *name;
    tce_class code_class;
} code_category;

/* The category of what stands before the first dot: name NULL when it is none of ours. */
static code_category category_of(const char *head, size_t length) {
    if (length == sizeof(auth_failure) - 1 && memcmp(head, auth_failure, length) == 0) {
        return (code_category){auth_failure, TCE_CLASS_AUTH};
    }
    const tce_code top = common_code_find(code_hash(head, length), head, length);
    return (code_category){tce_code_name(top), tce_code_class(top)};
}

/* Member by member, here and below: a whole structure would be put together and then copied, which
 * costs more than the lookup. */
static void fill(tce_code_info *info, tce_code code, tce_code_kind kind, tce_class code_class,
                 const char *category) {
    info->code = code;
    info->kind = kind;
    info->code_class = code_class;
    info->category = category;
    info->service_count = 0;
    info->entry = NULL;
}

/* A common code with a dot is one of AuthFailure; any other one is its own category. */
static void fill_common(tce_code_info *info, tce_code code) {
    const common_code *common = &common_codes[code];
    const size_t head = sizeof(auth_failure) - 1;
    const bool dotted = common->length > head && common->name[head] == '.';
    fill(info, code, TCE_CODE_KIND_COMMON, (tce_class)common->code_class,
         dotted ? auth_failure : common->name);
}

/* Any other code takes its class from its category. */
static void fill_other(tce_code_info *info, const char *code, size_t length) {
    const char *dot = memchr(code, '.', length);
    const code_category top = category_of(code, dot != NULL ? (size_t)(dot - code) : length);
    if (top.name != NULL) {
        fill(info, TCE_CODE_UNKNOWN, TCE_CODE_KIND_DERIVED, top.code_class, top.name);
    } else {
        fill(info, TCE_CODE_UNKNOWN, TCE_CODE_KIND_UNKNOWN, TCE_CLASS_OTHER, "other");
    }
}

static void fill_from_catalogue(tce_code_info *info, const catalogue_entry *entry) {
    info->entry = entry->slot;
    info->service_count = entry->services;
    if (info->kind != TCE_CODE_KIND_COMMON) {
        info->kind = TCE_CODE_KIND_CATALOGUE;
    }
}

void tce_catalogue_lookup(const tce_catalogue *catalogue, const char *code, size_t length,
                          tce_code_info *info) {
    catalogue_entry entry;
    if (code == NULL || length == 0) {
        fill(info, TCE_CODE_UNKNOWN, TCE_CODE_KIND_NONE, TCE_CLASS_NONE, NULL);
        return;
    }
    const uint64_t hash = code_hash(code, length);
    const tce_code common = common_code_find(hash, code, length);
    if (common != TCE_CODE_UNKNOWN) {
        fill_common(info, common);
    } else {
        fill_other(info, code, length);
    }
    if (catalogue != NULL && catalogue_find(catalogue, hash, code, length, &entry)) {
        fill_from_catalogue(info, &entry);
    }
}

void tce_code_lookup(const char *code, size_t length, tce_code_info *info) {
    tce_catalogue_lookup(NULL, code, length, info);
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
