/*
 * A catalogue's image: whatever its bytes, it is refused or harmless. And a list of codes: an
 * image built from it finds each code as a linear search over the list does, and no other.
 *
 * The first byte says what the rest is. A checksum stops nearly every mutation, so in two of the
 * four cases it, and the fields before it, are corrected first.
 */
#include <stdlib.h>
#include <string.h>

#include "image.h"
#include "target.h"

static void put_right(uint8_t *image, size_t size) {
    image_header h;
    if (size < sizeof(h)) {
        return;
    }
    memcpy(&h, image, sizeof(h));
    memcpy(h.magic, IMAGE_MAGIC, sizeof(h.magic));
    h.version = IMAGE_VERSION;
    h.byte_order = IMAGE_BYTE_ORDER;
    h.size = size;
    h.checksum = XXH3_64bits(image + IMAGE_CHECKED_FROM, size - IMAGE_CHECKED_FROM);
    memcpy(image, &h, sizeof(h));
}

/* ---- Images ----------------------------------------------------------------------------------*/

static void read_text(record *r, tce_text text) {
    for (size_t i = 0; i < text.length; i++) {
        record_number(r, (uint8_t)text.bytes[i]);
    }
}

static void require_within(tce_text text, const uint8_t *image, size_t size) {
    const uintptr_t begin = (uintptr_t)text.bytes - (uintptr_t)image;
    REQUIRE(begin <= size && text.length <= size - begin);
}

/* An absent meaning has no bytes, any other has at least one. */
static void read_meaning(record *r, tce_text meaning, const uint8_t *image, size_t size) {
    REQUIRE((meaning.bytes == NULL) == (meaning.length == 0));
    REQUIRE(meaning.length <= TCE_MAX_MEANING);
    if (meaning.bytes != NULL) {
        require_within(meaning, image, size);
        read_text(r, meaning);
    }
}

/* Returns how many there are. */
static uint32_t read_services(const tce_catalogue *c, const tce_code_info *info,
                              const uint8_t *image, size_t size) {
    tce_service service;
    record r = {0};
    for (uint32_t i = 0; i < info->service_count; i++) {
        REQUIRE(tce_catalogue_service_of(c, info, i, &service));
        read_text(&r, service.name);
        read_text(&r, service.version);
        read_meaning(&r, service.meaning, image, size);
    }
    REQUIRE(!tce_catalogue_service_of(c, info, info->service_count, &service));
    return info->service_count;
}

/* Every code that the image lists is found in it. Together they have no more services than it has
 * references: listing it takes linear time. */
static void read_all(const tce_catalogue *c, const uint8_t *image, size_t size) {
    uint32_t found = 0;
    uint64_t services = 0;
    for (uint32_t i = 0; i < tce_catalogue_slot_count(c); i++) {
        tce_text code = {(const char *)image, 0};
        tce_code_info info;
        const bool filled = tce_catalogue_code_at(c, i, &code);
        require_within(code, image, size);
        REQUIRE(filled == (code.length > 0));
        if (filled) {
            tce_catalogue_lookup(c, code.bytes, code.length, &info);
            REQUIRE(info.entry != NULL);
            REQUIRE(tce_code_class_name(info.code_class) != NULL);
            services += read_services(c, &info, image, size);
            found++;
        }
    }
    REQUIRE(found == tce_catalogue_code_count(c));
    REQUIRE(services <= size / sizeof(image_reference));
}

/* Memory that ends with the image, aligned as the library asks. */
static uint8_t *aligned_copy(const uint8_t *bytes, size_t size) {
    void *copy = NULL;
    REQUIRE(posix_memalign(&copy, TCE_STORAGE_ALIGNMENT, size > 0 ? size : 1) == 0);
    memcpy(copy, bytes, size);
    return copy;
}

