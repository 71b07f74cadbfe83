/*
 * A catalogue's image from inside: each of its numbers is checked, its texts are read and compared
 * to their ends and no further, and codes with colliding hashes are distinguished or refused.
 */
#define _DEFAULT_SOURCE 1 /* mmap with MAP_ANONYMOUS */

#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "image.h"
#include "tcenvelope.h"

typedef struct built {
    image_header *image;
    size_t size;
    const tce_catalogue *catalogue;
} built;

static built build(const tce_catalogue_row *rows, size_t count) {
    built b;
    const char *problem = NULL;
    b.image = tce_catalogue_build(rows, count, &b.size, &problem);
    b.catalogue = b.image != NULL ? tce_catalogue_open(b.image, b.size, &problem) : NULL;
    if (b.catalogue == NULL) {
        fail_msg("refused: %s", problem);
    }
    return b;
}

static tce_code_info lookup(const tce_catalogue *c, const char *code, size_t length) {
    tce_code_info info;
    tce_catalogue_lookup(c, code, length, &info);
    return info;
}

/* ---- Damage that the checksum does not show --------------------------------------------------*/

#define LONG_CODE "LimitExceeded.ThisCodeIsTooLongForTheTextOfOneSlotOfTheImage"

static built build_small(void) {
    const tce_catalogue_row rows[] = {
        {.code = {"OperationDenied", 15},
         .service = {"cvm", 3},
         .version = {"20170312", 8},
         .meaning = {"denied", 6}},
        {.code = {LONG_CODE, sizeof(LONG_CODE) - 1},
         .service = {"cvm", 3},
         .version = {"20170312", 8}},
    };
    _Static_assert(sizeof(LONG_CODE) - 1 > IMAGE_TEXT_MAX, "it lies in the pool");
    return build(rows, sizeof(rows) / sizeof(rows[0]));
}

static void *table(const built *b, uint64_t offset) {
    return (uint8_t *)b->image + offset;
}

/* The slot of the code of this length. */
static image_slot *slot_with(const built *b, size_t length) {
    image_slot *slots = table(b, image_layout_of(b->image).slots);
    for (uint32_t i = 0; i < b->image->slots; i++) {
        if (slots[i].length == length) {
            return &slots[i];
        }
    }
    fail_msg("no slot holds a code of %zu bytes", length);
    return NULL;
}

/* Recomputes the checksum. */
static void expect_refused(const built *b, const char *words) {
    const char *problem = NULL;
    b->image->checksum = XXH3_64bits(table(b, IMAGE_CHECKED_FROM), b->size - IMAGE_CHECKED_FROM);
    assert_null(tce_catalogue_open(b->image, b->size, &problem));
    if (strstr(problem, words) == NULL) {
        fail_msg("refused because %s, expected: %s", problem, words);
    }
}

static void put_number(void *member, size_t size, uint64_t number) {
    const uint8_t one = (uint8_t)number;
    const uint16_t two = (uint16_t)number;
    const uint32_t four = (uint32_t)number;
    const void *bytes = size == 1   ? (const void *)&one
                        : size == 2 ? (const void *)&two
                        : size == 4 ? (const void *)&four
                                    : (const void *)&number;
    memcpy(member, bytes, size);
}

/* The image is refused with this number in the member. The old number is restored. */
static void damage(const built *b, void *member, size_t size, uint64_t number, const char *words) {
    uint8_t kept[sizeof(number)];
    memcpy(kept, member, size);
    put_number(member, size, number);
    expect_refused(b, words);
    memcpy(member, kept, size);
}
#define DAMAGE(b, member, number, words) damage(b, &(member), sizeof(member), number, words)

static void every_number_is_checked_whatever_the_checksum_says(void **state) {
    (void)state;
    built b = build_small();
    image_header *h = b.image;
    DAMAGE(&b, h->slots, 0, "slots and buckets");
    DAMAGE(&b, h->bucket_bits, 0, "slots and buckets");
    DAMAGE(&b, h->bucket_bits, IMAGE_BUCKET_BITS_MAX + 1, "slots and buckets");
    DAMAGE(&b, h->slots, h->slots + 1, "do not fill it");
    DAMAGE(&b, h->pool, UINT32_MAX, "do not fill it");
    DAMAGE(&b, h->codes, h->codes + 1, "as many codes");
    free(b.image);
}

