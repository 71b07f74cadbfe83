/*
 * The names of the constants: each is its constant in lower case.
 */
#include "harness.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "tcenvelope.h"

typedef struct named {
    int number;
    const char *constant; /* what the name is in upper case */
} named;

#define V(name)                                                                                    \
    { TCE_VIOLATION_##name, #name }

static const named violations[] = {
    V(JSON_EMPTY),
    V(JSON_BOM),
    V(JSON_UTF8),
    V(JSON_SYNTAX),
    V(JSON_TRUNCATED),
    V(JSON_TRAILING),
    V(JSON_DEPTH),
    V(JSON_SIZE),
    V(ROOT_NOT_OBJECT),
    V(RESPONSE_MISSING),
    V(RESPONSE_NOT_OBJECT),
    V(RESPONSE_DUPLICATE),
    V(REQUEST_ID_MISSING),
    V(REQUEST_ID_NOT_STRING),
    V(REQUEST_ID_EMPTY),
    V(REQUEST_ID_TOO_LONG),
    V(REQUEST_ID_DUPLICATE),
    V(ERROR_NOT_OBJECT),
    V(ERROR_DUPLICATE),
    V(CODE_MISSING),
    V(CODE_NOT_STRING),
    V(CODE_EMPTY),
    V(CODE_TOO_LONG),
    V(CODE_DUPLICATE),
    V(MESSAGE_MISSING),
    V(MESSAGE_NOT_STRING),
    V(MESSAGE_DUPLICATE),
    V(CODING_CORRUPT),
    V(CODING_TRUNCATED),
    V(CODING_UNSUPPORTED),
    V(CODING_LIMIT),
};

/* One kind for each bit of the set but bit 0, so that the struct never changes. */
static void a_report_has_space_for_every_bit_of_its_set(void **state) {
    (void)state;
    tce_report report;
    assert_int_equal(tce_validate("", 0, NULL, &report), TCE_VERDICT_INVALID);
    assert_int_equal(TCE_VIOLATION_COUNT_MAX, 8 * sizeof(report.violations) - 1);
    assert_true(sizeof(report.violation_order) >= TCE_VIOLATION_COUNT_MAX);
}

/* Bit n of a set alone, through the inline function or the exported one. */
static void expect_alone(bool (*has)(const tce_report *, tce_violation), unsigned bit) {
    const tce_report report = {.violations = (uint64_t)1 << bit};
    for (unsigned number = 0; number < 300; number++) {
        assert_int_equal(has(&report, (tce_violation)number), number == bit && bit != 0);
    }
    assert_false(has(&report, (tce_violation)-1));
    assert_false(has(&report, (tce_violation)(0U - 64 + bit)));
}

static bool has_inline(const tce_report *report, tce_violation violation) {
    return tce_report_has(report, violation);
}

static void a_report_has_the_violations_of_its_set_and_no_other_number(void **state) {
    (void)state;
    bool (*volatile exported)(const tce_report *, tce_violation) = tce_report_has;
    for (unsigned bit = 0; bit <= TCE_VIOLATION_COUNT_MAX; bit++) {
        expect_alone(has_inline, bit);
        expect_alone(exported, bit);
    }
}

/* Numbers are part of the binary interface: the order above never changes. */
static void violations_are_numbered_in_the_order_of_the_contract(void **state) {
    (void)state;
    const size_t count = sizeof(violations) / sizeof(violations[0]);
    assert_int_equal(count + 1, TCE_VIOLATION_END);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(violations[i].number, i + 1);
    }
}

static void expect_lower_case(const char *name, const char *constant) {
    assert_non_null(name);
    assert_int_equal(strlen(name), strlen(constant));
    for (size_t i = 0; constant[i] != '\0'; i++) {
        assert_int_equal(name[i], tolower((unsigned char)constant[i]));
    }
}

static void every_violation_has_the_name_of_its_constant_and_a_meaning(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof(violations) / sizeof(violations[0]); i++) {
        const tce_violation violation = (tce_violation)violations[i].number;
        expect_lower_case(tce_violation_name(violation), violations[i].constant);
        assert_true(strlen(tce_violation_meaning(violation)) > 0);
    }
}

