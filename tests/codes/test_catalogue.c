/*
 * Catalogues: what was put in is found, nothing else is, and no damaged image is believed.
 */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "tcenvelope.h"

static tce_text text(const char *string) {
    return (tce_text){string, strlen(string)};
}

static tce_catalogue_row row(const char *code, const char *service, const char *version) {
    return (tce_catalogue_row){
        .code = text(code), .service = text(service), .version = text(version)};
}

static const tce_catalogue *open_or_fail(const void *image, size_t size) {
    const char *problem = "unset";
    const tce_catalogue *c = tce_catalogue_open(image, size, &problem);
    if (c == NULL) {
        fail_msg("refused: %s", problem);
    }
    assert_null(problem);
    return c;
}

static tce_catalogue_row row_with(const char *code, const char *service, const char *meaning,
                                  tce_code_class code_class) {
    tce_catalogue_row made = row(code, service, "1");
    made.meaning = text(meaning);
    made.code_class = code_class;
    return made;
}

typedef struct built {
    void *image;
    size_t size;
    const tce_catalogue *catalogue;
} built;

static built build(const tce_catalogue_row *rows, size_t count) {
    built b;
    const char *problem = "unset";
    b.image = tce_catalogue_build(rows, count, &b.size, &problem);
    assert_non_null(b.image);
    assert_null(problem);
    b.catalogue = open_or_fail(b.image, b.size);
    return b;
}

static tce_code_info lookup(const tce_catalogue *c, const char *code, size_t length) {
    tce_code_info info;
    tce_catalogue_lookup(c, code, length, &info);
    return info;
}

/* ---- A few codes -----------------------------------------------------------------------------*/

static built build_small(void) {
    const tce_catalogue_row rows[] = {
        row("OperationDenied", "cvm", "20170312"),
        row("InvalidParameterValue.ImageNotFound", "cvm", "20170312"),
        row("InternalError", "vpc", "20170312"),
        row("OperationDenied", "cbs", "20170312"),
        row("OperationDenied", "cvm", "20170312"),
        row("ResourcesSoldOut", "", ""),
        row("OperationDenied", "", ""),
        row("OperationDenied", "cvm", "20160101"),
    };
    return build(rows, sizeof(rows) / sizeof(rows[0]));
}

/* With meanings and classes. */
static built build_explained(void) {
    const tce_catalogue_row rows[] = {
        row_with("OperationDenied", "cvm", "the instance denies it", TCE_CLASS_RESOURCE),
        row_with("OperationDenied", "cbs", "the disk denies it", TCE_CLASS_NONE),
        row_with("OperationDenied", "vpc", "", TCE_CLASS_RESOURCE),
        row_with("LimitExceeded.Disks", "cbs", "too many disks", TCE_CLASS_NONE),
        row_with("LimitExceeded.Calls", "cbs", "too many disks", TCE_CLASS_THROTTLE),
        row_with("InternalError", "cbs", "\xE9\x85\x8D\xE9\xA2\x9D", TCE_CLASS_RESOURCE),
        {.code = text("Bare"), .code_class = TCE_CLASS_AUTH},
    };
    return build(rows, sizeof(rows) / sizeof(rows[0]));
}

static void expect(const tce_catalogue *c, const char *code, tce_code_kind kind,
                   tce_code_class code_class, const char *category, uint32_t services) {
    const tce_code_info info = lookup(c, code, strlen(code));
    assert_int_equal(info.kind, kind);
    assert_int_equal(info.code_class, code_class);
    assert_string_equal(info.category, category);
    assert_int_equal(info.service_count, services);
}

static void a_listed_code_is_of_the_catalogue_and_keeps_the_class_of_its_category(void **state) {
    (void)state;
    built b = build_small();
    expect(b.catalogue, "OperationDenied", TCE_KIND_CATALOGUE, TCE_CLASS_OTHER, "other", 3);
    expect(b.catalogue, "InvalidParameterValue.ImageNotFound", TCE_KIND_CATALOGUE,
           TCE_CLASS_REQUEST, "InvalidParameterValue", 1);
    expect(b.catalogue, "ResourcesSoldOut", TCE_KIND_CATALOGUE, TCE_CLASS_OTHER, "other", 0);
    free(b.image);
}

