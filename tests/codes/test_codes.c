/*
 * The perfect hash of the common codes, and the kinds of all other codes.
 */
#include "harness.h"

#include <string.h>

#include "codes.h"
#include "random.h"
#include "tcenvelope.h"

typedef struct listed_code {
    const char *name;
    tce_code code;
    tce_code_class code_class;
} listed_code;

static const listed_code listed[] = {
#define TCE_COMMON_CODE(constant, code, class, meaning)                                            \
    {code, TCE_CODE_##constant, TCE_CLASS_##class},
#include "tcenvelope/common_codes.def"
#undef TCE_COMMON_CODE
};
#define LISTED_COUNT (sizeof(listed) / sizeof(listed[0]))

static tce_code_info lookup(const char *code) {
    tce_code_info info;
    tce_code_lookup(code, strlen(code), &info);
    return info;
}

static tce_code find_by_searching(const char *code, size_t length) {
    for (size_t i = 0; i < LISTED_COUNT; i++) {
        if (strlen(listed[i].name) == length && memcmp(listed[i].name, code, length) == 0) {
            return listed[i].code;
        }
    }
    return TCE_CODE_UNKNOWN;
}

static void every_common_code_is_found(void **state) {
    (void)state;
    assert_int_equal(LISTED_COUNT, 38);
    for (size_t i = 0; i < LISTED_COUNT; i++) {
        const tce_code_info info = lookup(listed[i].name);
        assert_int_equal(info.kind, TCE_KIND_COMMON);
        assert_int_equal(info.code, listed[i].code);
        assert_int_equal(info.code_class, listed[i].code_class);
        assert_string_equal(tce_code_name(info.code), listed[i].name);
        assert_int_equal(tce_code_class_of(info.code), listed[i].code_class);
        assert_true(strlen(tce_code_meaning(info.code)) > 0);
    }
}

/* Numbers are part of the binary interface. */
static void the_first_26_codes_keep_their_numbers(void **state) {
    (void)state;
    assert_int_equal(TCE_CODE_AUTH_FAILURE_INVALID_SECRET_ID, 1);
    assert_int_equal(TCE_CODE_UNSUPPORTED_REGION, 26);
    assert_int_equal(TCE_CODE_ACTION_OFFLINE, 27);
    assert_int_equal(TCE_CODE_SERVICE_UNAVAILABLE, 38);
}

static size_t slot_of(const char *name, uint64_t seed) {
    return (size_t)(code_ends_hash(name, strlen(name), seed) >> (64 - COMMON_CODES_BITS));
}

static bool separates(uint64_t seed) {
    bool taken[1u << COMMON_CODES_BITS] = {false};
    for (size_t i = 0; i < LISTED_COUNT; i++) {
        bool *slot = &taken[slot_of(listed[i].name, seed)];
        if (*slot) {
            return false;
        }
        *slot = true;
    }
    return true;
}

static void the_table_is_the_one_of_the_first_seed_that_separates_the_codes(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < COMMON_CODES_SEED; seed++) {
        assert_false(separates(seed));
    }
    assert_true(separates(COMMON_CODES_SEED));
    size_t filled = 0;
    for (size_t i = 0; i < sizeof(common_code_slots); i++) {
        filled += common_code_slots[i] != 0;
    }
    assert_int_equal(filled, LISTED_COUNT);
    for (size_t i = 0; i < LISTED_COUNT; i++) {
        const size_t slot = slot_of(listed[i].name, COMMON_CODES_SEED);
        assert_int_equal(common_code_slots[slot], CODE_RELATION(listed[i].code));
    }
}

static void a_common_code_with_any_byte_changed_is_not_one(void **state) {
    (void)state;
    for (size_t i = 0; i < LISTED_COUNT; i++) {
        char code[TCE_MAX_CODE];
        const size_t length = strlen(listed[i].name);
        memcpy(code, listed[i].name, length);
        for (size_t place = 0; place < length; place++) {
            tce_code_info info;
            code[place] ^= 1;
            tce_code_lookup(code, length, &info);
            assert_int_equal(info.code, TCE_CODE_UNKNOWN);
            code[place] ^= 1;
        }
    }
}

/* A listed code with a byte changed, inserted or removed, or random bytes. */
static size_t make_candidate(uint64_t *random, char *out) {
    const char *base = listed[random_below(random, LISTED_COUNT)].name;
    size_t length = strlen(base);
    memcpy(out, base, length);
    const size_t place = random_below(random, length);
    switch (random_below(random, 4)) {
    case 0:
        out[place] = (char)random_below(random, 256);
        return length;
    case 1:
        memmove(out + place + 1, out + place, length - place);
        out[place] = (char)random_below(random, 256);
        return length + 1;
    case 2:
        memmove(out + place, out + place + 1, length - place - 1);
        return length - 1;
    default:
        length = random_below(random, 200);
        for (size_t i = 0; i < length; i++) {
            out[i] = (char)random_below(random, 256);
        }
        return length;
    }
}

