/*
 * Images of both byte orders, as machines of each wrote them: tests/codes/images. Where the image
 * of this machine differs from its file, the test leaves it in the folder in which it runs.
 */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tcenvelope.h"

#define LITTLE "little-endian.tcecodes"
#define BIG    "big-endian.tcecodes"

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define OWN   LITTLE
#define OTHER BIG
#else
#define OWN   BIG
#define OTHER LITTLE
#endif

#define IMAGE_MAX 4096
#define TEXT(literal)                                                                              \
    { literal, sizeof(literal) - 1 }

static const tce_catalogue_row rows[] = {
    {.code = TEXT("OperationDenied"),
     .service = TEXT("cvm"),
     .version = TEXT("20170312"),
     .meaning = TEXT("denied")},
    {.code = TEXT("LimitExceeded.ThisCodeIsTooLongForTheTextOfOneSlotOfTheImage"),
     .service = TEXT("vpc"),
     .version = TEXT("20170312")},
};

typedef struct image {
    void *bytes;
    size_t size;
} image;

/* From malloc, so it is aligned for tce_catalogue_open. Empty where there is no such file. */
static image read_image(const char *name) {
    image i = {malloc(IMAGE_MAX), 0};
    assert_non_null(i.bytes);
    char path[4096];
    (void)snprintf(path, sizeof(path), "%s/%s", TCE_IMAGES, name);
    FILE *file = fopen(path, "rb");
    if (file != NULL) {
        i.size = fread(i.bytes, 1, IMAGE_MAX, file);
        (void)fclose(file);
    }
    return i;
}

static image build_image(void) {
    image i;
    i.bytes = tce_catalogue_build(rows, sizeof(rows) / sizeof(rows[0]), &i.size, NULL);
    assert_non_null(i.bytes);
    return i;
}

static void leave(const image *i) {
    FILE *file = fopen(OWN, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(i->bytes, 1, i->size, file), i->size);
    (void)fclose(file);
}

static void an_image_has_the_same_bytes_on_every_machine_of_its_byte_order(void **state) {
    (void)state;
    image built = build_image();
    image file = read_image(OWN);
    if (file.size != built.size || memcmp(file.bytes, built.bytes, file.size) != 0) {
        leave(&built);
        fail_msg("the image differs from %s/%s; it is in %s", TCE_IMAGES, OWN, OWN);
    }
    const char *problem = NULL;
    assert_non_null(tce_catalogue_open(file.bytes, file.size, &problem));
    assert_null(problem);
    free(built.bytes);
    free(file.bytes);
}

static void an_image_of_the_other_byte_order_is_refused_by_name(void **state) {
    (void)state;
    image file = read_image(OTHER);
    assert_true(file.size > 0);
    const char *problem = NULL;
    assert_null(tce_catalogue_open(file.bytes, file.size, &problem));
    assert_string_equal(problem,
                        "it was built for the other byte order: build it again on a machine "
                        "of this one");
    free(file.bytes);
}

/* clang-format off */
TESTS(
    T(an_image_has_the_same_bytes_on_every_machine_of_its_byte_order),
    T(an_image_of_the_other_byte_order_is_refused_by_name),
)