static void a_common_code_stays_common_and_has_its_services(void **state) {
    (void)state;
    built b = build_small();
    expect(b.catalogue, "InternalError", TCE_KIND_COMMON, TCE_CLASS_SERVER, "InternalError", 1);
    expect(b.catalogue, "InvalidAction", TCE_KIND_COMMON, TCE_CLASS_REQUEST, "InvalidAction", 0);
    free(b.image);
}

static void a_code_that_is_not_listed_is_what_it_is_without_a_catalogue(void **state) {
    (void)state;
    built b = build_small();
    expect(b.catalogue, "LimitExceeded.X", TCE_KIND_DERIVED, TCE_CLASS_QUOTA, "LimitExceeded", 0);
    expect(b.catalogue, "OperationDenie", TCE_KIND_UNKNOWN, TCE_CLASS_OTHER, "other", 0);
    expect(b.catalogue, "OperationDeniedX", TCE_KIND_UNKNOWN, TCE_CLASS_OTHER, "other", 0);
    expect(NULL, "OperationDenied", TCE_KIND_UNKNOWN, TCE_CLASS_OTHER, "other", 0);
    assert_int_equal(lookup(b.catalogue, NULL, 0).kind, TCE_KIND_NONE);
    assert_int_equal(lookup(b.catalogue, "", 0).kind, TCE_KIND_NONE);
    free(b.image);
}

static void expect_service(const tce_catalogue *c, const tce_code_info *info, uint32_t index,
                           const char *name, const char *version) {
    tce_service service;
    assert_true(tce_catalogue_service_of(c, info, index, &service));
    assert_int_equal(service.name.length, strlen(name));
    assert_memory_equal(service.name.bytes, name, strlen(name));
    assert_int_equal(service.version.length, strlen(version));
    assert_memory_equal(service.version.bytes, version, strlen(version));
}

static void services_are_sorted_and_each_is_there_once(void **state) {
    (void)state;
    built b = build_small();
    const tce_code_info info = lookup(b.catalogue, "OperationDenied", 15);
    expect_service(b.catalogue, &info, 0, "cbs", "20170312");
    expect_service(b.catalogue, &info, 1, "cvm", "20160101");
    expect_service(b.catalogue, &info, 2, "cvm", "20170312");
    tce_service service;
    assert_false(tce_catalogue_service_of(b.catalogue, &info, 3, &service));
    assert_false(tce_catalogue_service_of(NULL, &info, 0, &service));
    const tce_code_info none = lookup(b.catalogue, "Nothing", 7);
    assert_false(tce_catalogue_service_of(b.catalogue, &none, 0, &service));
    free(b.image);
}

static void expect_meaning(const tce_catalogue *c, const char *code, uint32_t index,
                           const char *meaning) {
    const tce_code_info info = lookup(c, code, strlen(code));
    tce_service service;
    assert_true(tce_catalogue_service_of(c, &info, index, &service));
    if (meaning == NULL) {
        assert_null(service.meaning.bytes);
        assert_int_equal(service.meaning.length, 0);
    } else {
        assert_int_equal(service.meaning.length, strlen(meaning));
        assert_memory_equal(service.meaning.bytes, meaning, strlen(meaning));
    }
}

static void each_service_says_what_a_code_means(void **state) {
    (void)state;
    built b = build_explained();
    expect_meaning(b.catalogue, "OperationDenied", 0, "the disk denies it");
    expect_meaning(b.catalogue, "OperationDenied", 1, "the instance denies it");
    expect_meaning(b.catalogue, "OperationDenied", 2, NULL);
    expect_meaning(b.catalogue, "LimitExceeded.Disks", 0, "too many disks");
    expect_meaning(b.catalogue, "LimitExceeded.Calls", 0, "too many disks");
    expect_meaning(b.catalogue, "InternalError", 0, "\xE9\x85\x8D\xE9\xA2\x9D");
    free(b.image);
}