typedef struct example {
    tce_violation violation;
    const char *json; /* ' stands for "; NULL: no document alone has it */
} example;

static const example examples[] = {
#define TCE_VIOLATION(constant, name, meaning, example) {TCE_VIOLATION_##constant, example},
#include "tcenvelope/violations.def"
#undef TCE_VIOLATION
};

/* Those that the rows of json_depth and json_size name. */
static tce_options options_of(tce_violation violation) {
    tce_options options = TCE_OPTIONS_INIT;
    options.max_depth = violation == TCE_VIOLATION_JSON_DEPTH ? 3 : 0;
    options.max_bytes = violation == TCE_VIOLATION_JSON_SIZE ? 1 : 0;
    return options;
}

static void every_violation_of_a_document_has_an_example(void **state) {
    (void)state;
    assert_int_equal(sizeof(examples) / sizeof(examples[0]) + 1, TCE_VIOLATION_END);
    for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
        const example *e = &examples[i];
        const tce_options options = options_of(e->violation);
        char json[512];
        size_t length = 0;
        assert_int_equal(e->json == NULL, e->violation >= TCE_VIOLATION_CODING_CORRUPT);
        if (e->json == NULL) {
            continue;
        }
        for (; e->json[length] != '\0'; length++) {
            assert_true(length < sizeof(json));
            json[length] = e->json[length];
            if (json[length] == '\'') {
                json[length] = '"';
            }
        }
        tce_report report;
        assert_int_equal(tce_validate(json, length, &options, &report), TCE_VERDICT_INVALID);
        assert_true(tce_report_has(&report, e->violation));
    }
}

static void every_other_constant_has_its_name(void **state) {
    (void)state;
    assert_string_equal(tce_verdict_name(TCE_VERDICT_SUCCESS), "success");
    assert_string_equal(tce_verdict_name(TCE_VERDICT_FAILURE), "failure");
    assert_string_equal(tce_verdict_name(TCE_VERDICT_INVALID), "invalid");
    assert_string_equal(tce_code_kind_name(TCE_KIND_COMMON), "common");
    assert_string_equal(tce_code_kind_name(TCE_KIND_CATALOGUE), "catalogue");
    assert_string_equal(tce_code_kind_name(TCE_KIND_DERIVED), "derived");
    assert_string_equal(tce_code_kind_name(TCE_KIND_UNKNOWN), "unknown");
    assert_string_equal(tce_code_class_name(TCE_CLASS_AUTH), "auth");
    assert_string_equal(tce_code_class_name(TCE_CLASS_REQUEST), "request");
    assert_string_equal(tce_code_class_name(TCE_CLASS_QUOTA), "quota");
    assert_string_equal(tce_code_class_name(TCE_CLASS_THROTTLE), "throttle");
    assert_string_equal(tce_code_class_name(TCE_CLASS_RESOURCE), "resource");
    assert_string_equal(tce_code_class_name(TCE_CLASS_SERVER), "server");
    assert_string_equal(tce_code_class_name(TCE_CLASS_DRY_RUN), "dry_run");
    assert_string_equal(tce_code_class_name(TCE_CLASS_OTHER), "other");
    assert_string_equal(tce_engine_name(TCE_ENGINE_AUTO), "auto");
    assert_string_equal(tce_engine_name(TCE_ENGINE_YAJL), "yajl");
    assert_string_equal(tce_engine_name(TCE_ENGINE_SIMD), "simd");
    assert_string_equal(tce_framing_name(TCE_FRAMING_SINGLE), "single");
    assert_string_equal(tce_framing_name(TCE_FRAMING_NDJSON), "ndjson");
    assert_string_equal(tce_framing_name(TCE_FRAMING_CONCATENATED), "concatenated");
    assert_string_equal(tce_status_name(TCE_OK), "ok");
    assert_string_equal(tce_status_name(TCE_REJECTED), "rejected");
    assert_string_equal(tce_status_name(TCE_UNFRAMABLE), "unframable");
    assert_string_equal(tce_status_name(TCE_CANCELLED), "cancelled");
    assert_string_equal(tce_status_name(TCE_MISUSE), "misuse");
}