static void try_image(const uint8_t *bytes, size_t size, bool right) {
    uint8_t *image = aligned_copy(bytes, size);
    const char *problem = NULL;
    if (right) {
        put_right(image, size);
    }
    const tce_catalogue *c = tce_catalogue_open(image, size, &problem);
    REQUIRE((c == NULL) == (problem != NULL));
    REQUIRE(tce_catalogue_open(image, size, NULL) == c);
    if (c != NULL) {
        tce_code_info info;
        tce_catalogue_lookup(c, (const char *)bytes, size < 64 ? size : 64, &info);
        read_all(c, image, size);
    }
    free(image);
}

/* ---- Lists -----------------------------------------------------------------------------------*/

#define ROWS_MAX 64

typedef struct list {
    tce_catalogue_row rows[ROWS_MAX];
    size_t count;
} list;

/* Four texts to a row, each after its length, and a class. A meaning can be too long, and a class
 * can be none. */
static void read_list(list *l, const uint8_t *bytes, size_t size) {
    size_t i = 0;
    *l = (list){.count = 0};
    while (i < size && l->count < ROWS_MAX) {
        tce_catalogue_row *row = &l->rows[l->count++];
        tce_text *const texts[] = {&row->code, &row->service, &row->version, &row->meaning};
        for (size_t t = 0; t < 4; t++) {
            size_t length = i < size ? bytes[i++] : 0;
            length = t < 3 ? length % 160 : length < 250 ? length : (length - 247) * 171;
            length = length < size - i ? length : size - i;
            *texts[t] = (tce_text){(const char *)bytes + i, length};
            i += length;
        }
        row->code_class = (tce_code_class)(i < size ? bytes[i++] % (TCE_CLASS_OTHER + 2) : 0);
    }
}