static void a_class_that_the_catalogue_says_wins_over_that_of_the_category(void **state) {
    (void)state;
    built b = build_explained();
    expect(b.catalogue, "OperationDenied", TCE_KIND_CATALOGUE, TCE_CLASS_RESOURCE, "other", 3);
    expect(b.catalogue, "LimitExceeded.Disks", TCE_KIND_CATALOGUE, TCE_CLASS_QUOTA, "LimitExceeded",
           1);
    expect(b.catalogue, "LimitExceeded.Calls", TCE_KIND_CATALOGUE, TCE_CLASS_THROTTLE,
           "LimitExceeded", 1);
    expect(b.catalogue, "InternalError", TCE_KIND_COMMON, TCE_CLASS_RESOURCE, "InternalError", 1);
    expect(b.catalogue, "Bare", TCE_KIND_CATALOGUE, TCE_CLASS_AUTH, "other", 0);
    free(b.image);
}

static void the_longest_meaning_comes_back_to_its_last_byte(void **state) {
    (void)state;
    char longest[TCE_MAX_MEANING + 1] = {0};
    memset(longest, 'm', TCE_MAX_MEANING);
    longest[TCE_MAX_MEANING - 1] = '!';
    const tce_catalogue_row only = row_with("Code", "s", longest, TCE_CLASS_NONE);
    built b = build(&only, 1);
    expect_meaning(b.catalogue, "Code", 0, longest);
    free(b.image);
}

static void a_meaning_and_a_class_of_a_repeated_row_are_used(void **state) {
    (void)state;
    const tce_catalogue_row rows[] = {
        row_with("Code", "s", "", TCE_CLASS_NONE), row_with("Code", "s", "meant", TCE_CLASS_NONE),
        row_with("Code", "s", "", TCE_CLASS_AUTH), row_with("Code", "s", "meant", TCE_CLASS_AUTH)};
    const tce_catalogue_row united = row_with("Code", "s", "meant", TCE_CLASS_AUTH);
    built repeated = build(rows, 4);
    built once = build(&united, 1);
    assert_int_equal(repeated.size, once.size);
    assert_memory_equal(repeated.image, once.image, once.size);
    free(repeated.image);
    free(once.image);
}

static void expect_unusable(const tce_catalogue_row *rows, size_t count, const char *reason) {
    size_t size = 0;
    const char *problem = NULL;
    assert_null(tce_catalogue_build(rows, count, &size, &problem));
    assert_string_equal(problem, reason);
}

static void rows_that_contradict_each_other_are_refused(void **state) {
    (void)state;
    const tce_catalogue_row meanings[] = {row_with("Code", "s", "one", TCE_CLASS_NONE),
                                          row_with("Code", "s", "two", TCE_CLASS_NONE)};
    expect_unusable(meanings, 2, "a code of a service and version has two meanings");
    const tce_catalogue_row classes[] = {row_with("Code", "s", "", TCE_CLASS_AUTH),
                                         row_with("Code", "t", "", TCE_CLASS_QUOTA)};
    expect_unusable(classes, 2, "a code has two classes");
    const tce_catalogue_row same[] = {classes[0], row_with("Code", "s", "", TCE_CLASS_QUOTA)};
    expect_unusable(same, 2, "a code has two classes");
}

static void rows_with_an_unusable_meaning_or_class_are_refused(void **state) {
    (void)state;
    char longer[TCE_MAX_MEANING + 2] = {0};
    memset(longer, 'm', TCE_MAX_MEANING + 1);
    tce_catalogue_row bad = row_with("Code", "s", longer, TCE_CLASS_NONE);
    expect_unusable(&bad, 1, "a meaning is longer than 512 bytes");
    bad = row_with("Code", "", "meant", TCE_CLASS_NONE);
    expect_unusable(&bad, 1, "a row has a meaning but no service");
    bad = row_with("Code", "s", "", (tce_code_class)(TCE_CLASS_OTHER + 1));
    expect_unusable(&bad, 1, "a row's class is not a tce_code_class");
}

