/*
 * An error code: the perfect hash must find what a linear search finds.
 */
#include <string.h>

#include "target.h"

static const char *const listed[] = {
    "",
#define TCE_COMMON_CODE(constant, code, class, meaning) code,
#include "tcenvelope/common_codes.def"
#undef TCE_COMMON_CODE
};
#define LISTED_COUNT (sizeof(listed) / sizeof(listed[0]))

/* 0: none. */
static size_t search(const char *code, size_t length) {
    for (size_t i = 1; i < LISTED_COUNT; i++) {
        if (strlen(listed[i]) == length && memcmp(listed[i], code, length) == 0) {
            return i;
        }
    }
    return 0;
}

static bool is_category(const char *head, size_t length) {
    return search(head, length) != 0 ||
           (length == strlen("AuthFailure") && memcmp(head, "AuthFailure", length) == 0);
}

static void check(const char *code, size_t length) {
    tce_code_info info;
    tce_code_lookup(code, length, &info);
    const size_t found = search(code, length);
    const char *dot = memchr(code, '.', length);
    const size_t head = dot != NULL ? (size_t)(dot - code) : length;
    const bool categorised = is_category(code, head);
    REQUIRE((size_t)info.code == found);
    REQUIRE((info.kind == TCE_KIND_COMMON) == (found != 0));
    REQUIRE((info.kind == TCE_KIND_UNKNOWN) == (found == 0 && !categorised));
    REQUIRE(strlen(info.category) == (categorised ? head : strlen("other")));
    REQUIRE(memcmp(info.category, categorised ? code : "other", strlen(info.category)) == 0);
    REQUIRE(tce_code_class_name(info.code_class) != NULL);
}

/* Any number is a constant with a name, or has none. */
static void check_numbers(int number) {
    const char *const names[] = {tce_violation_name((tce_violation)number),
                                 tce_violation_meaning((tce_violation)number),
                                 tce_verdict_name((tce_verdict)number),
                                 tce_code_kind_name((tce_code_kind)number),
                                 tce_code_class_name((tce_code_class)number),
                                 tce_engine_name((tce_engine)number),
                                 tce_framing_name((tce_framing)number),
                                 tce_status_name((tce_status)number),
                                 tce_code_name((tce_code)number),
                                 tce_code_meaning((tce_code)number),
                                 tce_engine_instruction_set((tce_engine)number)};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        REQUIRE(names[i] == NULL || strlen(names[i]) > 0);
    }
    REQUIRE(tce_code_class_name(tce_code_class_of((tce_code)number)) != NULL || number <= 0 ||
            number >= TCE_CODE_END);
    REQUIRE(!tce_code_class_is_retryable((tce_code_class)number) || number == TCE_CLASS_THROTTLE);
}

/* The input, and the input after the beginning of each listed code. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char joined[256];
    if (size == 0 || size > sizeof(joined) / 2) {
        return 0;
    }
    memcpy(joined, data, size);
    check_numbers(data[0] < 0xF0 ? data[0] : -data[0]);
    check(joined, size);
    const char *base = listed[data[0] % LISTED_COUNT];
    const size_t head = strlen(base) > 0 ? data[0] / LISTED_COUNT % (strlen(base) + 1) : 0;
    memcpy(joined, base, head);
    memcpy(joined + head, data + 1, size - 1);
    if (head + size > 1) {
        check(joined, head + size - 1);
    }
    return 0;
}