static void every_slot_is_checked_whatever_the_checksum_says(void **state) {
    (void)state;
    built b = build_small();
    image_slot *slot = slot_with(&b, 15);
    DAMAGE(&b, slot->length, TCE_MAX_CODE + 1, "too long");
    DAMAGE(&b, slot->length, 0, "as many services");
    DAMAGE(&b, slot->relation, 2, "other common codes");
    DAMAGE(&b, slot->references, b.image->references, "services are outside");
    DAMAGE(&b, slot->services, UINT16_MAX, "services are outside");
    DAMAGE(&b, slot->services, 0, "as many services");
    image_slot *slots = table(&b, image_layout_of(b.image).slots);
    image_slot *other = &slots[slot == slots];
    const image_slot kept = *other;
    *other = *slot;
    expect_refused(&b, "where a lookup would find it");
    *other = kept;
    slot->references = 0;
    slot->services = 2;
    expect_refused(&b, "as many services");
    slot = slot_with(&b, sizeof(LONG_CODE) - 1);
    memset(slot->text, 0xFF, sizeof(uint32_t));
    expect_refused(&b, "outside of it");
    free(b.image);
}

static void every_service_is_checked_whatever_the_checksum_says(void **state) {
    (void)state;
    built b = build_small();
    const image_layout l = image_layout_of(b.image);
    image_service *service = table(&b, l.services);
    image_reference *reference = table(&b, l.references);
    DAMAGE(&b, service->name, UINT32_MAX, "name is outside");
    DAMAGE(&b, service->version_length, UINT16_MAX, "name is outside");
    DAMAGE(&b, reference->service, b.image->services, "does not hold");
    free(b.image);
}

/* The only meaning. */
static image_reference *reference_with_meaning(const built *b) {
    image_reference *references = table(b, image_layout_of(b->image).references);
    for (uint32_t i = 0; i < b->image->references; i++) {
        if (references[i].meaning != 0) {
            return &references[i];
        }
    }
    fail_msg("no code has a meaning");
    return NULL;
}

static void every_meaning_is_checked_whatever_the_checksum_says(void **state) {
    (void)state;
    built b = build_small();
    image_reference *reference = reference_with_meaning(&b);
    const uint32_t pool = b.image->pool;
    DAMAGE(&b, reference->meaning, UINT32_MAX, "meaning is outside");
    DAMAGE(&b, reference->meaning, pool, "meaning is outside");
    DAMAGE(&b, reference->meaning, pool - 1, "meaning is outside");
    uint8_t *length = table(&b, image_layout_of(b.image).pool + reference->meaning);
    const image_length left = (image_length)(pool - reference->meaning - sizeof(image_length));
    damage(&b, length, sizeof(left), left + 1u, "meaning is outside");
    damage(&b, length, sizeof(left), UINT16_MAX, "meaning is outside");
    damage(&b, length, sizeof(left), 0, "empty or too long");
    free(b.image);
}

static void a_meaning_of_more_than_512_bytes_is_refused_although_it_is_in_the_pool(void **state) {
    (void)state;
    char texts[2][TCE_MAX_MEANING];
    tce_catalogue_row rows[2] = {0};
    for (size_t i = 0; i < 2; i++) {
        memset(texts[i], (int)('a' + i), TCE_MAX_MEANING);
        rows[i] = (tce_catalogue_row){.code = {i == 0 ? "A" : "B", 1},
                                      .service = {"s", 1},
                                      .meaning = {texts[i], TCE_MAX_MEANING}};
    }
    built b = build(rows, 2);
    uint8_t *pool = table(&b, image_layout_of(b.image).pool);
    uint8_t *first = memchr(pool, 'a', b.image->pool);
    damage(&b, first - sizeof(image_length), sizeof(image_length), TCE_MAX_MEANING + 1,
           "empty or too long");
    free(b.image);
}