static void a_million_other_strings_are_what_a_linear_search_finds(void **state) {
    (void)state;
    uint64_t random = 1;
    size_t others = 0;
    while (others < 1000000) {
        char code[256];
        const size_t length = make_candidate(&random, code);
        tce_code_info info;
        tce_code_lookup(code, length, &info);
        const tce_code found = find_by_searching(code, length);
        if (info.code != found || (info.kind == TCE_KIND_COMMON) != (found != 0)) {
            fail_msg("%.*s: %d, expected %d", (int)length, code, (int)info.code, (int)found);
        }
        others += found == TCE_CODE_UNKNOWN;
    }
}

static void expect(const char *code, tce_code_kind kind, tce_code_class code_class,
                   const char *category) {
    const tce_code_info info = lookup(code);
    assert_int_equal(info.kind, kind);
    assert_int_equal(info.code_class, code_class);
    assert_string_equal(info.category, category);
}

static void a_code_below_a_common_one_is_derived_and_takes_its_class(void **state) {
    (void)state;
    expect("InvalidParameterValue.ImageNotFound", TCE_KIND_DERIVED, TCE_CLASS_REQUEST,
           "InvalidParameterValue");
    expect("AuthFailure.Other", TCE_KIND_DERIVED, TCE_CLASS_AUTH, "AuthFailure");
    expect("AuthFailure", TCE_KIND_DERIVED, TCE_CLASS_AUTH, "AuthFailure");
    expect("LimitExceeded.A.B", TCE_KIND_DERIVED, TCE_CLASS_QUOTA, "LimitExceeded");
    expect("RequestLimitExceeded.IPLimitExceeded.X", TCE_KIND_DERIVED, TCE_CLASS_THROTTLE,
           "RequestLimitExceeded");
    expect("ServiceUnavailable.X", TCE_KIND_DERIVED, TCE_CLASS_SERVER, "ServiceUnavailable");
    expect("InternalError.", TCE_KIND_DERIVED, TCE_CLASS_SERVER, "InternalError");
}

static void a_common_code_has_the_category_before_its_dot(void **state) {
    (void)state;
    expect("AuthFailure.MFAFailure", TCE_KIND_COMMON, TCE_CLASS_AUTH, "AuthFailure");
    expect("RequestLimitExceeded.IPLimitExceeded", TCE_KIND_COMMON, TCE_CLASS_THROTTLE,
           "RequestLimitExceeded");
    expect("ServiceUnavailable", TCE_KIND_COMMON, TCE_CLASS_SERVER, "ServiceUnavailable");
    expect("DryRunOperation", TCE_KIND_COMMON, TCE_CLASS_DRY_RUN, "DryRunOperation");
}

static void any_other_code_is_unknown(void **state) {
    (void)state;
    static const char *const codes[] = {"OperationDenied", "ResourcesSoldOut.X", ".InternalError",
                                        "internalerror",   "InternalErrorx.Y",   "."};
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        expect(codes[i], TCE_KIND_UNKNOWN, TCE_CLASS_OTHER, "other");
    }
}

static void no_code_has_no_kind(void **state) {
    (void)state;
    tce_code_info info;
    tce_code_lookup(NULL, 0, &info);
    assert_int_equal(info.kind, TCE_KIND_NONE);
    assert_null(info.category);
    tce_code_lookup("", 0, &info);
    assert_int_equal(info.kind, TCE_KIND_NONE);
    assert_int_equal(info.code_class, TCE_CLASS_NONE);
    tce_code_lookup(NULL, 3, &info);
    assert_int_equal(info.kind, TCE_KIND_NONE);
}

static void a_number_that_is_not_a_code_has_no_name(void **state) {
    (void)state;
    const int numbers[] = {TCE_CODE_UNKNOWN, TCE_CODE_END, -1, 1 << 20};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        assert_null(tce_code_name((tce_code)numbers[i]));
        assert_null(tce_code_meaning((tce_code)numbers[i]));
        assert_int_equal(tce_code_class_of((tce_code)numbers[i]), TCE_CLASS_NONE);
    }
}

static void throttling_alone_is_retryable(void **state) {
    (void)state;
    for (int i = TCE_CLASS_NONE; i <= TCE_CLASS_OTHER; i++) {
        assert_int_equal(tce_code_class_is_retryable((tce_code_class)i), i == TCE_CLASS_THROTTLE);
    }
}

/* clang-format off */
TESTS(
    T(every_common_code_is_found),
    T(the_first_26_codes_keep_their_numbers),
    T(the_table_is_the_one_of_the_first_seed_that_separates_the_codes),
    T(a_common_code_with_any_byte_changed_is_not_one),
    T(a_million_other_strings_are_what_a_linear_search_finds),
    T(a_code_below_a_common_one_is_derived_and_takes_its_class),
    T(a_common_code_has_the_category_before_its_dot),
    T(any_other_code_is_unknown),
    T(no_code_has_no_kind),
    T(a_number_that_is_not_a_code_has_no_name),
    T(throttling_alone_is_retryable),
)