static int compare(tce_text a, tce_text b) {
    const size_t shorter = a.length < b.length ? a.length : b.length;
    const int order = shorter > 0 ? memcmp(a.bytes, b.bytes, shorter) : 0;
    return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

static int compare_services(tce_service a, tce_service b) {
    const int order = compare(a.name, b.name);
    return order != 0 ? order : compare(a.version, b.version);
}

/* Whether one of the first count rows has the code, and the service unless that is NULL. */
static bool lists(const list *l, size_t count, tce_text code, const tce_service *service) {
    for (size_t i = 0; i < count; i++) {
        const tce_catalogue_row *row = &l->rows[i];
        const tce_service own = {.name = row->service, .version = row->version};
        if (compare(row->code, code) == 0 &&
            (service == NULL || compare_services(own, *service) == 0)) {
            return true;
        }
    }
    return false;
}

/* ---- What is wrong with a list ---------------------------------------------------------------*/

static bool is_usable_row(const tce_catalogue_row *row) {
    return row->code.length > 0 && row->code.length <= TCE_MAX_CODE &&
           row->meaning.length <= TCE_MAX_MEANING && row->code_class <= TCE_CLASS_OTHER &&
           (row->meaning.length == 0 || row->service.length > 0);
}

static bool have_one_class(const tce_catalogue_row *a, const tce_catalogue_row *b) {
    return a->code_class == b->code_class || a->code_class == TCE_CLASS_NONE ||
           b->code_class == TCE_CLASS_NONE;
}

static bool have_one_meaning(const tce_catalogue_row *a, const tce_catalogue_row *b) {
    const bool same = compare(a->service, b->service) == 0 && compare(a->version, b->version) == 0;
    return !same || a->meaning.length == 0 || b->meaning.length == 0 ||
           compare(a->meaning, b->meaning) == 0;
}

static bool agree(const tce_catalogue_row *a, const tce_catalogue_row *b) {
    return compare(a->code, b->code) != 0 || (have_one_class(a, b) && have_one_meaning(a, b));
}

static bool is_usable(const list *l) {
    for (size_t i = 0; i < l->count; i++) {
        if (!is_usable_row(&l->rows[i])) {
            return false;
        }
        for (size_t k = 0; k < i; k++) {
            if (!agree(&l->rows[k], &l->rows[i])) {
                return false;
            }
        }
    }
    return true;
}

/* ---- What a lookup finds ---------------------------------------------------------------------*/

/* Absent: no row of the code and service has one. */
static tce_text listed_meaning(const list *l, tce_text code, const tce_service *service) {
    for (size_t i = 0; i < l->count; i++) {
        const tce_catalogue_row *row = &l->rows[i];
        const tce_service own = {.name = row->service, .version = row->version};
        if (row->meaning.length > 0 && compare(row->code, code) == 0 &&
            compare_services(own, *service) == 0) {
            return row->meaning;
        }
    }
    return (tce_text){NULL, 0};
}

static tce_code_class listed_class(const list *l, tce_text code) {
    for (size_t i = 0; i < l->count; i++) {
        if (l->rows[i].code_class != TCE_CLASS_NONE && compare(l->rows[i].code, code) == 0) {
            return l->rows[i].code_class;
        }
    }
    return TCE_CLASS_NONE;
}

static uint32_t count_services(const list *l, tce_text code) {
    uint32_t count = 0;
    for (size_t i = 0; i < l->count; i++) {
        const tce_catalogue_row *row = &l->rows[i];
        const tce_service own = {.name = row->service, .version = row->version};
        count += compare(row->code, code) == 0 && own.name.length > 0 && !lists(l, i, code, &own);
    }
    return count;
}

/* The services are those of the list: as many, sorted, no two of them equal, and each listed, with
 * its meaning. */
static void check_services(const tce_catalogue *c, const list *l, tce_text code,
                           const tce_code_info *info) {
    tce_service last = {.name = {"", 0}, .version = {"", 0}};
    REQUIRE(info->service_count == count_services(l, code));
    for (uint32_t i = 0; i < info->service_count; i++) {
        tce_service service;
        REQUIRE(tce_catalogue_service_of(c, info, i, &service));
        REQUIRE(compare_services(last, service) < 0);
        REQUIRE(lists(l, l->count, code, &service));
        REQUIRE(compare(service.meaning, listed_meaning(l, code, &service)) == 0);
        last = service;
    }
}

static void check_code(const tce_catalogue *c, const list *l, tce_text code) {
    tce_code_info info;
    tce_code_info plain;
    const bool listed = lists(l, l->count, code, NULL);
    tce_catalogue_lookup(c, code.bytes, code.length, &info);
    tce_code_lookup(code.bytes, code.length, &plain);
    REQUIRE((info.entry != NULL) == listed);
    const tce_code_class said = listed_class(l, code);
    REQUIRE(info.code == plain.code);
    REQUIRE(info.code_class == (said != TCE_CLASS_NONE ? said : plain.code_class));
    REQUIRE(info.category == plain.category);
    REQUIRE(info.kind ==
            (listed && plain.kind != TCE_KIND_COMMON ? TCE_KIND_CATALOGUE : plain.kind));
    check_services(c, l, code, &info);
}

/* Codes that differ from this one in a byte or in their length. */
static void check_others(const tce_catalogue *c, const list *l, tce_text code) {
    char *other = (char *)target_copy((const uint8_t *)code.bytes, code.length);
    for (size_t i = 0; i < code.length; i += 1 + code.length / 8) {
        other[i] = (char)(other[i] ^ 1);
        check_code(c, l, (tce_text){other, code.length});
        other[i] = (char)(other[i] ^ 1);
    }
    if (code.length > 1) {
        check_code(c, l, (tce_text){other, code.length - 1});
        check_code(c, l, (tce_text){other + 1, code.length - 1});
    }
    free(other);
}

/* ---- Reports ---------------------------------------------------------------------------------*/

static bool is_plain(tce_text text) {
    for (size_t i = 0; i < text.length; i++) {
        const char byte = text.bytes[i];
        if (byte < ' ' || byte > '~' || byte == '"' || byte == '\\') {
            return false;
        }
    }
    return true;
}

static void feed(tce_validator *v, const char *json, size_t length) {
    REQUIRE(tce_feed(v, json, length) == TCE_OK);
}

static void check_report(const tce_catalogue *c, tce_text code, tce_engine engine) {
    static const char before[] = "{\"Response\":{\"RequestId\":\"a\",\"Error\":{\"Code\":\"";
    static const char after[] = "\",\"Message\":\"\"}}}";
    tce_options options = TCE_OPTIONS_INIT;
    options.engine = engine;
    options.catalogue = c;
    guarded_storage s = target_storage(tce_storage_size(&options));
    tce_validator *v = tce_init(s.storage, s.size, &options);
    REQUIRE(v != NULL);
    feed(v, before, sizeof(before) - 1);
    feed(v, code.bytes, code.length);
    feed(v, after, sizeof(after) - 1);
    const tce_report *report = tce_finish(v);
    tce_code_info info;
    tce_catalogue_lookup(c, code.bytes, code.length, &info);
    REQUIRE(report->verdict == TCE_VERDICT_FAILURE);
    REQUIRE(report->code_info.kind == info.kind && report->code_info.entry == info.entry);
    REQUIRE(report->code_info.service_count == info.service_count);
    REQUIRE(report->code_info.code_class == info.code_class);
    target_release(&s);
}

/* A validator says of the list's first code what a lookup says. */
static void check_reports(const tce_catalogue *c, const list *l) {
    if (l->count == 0 || !is_plain(l->rows[0].code)) {
        return;
    }
    for (size_t i = 0; i < SUBJECT_KINDS; i++) {
        if (subject_choose(&subject_kinds[i])) {
            check_report(c, l->rows[0].code, subject_kinds[i].engine);
        }
    }
}

/* ---- The target ------------------------------------------------------------------------------*/

static void *build(const list *l, size_t *size) {
    const char *problem = NULL;
    void *image = tce_catalogue_build(l->rows, l->count, size, &problem);
    REQUIRE((image == NULL) == (problem != NULL));
    const bool collided = problem != NULL && strstr(problem, "same hash") != NULL;
    REQUIRE((image != NULL) == is_usable(l) || collided);
    return image;
}

static void try_list(const uint8_t *bytes, size_t size) {
    list l;
    size_t image_size = 0;
    read_list(&l, bytes, size);
    void *image = build(&l, &image_size);
    if (image == NULL) {
        return;
    }
    const tce_catalogue *c = tce_catalogue_open(image, image_size, NULL);
    REQUIRE(c != NULL);
    read_all(c, image, image_size);
    for (size_t i = 0; i < l.count; i++) {
        check_code(c, &l, l.rows[i].code);
        check_others(c, &l, l.rows[i].code);
    }
    check_reports(c, &l);
    free(image);
}

#define DAMAGE_BYTES 3 /* where: two bytes; and what changes there */

/* A list's image with up to eight bytes changed: nearer to one that is accepted than any other. */
static void try_damaged(const uint8_t *bytes, size_t size) {
    list l;
    size_t image_size = 0;
    const size_t damages = size > 0 ? bytes[0] % 9 : 0;
    if (size < 1 + damages * DAMAGE_BYTES) {
        return;
    }
    read_list(&l, bytes + 1 + damages * DAMAGE_BYTES, size - 1 - damages * DAMAGE_BYTES);
    uint8_t *image = build(&l, &image_size);
    if (image == NULL) {
        return;
    }
    for (size_t i = 0; i < damages; i++) {
        const uint8_t *d = bytes + 1 + i * DAMAGE_BYTES;
        image[(size_t)(d[0] << 8 | d[1]) % image_size] ^= d[2];
    }
    try_image(image, image_size, true);
    free(image);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) {
        return 0;
    }
    switch (data[0] % 4) {
    case 0:
        try_image(data + 1, size - 1, true);
        break;
    case 1:
        try_image(data + 1, size - 1, false);
        break;
    case 2:
        try_damaged(data + 1, size - 1);
        break;
    default:
        try_list(data + 1, size - 1);
    }
    return 0;
}