static void every_class_is_checked_whatever_the_checksum_says(void **state) {
    (void)state;
    built b = build_small();
    image_slot *slot = slot_with(&b, 15);
    DAMAGE(&b, slot->code_class, TCE_CLASS_NONE, "class is not one");
    DAMAGE(&b, slot->code_class, TCE_CLASS_OTHER + 1, "class is not one");
    DAMAGE(&b, slot->code_class, UINT8_MAX, "class is not one");
    free(b.image);
}

static void equal_meanings_are_in_the_pool_once(void **state) {
    (void)state;
    static const char *const codes[] = {"A", "B", "C", "D"};
    tce_catalogue_row rows[4] = {0};
    for (size_t i = 0; i < 4; i++) {
        rows[i] = (tce_catalogue_row){.code = {codes[i], 1},
                                      .service = {"s", 1},
                                      .meaning = {i < 3 ? "the same" : "another!", 8}};
    }
    built b = build(rows, 4);
    assert_int_equal(b.image->pool, 1 + 2 * (sizeof(image_length) + 8));
    free(b.image);
}

/* ---- Codes of every length -------------------------------------------------------------------*/

/* One code of each length, none the beginning of another. */
static built build_lengths(char texts[TCE_MAX_CODE][TCE_MAX_CODE]) {
    tce_catalogue_row rows[TCE_MAX_CODE] = {0};
    for (size_t i = 0; i < TCE_MAX_CODE; i++) {
        memset(texts[i], (int)('0' + i % 64), i + 1);
        texts[i][i] = '!';
        rows[i].code = (tce_text){texts[i], i + 1};
    }
    return build(rows, TCE_MAX_CODE);
}

static void a_code_with_any_byte_changed_is_not_found(void **state) {
    (void)state;
    static char texts[TCE_MAX_CODE][TCE_MAX_CODE];
    built b = build_lengths(texts);
    for (size_t i = 0; i < TCE_MAX_CODE; i++) {
        const size_t length = i + 1;
        assert_int_equal(lookup(b.catalogue, texts[i], length).kind, TCE_KIND_CATALOGUE);
        for (size_t at = 0; at < length; at++) {
            texts[i][at] ^= 1;
            assert_null(lookup(b.catalogue, texts[i], length).entry);
            texts[i][at] ^= 1;
        }
    }
    free(b.image);
}

/* A slot holds another code with the same hash: only comparing the bytes shows it. */
static void every_byte_of_a_code_is_compared(void **state) {
    (void)state;
    static char texts[TCE_MAX_CODE][TCE_MAX_CODE];
    built b = build_lengths(texts);
    for (size_t length = 1; length <= IMAGE_TEXT_MAX; length++) {
        image_slot *slot = slot_with(&b, length);
        for (size_t at = 0; at < length; at++) {
            slot->text[at] ^= 1;
            assert_null(lookup(b.catalogue, texts[length - 1], length).entry);
            slot->text[at] ^= 1;
        }
        assert_non_null(lookup(b.catalogue, texts[length - 1], length).entry);
    }
    free(b.image);
}

