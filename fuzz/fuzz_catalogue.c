/*
 * A catalogue's image: whatever its bytes, it is refused or harmless. And a list of codes: what is
 * built of it holds each of them.
 *
 * The first byte says what the rest is. A checksum stops nearly every mutation, so half of the
 * images have theirs, and what stands before it, put right first.
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

static void read_services(const tce_catalogue *c, const tce_code_info *info) {
    tce_service service;
    record r = {0};
    for (uint32_t i = 0; i < info->service_count; i++) {
        REQUIRE(tce_catalogue_service_of(c, info, i, &service));
        for (size_t k = 0; k < service.name.length; k++) {
            record_number(&r, (uint8_t)service.name.bytes[k]);
        }
        for (size_t k = 0; k < service.version.length; k++) {
            record_number(&r, (uint8_t)service.version.bytes[k]);
        }
    }
    REQUIRE(!tce_catalogue_service_of(c, info, info->service_count, &service));
}

/* Every code that the image lists is found in it. */
static void read_all(const tce_catalogue *c) {
    uint32_t found = 0;
    for (uint32_t i = 0; i < tce_catalogue_slot_count(c); i++) {
        tce_text code;
        tce_code_info info;
        if (tce_catalogue_code_at(c, i, &code)) {
            tce_catalogue_lookup(c, code.bytes, code.length, &info);
            REQUIRE(info.entry != NULL);
            read_services(c, &info);
            found++;
        }
    }
    REQUIRE(found == tce_catalogue_code_count(c));
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
        read_all(c);
    }
    free(image);
}

/* ---- Lists -----------------------------------------------------------------------------------*/

#define ROWS_MAX 64

/* Three texts to a row, each behind its length. */
static size_t read_rows(const uint8_t *bytes, size_t size, tce_catalogue_row *rows) {
    size_t count = 0;
    size_t i = 0;
    while (i < size && count < ROWS_MAX) {
        tce_text *const texts[] = {&rows[count].code, &rows[count].service, &rows[count].version};
        for (size_t t = 0; t < 3; t++) {
            size_t length = i < size ? bytes[i++] % 160 : 0;
            length = length < size - i ? length : size - i;
            *texts[t] = (tce_text){(const char *)bytes + i, length};
            i += length;
        }
        count++;
    }
    return count;
}

static void try_rows(const uint8_t *bytes, size_t size) {
    tce_catalogue_row rows[ROWS_MAX];
    const size_t count = read_rows(bytes, size, rows);
    size_t image_size = 0;
    const char *problem = NULL;
    void *image = tce_catalogue_build(rows, count, &image_size, &problem);
    REQUIRE((image == NULL) == (problem != NULL));
    if (image == NULL) {
        return;
    }
    const tce_catalogue *c = tce_catalogue_open(image, image_size, NULL);
    REQUIRE(c != NULL);
    read_all(c);
    for (size_t i = 0; i < count; i++) {
        tce_code_info info;
        tce_catalogue_lookup(c, rows[i].code.bytes, rows[i].code.length, &info);
        REQUIRE(info.entry != NULL);
        REQUIRE(rows[i].service.length == 0 || info.service_count > 0);
    }
    free(image);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) {
        return 0;
    }
    if (data[0] % 4 == 3) {
        try_rows(data + 1, size - 1);
    } else {
        try_image(data + 1, size - 1, data[0] % 2 == 0);
    }
    return 0;
}