static void a_number_without_a_constant_has_no_name(void **state) {
    (void)state;
    const int numbers[] = {-1, 1000, 1 << 30};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        assert_null(tce_violation_name((tce_violation)numbers[i]));
        assert_null(tce_violation_meaning((tce_violation)numbers[i]));
        assert_null(tce_verdict_name((tce_verdict)numbers[i]));
        assert_null(tce_code_kind_name((tce_code_kind)numbers[i]));
        assert_null(tce_code_class_name((tce_code_class)numbers[i]));
        assert_null(tce_engine_name((tce_engine)numbers[i]));
        assert_null(tce_framing_name((tce_framing)numbers[i]));
        assert_null(tce_status_name((tce_status)numbers[i]));
    }
    assert_null(tce_violation_name(TCE_VIOLATION_NONE));
    assert_null(tce_verdict_name(TCE_VERDICT_NONE));
    assert_null(tce_code_kind_name(TCE_KIND_NONE));
    assert_null(tce_code_class_name(TCE_CLASS_NONE));
}

static void the_library_has_the_version_of_its_header(void **state) {
    (void)state;
    char expected[32];
    (void)snprintf(expected, sizeof(expected), "%d.%d.%d", TCE_VERSION_MAJOR, TCE_VERSION_MINOR,
                   TCE_VERSION_PATCH);
    assert_string_equal(tce_version(), expected);
    assert_int_equal(tce_version_number(), TCE_VERSION_NUMBER);
    assert_int_equal(TCE_VERSION_NUMBER,
                     TCE_VERSION_MAJOR * 10000 + TCE_VERSION_MINOR * 100 + TCE_VERSION_PATCH);
}

static void auto_is_an_engine_that_is_available(void **state) {
    (void)state;
#ifdef TCE_WITHOUT_SIMD
    assert_int_equal(tce_engine_auto(), TCE_ENGINE_YAJL);
#else
    assert_int_equal(tce_engine_auto(), TCE_ENGINE_SIMD);
#endif
    assert_true(tce_engine_available(tce_engine_auto()));
    assert_true(tce_engine_available(TCE_ENGINE_AUTO));
    assert_non_null(tce_engine_instruction_set(TCE_ENGINE_AUTO));
    assert_false(tce_engine_available((tce_engine)99));
    assert_null(tce_engine_instruction_set((tce_engine)99));
}

static void an_engine_is_available_where_it_is_built(void **state) {
    (void)state;
#ifdef TCE_WITHOUT_YAJL
    assert_false(tce_engine_available(TCE_ENGINE_YAJL));
    assert_null(tce_engine_instruction_set(TCE_ENGINE_YAJL));
#else
    assert_true(tce_engine_available(TCE_ENGINE_YAJL));
    assert_non_null(tce_engine_instruction_set(TCE_ENGINE_YAJL));
#endif
#ifdef TCE_WITHOUT_SIMD
    assert_false(tce_engine_available(TCE_ENGINE_SIMD));
    assert_null(tce_engine_instruction_set(TCE_ENGINE_SIMD));
#else
    assert_true(tce_engine_available(TCE_ENGINE_SIMD));
    assert_non_null(tce_engine_instruction_set(TCE_ENGINE_SIMD));
#endif
}

/* clang-format off */
TESTS(
    T(a_report_has_space_for_every_bit_of_its_set),
    T(a_report_has_the_violations_of_its_set_and_no_other_number),
    T(violations_are_numbered_in_the_order_of_the_contract),
    T(every_violation_has_the_name_of_its_constant_and_a_meaning),
    T(every_violation_of_a_document_has_an_example),
    T(every_other_constant_has_its_name),
    T(a_number_without_a_constant_has_no_name),
    T(the_library_has_the_version_of_its_header),
    T(auto_is_an_engine_that_is_available),
    T(an_engine_is_available_where_it_is_built),
)