/* A readable page between two that are not. */
static char *lone_page(size_t page) {
    char *pages = mmap(NULL, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(pages != MAP_FAILED);
    assert_int_equal(mprotect(pages + page, page, PROT_READ | PROT_WRITE), 0);
    return pages + page;
}

static void no_byte_outside_of_a_code_is_read(void **state) {
    (void)state;
    static char texts[TCE_MAX_CODE][TCE_MAX_CODE];
    built b = build_lengths(texts);
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *bytes = lone_page(page);
    for (size_t length = 0; length <= page; length += length < (size_t)2 * TCE_MAX_CODE ? 1 : 97) {
        char *const places[] = {bytes, bytes + page - length};
        for (size_t i = 0; i < 2; i++) {
            memset(places[i], 'x', length);
            assert_null(lookup(b.catalogue, places[i], length).entry);
            if (length > 0 && length <= TCE_MAX_CODE) {
                memcpy(places[i], texts[length - 1], length);
                assert_non_null(lookup(b.catalogue, places[i], length).entry);
            }
        }
    }
    assert_int_equal(munmap(bytes - page, 3 * page), 0);
    free(b.image);
}

/* ---- Colliding hashes ------------------------------------------------------------------------*/

/* XXH3 multiplies the first word with the second one after adding these to them: of a word that
 * makes 0 of it the second one has no effect. */
static void two_codes_of_one_hash_are_refused_at_once(void **state) {
    (void)state;
    const uint64_t word = UINT64_C(0xBE4BA423396CFEB8) + CODE_SEED;
    char texts[2][32] = {{0}};
    tce_catalogue_row rows[2] = {0};
    for (size_t i = 0; i < 2; i++) {
        for (size_t k = 0; k < sizeof(word); k++) {
            texts[i][k] = (char)(uint8_t)(word >> (8 * k));
        }
        memset(texts[i] + sizeof(word), (int)('A' + i), sizeof(word));
        rows[i].code = (tce_text){texts[i], sizeof(texts[i])};
    }
    assert_int_equal(code_hash(texts[0], 32), code_hash(texts[1], 32));
    size_t size;
    const char *problem = NULL;
    assert_null(tce_catalogue_build(rows, 2, &size, &problem));
    assert_non_null(strstr(problem, "two codes have the same hash"));
}

typedef struct numbered {
    uint64_t key; /* the bits by which a small image distinguishes codes */
    unsigned number;
} numbered;

static int compare_numbered(const void *left, const void *right) {
    const numbered *a = left;
    const numbered *b = right;
    return (a->key > b->key) - (a->key < b->key);
}

#define TRIED 400000u

static size_t write_code(char *text, unsigned number) {
    return (size_t)snprintf(text, TCE_MAX_CODE, "FailedOperation.Number%u", number);
}

/* Two numbers whose codes have the same bucket and the same 32 bits below it. */
static void find_alike(unsigned numbers[2]) {
    numbered *all = malloc(TRIED * sizeof(*all));
    assert_non_null(all);
    for (unsigned i = 0; i < TRIED; i++) {
        char text[TCE_MAX_CODE];
        const uint64_t hash = code_hash(text, write_code(text, i));
        all[i] = (numbered){hash >> 63 << 32 | (uint32_t)hash, i};
    }
    qsort(all, TRIED, sizeof(*all), compare_numbered);
    size_t at = 1;
    while (at < TRIED && all[at - 1].key != all[at].key) {
        at++;
    }
    assert_true(at < TRIED);
    numbers[0] = all[at - 1].number;
    numbers[1] = all[at].number;
    free(all);
}

static void two_codes_with_the_same_first_bits_differ_in_others(void **state) {
    (void)state;
    unsigned numbers[2];
    char texts[2][TCE_MAX_CODE];
    tce_catalogue_row rows[2] = {0};
    find_alike(numbers);
    for (size_t i = 0; i < 2; i++) {
        rows[i].code = (tce_text){texts[i], write_code(texts[i], numbers[i])};
    }
    built b = build(rows, 2);
    assert_int_equal(b.image->bucket_bits, 1);
    assert_true(b.image->rotation > 0);
    for (size_t i = 0; i < 2; i++) {
        const tce_text code = rows[i].code;
        assert_int_equal(lookup(b.catalogue, code.bytes, code.length).kind, TCE_KIND_CATALOGUE);
    }
    free(b.image);
}

/* clang-format off */
TESTS(
    T(every_number_is_checked_whatever_the_checksum_says),
    T(every_slot_is_checked_whatever_the_checksum_says),
    T(every_service_is_checked_whatever_the_checksum_says),
    T(every_meaning_is_checked_whatever_the_checksum_says),
    T(a_meaning_of_more_than_512_bytes_is_refused_although_it_is_in_the_pool),
    T(every_class_is_checked_whatever_the_checksum_says),
    T(equal_meanings_are_in_the_pool_once),
    T(a_code_with_any_byte_changed_is_not_found),
    T(every_byte_of_a_code_is_compared),
    T(no_byte_outside_of_a_code_is_read),
    T(two_codes_of_one_hash_are_refused_at_once),
    T(two_codes_with_the_same_first_bits_differ_in_others),
)