static void the_image_depends_on_the_rows_alone_not_on_their_order(void **state) {
    (void)state;
    const tce_catalogue_row forwards[] = {row("A", "s", "1"), row("B", "t", "2"),
                                          row("B", "s", "1"), row("C", "", "")};
    const tce_catalogue_row backwards[] = {forwards[3], forwards[2], forwards[2], forwards[1],
                                           forwards[0]};
    built first = build(forwards, 4);
    built second = build(backwards, 5);
    assert_int_equal(first.size, second.size);
    assert_memory_equal(first.image, second.image, first.size);
    free(first.image);
    free(second.image);
}

static void a_catalogue_without_codes_finds_none(void **state) {
    (void)state;
    built b = build(NULL, 0);
    assert_int_equal(tce_catalogue_code_count(b.catalogue), 0);
    expect(b.catalogue, "OperationDenied", TCE_KIND_UNKNOWN, TCE_CLASS_OTHER, "other", 0);
    free(b.image);
    assert_int_equal(tce_catalogue_code_count(NULL), 0);
    assert_int_equal(tce_catalogue_slot_count(NULL), 0);
}

static void rows_that_cannot_be_used_are_refused_with_a_reason(void **state) {
    (void)state;
    char longest[TCE_MAX_CODE + 1];
    memset(longest, 'x', sizeof(longest));
    const tce_text codes[] = {{longest, sizeof(longest)}, {"", 0}};
    for (size_t i = 0; i < 2; i++) {
        const tce_catalogue_row bad = {.code = codes[i]};
        size_t size;
        const char *problem = NULL;
        assert_null(tce_catalogue_build(&bad, 1, &size, &problem));
        assert_non_null(strstr(problem, "128 bytes"));
        assert_null(tce_catalogue_build(&bad, 1, &size, NULL));
    }
    const tce_catalogue_row good = {.code = {longest, TCE_MAX_CODE}};
    built b = build(&good, 1);
    assert_int_equal(lookup(b.catalogue, longest, TCE_MAX_CODE).kind, TCE_KIND_CATALOGUE);
    free(b.image);
}

static void a_report_knows_the_catalogue_of_its_options(void **state) {
    (void)state;
    static const char json[] = "{\"Response\":{\"Error\":{\"Code\":\"OperationDenied\","
                               "\"Message\":\"m\"},\"RequestId\":\"a\"}}";
    built b = build_small();
    tce_options options = TCE_OPTIONS_INIT;
    options.catalogue = b.catalogue;
    uint64_t storage[8192];
    tce_validator *v = tce_init(storage, sizeof(storage), &options);
    assert_int_equal(tce_feed(v, json, strlen(json)), TCE_OK);
    const tce_report *report = tce_finish(v);
    assert_int_equal(report->code_info.kind, TCE_KIND_CATALOGUE);
    assert_int_equal(report->code_info.service_count, 3);
    free(b.image);
}

/* ---- Many codes ------------------------------------------------------------------------------*/

typedef struct many {
    tce_catalogue_row *rows;
    char *texts;
    size_t count;
} many;

#define MADE_LENGTH 24

/* Codes that look alike: a family, and a number. */
static many make_many(size_t count) {
    many m = {malloc(count * sizeof(*m.rows)), malloc(count * MADE_LENGTH), count};
    assert_non_null(m.rows);
    assert_non_null(m.texts);
    for (size_t i = 0; i < count; i++) {
        char *code = m.texts + i * MADE_LENGTH;
        const int length = snprintf(code, MADE_LENGTH, "Family%zu.Code%zu", i % 97, i);
        m.rows[i] = (tce_catalogue_row){.code = {code, (size_t)length}};
    }
    return m;
}

static void expect_all_found(const tce_catalogue *c, const many *m) {
    assert_int_equal(tce_catalogue_code_count(c), m->count);
    for (size_t i = 0; i < m->count; i++) {
        const tce_text code = m->rows[i].code;
        assert_int_equal(lookup(c, code.bytes, code.length).kind, TCE_KIND_CATALOGUE);
    }
}

static void every_code_is_found_at_every_size(void **state) {
    (void)state;
    const size_t counts[] = {1, 2, 3, 4, 5, 7, 11, 12, 13, 50, 100, 999, 12000};
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        many m = make_many(counts[i]);
        built b = build(m.rows, m.count);
        expect_all_found(b.catalogue, &m);
        free(b.image);
        free(m.rows);
        free(m.texts);
    }
}

static void no_rows_make_an_image_that_holds_no_code(void **state) {
    (void)state;
    built b = build(NULL, 0);
    assert_int_equal(tce_catalogue_code_count(b.catalogue), 0);
    tce_code_info info;
    tce_catalogue_lookup(b.catalogue, "Anything", 8, &info);
    assert_int_equal(info.kind, TCE_KIND_UNKNOWN);
    free(b.image);
}

static void rows_that_cannot_be_used_leave_the_size_untouched(void **state) {
    (void)state;
    const tce_catalogue_row row = {.code = {"", 0}};
    size_t size = 77;
    assert_null(tce_catalogue_build(&row, 1, &size, NULL));
    assert_int_equal(size, 77);
}

static void a_slot_without_a_code_leaves_the_text_untouched(void **state) {
    (void)state;
    many m = make_many(50);
    built b = build(m.rows, m.count);
    const uint32_t slots = tce_catalogue_slot_count(b.catalogue);
    uint32_t empty = 0;
    for (uint32_t i = 0; i <= slots; i++) {
        tce_text code = {"before", 6};
        if (!tce_catalogue_code_at(b.catalogue, i, &code)) {
            assert_string_equal(code.bytes, "before");
            assert_int_equal(code.length, 6);
            empty++;
        }
    }
    assert_in_range(empty, 2, slots); /* one of them past the last */
    free(b.image);
    free(m.rows);
    free(m.texts);
}

static void the_load_is_at_least_nine_tenths(void **state) {
    (void)state;
    many m = make_many(12000);
    built b = build(m.rows, m.count);
    assert_true((size_t)tce_catalogue_slot_count(b.catalogue) * 9 <= m.count * 10);
    size_t found = 0;
    tce_text code;
    for (uint32_t i = 0; i < tce_catalogue_slot_count(b.catalogue); i++) {
        found += tce_catalogue_code_at(b.catalogue, i, &code);
    }
    assert_int_equal(found, m.count);
    assert_false(tce_catalogue_code_at(b.catalogue, UINT32_MAX, &code));
    free(b.image);
    free(m.rows);
    free(m.texts);
}

static void a_million_other_strings_are_not_found(void **state) {
    (void)state;
    many m = make_many(12000);
    built b = build(m.rows, m.count);
    uint64_t random = 1;
    for (int i = 0; i < 1000000; i++) {
        char code[64];
        const int length =
            snprintf(code, sizeof(code), "Family%u.Code%u", (unsigned)random_below(&random, 97),
                     (unsigned)(12000 + random_below(&random, 1u << 30)));
        assert_null(lookup(b.catalogue, code, (size_t)length).entry);
    }
    free(b.image);
    free(m.rows);
    free(m.texts);
}

/* ---- Damage ----------------------------------------------------------------------------------*/

static void expect_refused(const void *image, size_t size, const char *word) {
    const char *problem = NULL;
    assert_null(tce_catalogue_open(image, size, &problem));
    assert_non_null(problem);
    assert_non_null(strstr(problem, word));
}

static void every_flipped_bit_is_refused(void **state) {
    (void)state;
    built b = build_explained();
    uint8_t *bytes = b.image;
    for (size_t i = 0; i < b.size; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            bytes[i] = (uint8_t)(bytes[i] ^ (1u << bit));
            expect_refused(b.image, b.size, "it");
            bytes[i] = (uint8_t)(bytes[i] ^ (1u << bit));
        }
    }
    (void)open_or_fail(b.image, b.size);
    free(b.image);
}

static void every_cut_is_refused(void **state) {
    (void)state;
    built b = build_explained();
    for (size_t size = 0; size < b.size; size++) {
        void *cut = malloc(size > 0 ? size : 1);
        memcpy(cut, b.image, size);
        expect_refused(cut, size, size < 64 ? "shorter" : "size");
        free(cut);
    }
    free(b.image);
}

static void each_kind_of_damage_is_named(void **state) {
    (void)state;
    built b = build_small();
    uint8_t *copy = malloc(b.size + 8);
    memcpy(copy, b.image, b.size);
    expect_refused(NULL, b.size, "NULL");
    memmove(copy + 1, copy, b.size);
    expect_refused(copy + 1, b.size, "aligned");
    memcpy(copy, b.image, b.size);
    copy[0] = 'X';
    expect_refused(copy, b.size, "not a catalogue");
    copy[0] = 'T';
    copy[8] ^= 0x40;
    expect_refused(copy, b.size, "version");
    memcpy(copy, b.image, b.size);
    for (size_t i = 0; i < 2; i++) { /* as a machine of the other byte order writes it */
        const uint8_t first = copy[12 + i];
        copy[12 + i] = copy[15 - i];
        copy[15 - i] = first;
    }
    expect_refused(copy, b.size, "byte order");
    memcpy(copy, b.image, b.size);
    copy[b.size - 1] ^= 1;
    expect_refused(copy, b.size, "checksum");
    memcpy(copy, b.image, b.size);
    expect_refused(copy, b.size + 8, "size");
    free(copy);
    free(b.image);
}

static void a_row_whose_reserved_members_are_not_zero_is_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        tce_catalogue_row later = row("OperationDenied", "cvm", "2017-03-12");
        later.reserved[i] = 1;
        size_t size = 0;
        const char *problem = NULL;
        assert_null(tce_catalogue_build(&later, 1, &size, &problem));
        assert_string_equal(problem, "the reserved members of a row are not 0");
    }
}

static void the_reserved_members_that_the_library_fills_are_zero(void **state) {
    (void)state;
    const tce_catalogue_row only = row("OperationDenied", "cvm", "2017-03-12");
    const built b = build(&only, 1);
    static const char *const codes[] = {"OperationDenied", "InternalError", "Other", ""};
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        tce_code_info info;
        memset(&info, 0x5A, sizeof(info));
        tce_catalogue_lookup(b.catalogue, codes[i], strlen(codes[i]), &info);
        assert_true(info.reserved[0] == 0 && info.reserved[1] == 0);
    }
    const tce_code_info info = lookup(b.catalogue, "OperationDenied", 15);
    tce_service service;
    memset(&service, 0x5A, sizeof(service));
    assert_true(tce_catalogue_service_of(b.catalogue, &info, 0, &service));
    assert_true(service.reserved[0] == 0 && service.reserved[1] == 0);
    free(b.image);
}

/* clang-format off */
TESTS(
    T(a_listed_code_is_of_the_catalogue_and_keeps_the_class_of_its_category),
    T(a_common_code_stays_common_and_has_its_services),
    T(a_code_that_is_not_listed_is_what_it_is_without_a_catalogue),
    T(services_are_sorted_and_each_is_there_once),
    T(each_service_says_what_a_code_means),
    T(a_class_that_the_catalogue_says_wins_over_that_of_the_category),
    T(the_longest_meaning_comes_back_to_its_last_byte),
    T(a_meaning_and_a_class_of_a_repeated_row_are_used),
    T(rows_that_contradict_each_other_are_refused),
    T(rows_with_an_unusable_meaning_or_class_are_refused),
    T(the_image_depends_on_the_rows_alone_not_on_their_order),
    T(a_catalogue_without_codes_finds_none),
    T(rows_that_cannot_be_used_are_refused_with_a_reason),
    T(a_report_knows_the_catalogue_of_its_options),
    T(every_code_is_found_at_every_size),
    T(no_rows_make_an_image_that_holds_no_code),
    T(rows_that_cannot_be_used_leave_the_size_untouched),
    T(a_slot_without_a_code_leaves_the_text_untouched),
    T(the_load_is_at_least_nine_tenths),
    T(a_million_other_strings_are_not_found),
    T(every_flipped_bit_is_refused),
    T(every_cut_is_refused),
    T(each_kind_of_damage_is_named),
    T(a_row_whose_reserved_members_are_not_zero_is_refused),
    T(the_reserved_members_that_the_library_fills_are_zero),
)
