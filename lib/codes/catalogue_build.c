/*
 * Builds the image of a catalogue. For tools: the only file of the library that allocates.
 *
 * The codes are hashed into buckets of two to four on average. The buckets are placed in order, the
 * fullest first, each with the first displacement that gives all its codes free slots. With one
 * slot in twelve free, the last buckets find theirs after some dozen tries.
 */
#include <stdlib.h>
#include <string.h>

#include "codes.h"
#include "image.h"
#include "tcenvelope.h"

#define CODES_PER_BUCKET_MAX   4
#define SLOTS_FOR_CODES(codes) ((codes) + (codes) / 12 + 1)
#define DISPLACEMENTS_MAX      (UINT32_C(1) << 25) /* every other one is tried */
#define ROTATION_STEP          7
#define ROTATION_END           64

/* One code of the catalogue, with all rows that have it. */
typedef struct code_rows {
    const tce_catalogue_row *first;
    uint32_t services;
    uint32_t references; /* the first of them */
    tce_code_class code_class;
    uint64_t hash;
    uint64_t turned; /* as the image uses it */
    uint32_t bucket;
    uint32_t slot;
} code_rows;

/* A meaning, and its place in the pool. */
typedef struct placed_text {
    tce_text text;
    uint32_t place;
} placed_text;

typedef struct builder {
    tce_catalogue_row *rows; /* sorted by code, service and version, each once */
    size_t row_count;
    tce_catalogue_row *services; /* sorted by service and version, each once */
    size_t service_count;
    placed_text *meanings; /* sorted, each once */
    size_t meaning_count;
    code_rows *codes;
    size_t code_count;
    uint32_t *buckets; /* numbers of codes, those of one bucket together */
    uint32_t *bucket_begin;
    uint32_t bucket_count;
    uint32_t *order; /* numbers of buckets, the fullest first */
    uint64_t *keys;  /* one for each code, to find equal ones */
    image_header *image;
    const char *problem;
} builder;

static bool fail(builder *b, const char *problem) {
    b->problem = problem;
    return false;
}

static void *allocate(builder *b, size_t count, size_t size) {
    void *memory = calloc(count > 0 ? count : 1, size);
    if (memory == NULL) {
        (void)fail(b, "there is not enough memory");
    }
    return memory;
}

/* ---- Rows ------------------------------------------------------------------------------------*/

static int compare_texts(tce_text a, tce_text b) {
    const size_t shorter = a.length < b.length ? a.length : b.length;
    const int order = shorter > 0 ? memcmp(a.bytes, b.bytes, shorter) : 0;
    return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

static int compare_services(const void *left, const void *right) {
    const tce_catalogue_row *a = (const tce_catalogue_row *)left;
    const tce_catalogue_row *b = (const tce_catalogue_row *)right;
    const int order = compare_texts(a->service, b->service);
    return order != 0 ? order : compare_texts(a->version, b->version);
}

static int compare_rows(const void *left, const void *right) {
    const tce_catalogue_row *a = (const tce_catalogue_row *)left;
    const tce_catalogue_row *b = (const tce_catalogue_row *)right;
    const int order = compare_texts(a->code, b->code);
    return order != 0 ? order : compare_services(left, right);
}

typedef int comparison(const void *, const void *);

static tce_catalogue_row *sort_rows(builder *b, const tce_catalogue_row *rows, size_t count,
                                    comparison *compare) {
    tce_catalogue_row *sorted = (tce_catalogue_row *)allocate(b, count, sizeof(*sorted));
    if (sorted != NULL && count > 0) {
        memcpy(sorted, rows, count * sizeof(*sorted));
        qsort(sorted, count, sizeof(*sorted), compare);
    }
    return sorted;
}

/* A row without a service sorts first, and is not one of the code's services. */
static bool names_service(const tce_catalogue_row *row) {
    return row->service.length > 0;
}

/* NULL: it can be used. */
static const char *row_problem(const tce_catalogue_row *row) {
    if (row->reserved[0] != 0 || row->reserved[1] != 0) {
        return "the reserved members of a row are not 0";
    }
    if (row->code.length == 0 || row->code.length > TCE_MAX_CODE) {
        return "a code is empty or longer than 128 bytes";
    }
    if (row->service.length > UINT16_MAX || row->version.length > UINT16_MAX) {
        return "the name of a service or version is too long";
    }
    if (row->meaning.length > TCE_MAX_MEANING) {
        return "a meaning is longer than 512 bytes";
    }
    if (row->meaning.length > 0 && !names_service(row)) {
        return "a row has a meaning but no service";
    }
    return (unsigned)row->code_class > TCE_CLASS_OTHER ? "a row's class is not a tce_code_class"
                                                       : NULL;
}

static bool rows_are_sound(builder *b, const tce_catalogue_row *rows, size_t count) {
    if (count > UINT32_MAX / 2) {
        return fail(b, "there are too many rows");
    }
    for (size_t i = 0; i < count; i++) {
        const char *problem = row_problem(&rows[i]);
        if (problem != NULL) {
            return fail(b, problem);
        }
    }
    return true;
}

static bool merge_class(builder *b, tce_code_class *into, tce_code_class from) {
    if (*into != TCE_CLASS_NONE && from != TCE_CLASS_NONE && *into != from) {
        return fail(b, "a code has two classes");
    }
    *into = *into != TCE_CLASS_NONE ? *into : from;
    return true;
}

/* Both have the same code, service and version. */
static bool merge_row(builder *b, tce_catalogue_row *into, const tce_catalogue_row *from) {
    const bool has_both = into->meaning.length > 0 && from->meaning.length > 0;
    if (has_both && compare_texts(into->meaning, from->meaning) != 0) {
        return fail(b, "a code of a service and version has two meanings");
    }
    into->meaning = into->meaning.length > 0 ? into->meaning : from->meaning;
    return merge_class(b, &into->code_class, from->code_class);
}

static bool merge_rows(builder *b, size_t count) {
    for (size_t i = 0; i < count; i++) {
        tce_catalogue_row *last = b->row_count > 0 ? &b->rows[b->row_count - 1] : NULL;
        if (last == NULL || compare_rows(last, &b->rows[i]) != 0) {
            b->rows[b->row_count++] = b->rows[i];
        } else if (!merge_row(b, last, &b->rows[i])) {
            return false;
        }
    }
    return true;
}

/* Each service and version once, rows without a service left out. */
static void unite_services(builder *b, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const tce_catalogue_row *last =
            b->service_count > 0 ? &b->services[b->service_count - 1] : NULL;
        const bool known = last != NULL && compare_services(last, &b->services[i]) == 0;
        if (names_service(&b->services[i]) && !known) {
            b->services[b->service_count++] = b->services[i];
        }
    }
}

static bool take_rows(builder *b, const tce_catalogue_row *rows, size_t count) {
    if (!rows_are_sound(b, rows, count)) {
        return false;
    }
    b->rows = sort_rows(b, rows, count, compare_rows);
    b->services = sort_rows(b, rows, count, compare_services);
    if (b->rows == NULL || b->services == NULL || !merge_rows(b, count)) {
        return false;
    }
    unite_services(b, count);
    return true;
}

/* ---- Meanings --------------------------------------------------------------------------------*/

static int compare_meanings(const void *left, const void *right) {
    const placed_text *a = (const placed_text *)left;
    const placed_text *b = (const placed_text *)right;
    return compare_texts(a->text, b->text);
}

static size_t copy_meanings(builder *b) {
    size_t count = 0;
    for (size_t i = 0; i < b->row_count; i++) {
        if (b->rows[i].meaning.length > 0) {
            b->meanings[count++].text = b->rows[i].meaning;
        }
    }
    return count;
}

static bool take_meanings(builder *b) {
    b->meanings = (placed_text *)allocate(b, b->row_count, sizeof(*b->meanings));
    const size_t count = b->meanings != NULL ? copy_meanings(b) : 0;
    if (count > 0) {
        qsort(b->meanings, count, sizeof(*b->meanings), compare_meanings);
    }
    for (size_t i = 0; i < count; i++) {
        const placed_text *last = i > 0 ? &b->meanings[b->meaning_count - 1] : NULL;
        if (last == NULL || compare_meanings(last, &b->meanings[i]) != 0) {
            b->meanings[b->meaning_count++] = b->meanings[i];
        }
    }
    return b->meanings != NULL;
}

/* 0: the row has none. */
static uint32_t meaning_place(const builder *b, const tce_catalogue_row *row) {
    const placed_text wanted = {row->meaning, 0};
    if (row->meaning.length == 0) {
        return 0;
    }
    const placed_text *found = (const placed_text *)bsearch(&wanted, b->meanings, b->meaning_count,
                                                            sizeof(*b->meanings), compare_meanings);
    return found != NULL ? found->place : 0;
}

/* ---- Codes -----------------------------------------------------------------------------------*/

/* Returns false when the code has too many services or two classes. */
static bool add_row(builder *b, code_rows *code, const tce_catalogue_row *row) {
    code->first = names_service(code->first) ? code->first : row;
    code->services += names_service(row);
    if (code->services > UINT16_MAX) {
        return fail(b, "a code has too many services");
    }
    return merge_class(b, &code->code_class, row->code_class);
}

/* Groups the sorted rows by code. */
static bool gather_codes(builder *b) {
    uint32_t references = 0;
    b->codes = (code_rows *)allocate(b, b->row_count, sizeof(*b->codes));
    for (size_t i = 0; b->codes != NULL && i < b->row_count; i++) {
        const tce_catalogue_row *row = &b->rows[i];
        if (i == 0 || compare_texts(b->rows[i - 1].code, row->code) != 0) {
            code_rows *code = &b->codes[b->code_count++]; /* all 0 */
            code->first = row;
            code->references = references;
        }
        if (!add_row(b, &b->codes[b->code_count - 1], row)) {
            return false;
        }
        references += names_service(row);
    }
    return b->codes != NULL;
}

/* ---- The image's frame -----------------------------------------------------------------------*/

static uint64_t pool_size(const builder *b) {
    uint64_t size = 0;
    for (size_t i = 0; i < b->service_count; i++) {
        size += b->services[i].service.length + b->services[i].version.length;
    }
    for (size_t i = 0; i < b->code_count; i++) {
        const size_t length = b->codes[i].first->code.length;
        size += length > IMAGE_TEXT_MAX ? length : 0;
    }
    for (size_t i = 0; i < b->meaning_count; i++) {
        size += sizeof(image_length) + b->meanings[i].text.length;
    }
    return size;
}

static uint32_t reference_count(const builder *b) {
    uint32_t count = 0;
    for (size_t i = 0; i < b->code_count; i++) {
        count += b->codes[i].services;
    }
    return count;
}

/* Enough that a bucket holds two to four codes. */
static uint32_t bucket_bits(size_t codes) {
    uint32_t bits = 1;
    while (codes >> bits >= CODES_PER_BUCKET_MAX) {
        bits++;
    }
    return bits;
}

static bool make_frame(builder *b) {
    const uint64_t pool = pool_size(b);
    if (pool > UINT32_MAX) {
        return fail(b, "the texts are larger than 4 GiB");
    }
    image_header h;
    memset(&h, 0, sizeof(h));
    memcpy(h.magic, IMAGE_MAGIC, sizeof(h.magic));
    h.version = IMAGE_VERSION;
    h.byte_order = IMAGE_BYTE_ORDER;
    h.slots = (uint32_t)SLOTS_FOR_CODES(b->code_count);
    h.bucket_bits = bucket_bits(b->code_count);
    h.codes = (uint32_t)b->code_count;
    h.references = reference_count(b);
    h.services = (uint32_t)b->service_count;
    h.pool = (uint32_t)pool;
    h.size = image_layout_of(&h).size;
    void *memory = h.size <= SIZE_MAX ? aligned_alloc(IMAGE_ALIGNMENT, (size_t)h.size) : NULL;
    b->image = (image_header *)memory;
    if (memory == NULL) {
        return fail(b, "there is not enough memory");
    }
    memset(memory, 0, (size_t)h.size);
    *b->image = h;
    b->bucket_count = UINT32_C(1) << h.bucket_bits;
    return true;
}

static void *table(const builder *b, uint64_t offset) {
    return (uint8_t *)b->image + offset;
}

/* ---- Placing ---------------------------------------------------------------------------------*/

static int compare_keys(const void *left, const void *right) {
    const uint64_t *a = (const uint64_t *)left;
    const uint64_t *b = (const uint64_t *)right;
    return (*a > *b) - (*a < *b);
}

static bool keys_are_different(builder *b) {
    qsort(b->keys, b->code_count, sizeof(*b->keys), compare_keys);
    for (size_t i = 1; i < b->code_count; i++) {
        if (b->keys[i - 1] == b->keys[i]) {
            return false;
        }
    }
    return true;
}

static bool hash_codes(builder *b) {
    b->keys = (uint64_t *)allocate(b, b->code_count, sizeof(*b->keys));
    for (size_t i = 0; b->keys != NULL && i < b->code_count; i++) {
        const tce_text text = b->codes[i].first->code;
        b->codes[i].hash = code_hash(text.bytes, text.length);
        b->keys[i] = b->codes[i].hash;
    }
    if (b->keys == NULL || keys_are_different(b)) {
        return b->keys != NULL;
    }
    return fail(b, "two codes have the same hash, so that no image can hold both; leave one out");
}

/* Returns false when two codes have the same bucket, and the same slot with every displacement. */
static bool turn_codes(builder *b, uint64_t rotation) {
    b->image->rotation = rotation;
    for (size_t i = 0; i < b->code_count; i++) {
        code_rows *code = &b->codes[i];
        code->turned = image_turn(code->hash, rotation);
        code->bucket = image_bucket(code->turned, b->image->bucket_bits);
        b->keys[i] = (uint64_t)code->bucket << 32 | (uint32_t)code->turned;
    }
    return keys_are_different(b);
}

/* Counting sort: bucket k holds buckets[bucket_begin[k]] up to bucket_begin[k + 1]. */
static void fill_buckets(builder *b) {
    const uint32_t count = b->bucket_count;
    memset(b->bucket_begin, 0, ((size_t)count + 1) * sizeof(uint32_t));
    for (size_t i = 0; i < b->code_count; i++) {
        b->bucket_begin[b->codes[i].bucket]++;
    }
    uint32_t end = 0;
    for (uint32_t k = 0; k <= count; k++) {
        end += b->bucket_begin[k];
        b->bucket_begin[k] = end;
    }
    for (size_t i = b->code_count; i-- > 0;) {
        b->buckets[--b->bucket_begin[b->codes[i].bucket]] = (uint32_t)i;
    }
}

static uint32_t bucket_size(const builder *b, uint32_t bucket) {
    return b->bucket_begin[bucket + 1] - b->bucket_begin[bucket];
}

/* The fullest first, and equal ones in their own order, so that the image depends only on the
 * codes. */
static void order_buckets(builder *b) {
    uint32_t largest = 0;
    for (uint32_t k = 0; k < b->bucket_count; k++) {
        largest = bucket_size(b, k) > largest ? bucket_size(b, k) : largest;
    }
    size_t placed = 0;
    for (uint32_t size = largest + 1; size-- > 0;) {
        for (uint32_t k = 0; k < b->bucket_count; k++) {
            if (bucket_size(b, k) == size) {
                b->order[placed++] = k;
            }
        }
    }
}

/* Takes a slot for each of the bucket's codes, or none when one of them is taken: has a length. */
static bool try_displacement(builder *b, uint32_t bucket, uint32_t displacement) {
    image_slot *slots = (image_slot *)table(b, image_layout_of(b->image).slots);
    const uint32_t *numbers = b->buckets + b->bucket_begin[bucket];
    const uint32_t size = bucket_size(b, bucket);
    for (uint32_t i = 0; i < size; i++) {
        code_rows *code = &b->codes[numbers[i]];
        code->slot = image_place(code->turned, displacement, b->image->slots);
        if (slots[code->slot].length != 0) {
            while (i-- > 0) {
                slots[b->codes[numbers[i]].slot].length = 0;
            }
            return false;
        }
        slots[code->slot].length = (uint8_t)code->first->code.length;
    }
    return true;
}

static bool place_bucket(builder *b, uint32_t bucket) {
    uint32_t *displacements = (uint32_t *)table(b, image_layout_of(b->image).displacements);
    for (uint32_t d = 1; d < DISPLACEMENTS_MAX; d += 2) {
        if (try_displacement(b, bucket, d)) {
            displacements[bucket] = d;
            return true;
        }
    }
    return false;
}

static bool place_codes(builder *b, uint64_t rotation) {
    if (!turn_codes(b, rotation)) {
        return false;
    }
    fill_buckets(b);
    order_buckets(b);
    for (uint32_t k = 0; k < b->bucket_count; k++) {
        if (!place_bucket(b, b->order[k])) {
            return false;
        }
    }
    return true;
}

static bool place_by_some_rotation(builder *b) {
    const image_layout l = image_layout_of(b->image);
    b->buckets = (uint32_t *)allocate(b, b->code_count, sizeof(uint32_t));
    b->bucket_begin = (uint32_t *)allocate(b, (size_t)b->bucket_count + 1, sizeof(uint32_t));
    b->order = (uint32_t *)allocate(b, b->bucket_count, sizeof(uint32_t));
    if (b->buckets == NULL || b->bucket_begin == NULL || b->order == NULL) {
        return false;
    }
    for (uint64_t rotation = 0; rotation < ROTATION_END; rotation += ROTATION_STEP) {
        if (place_codes(b, rotation)) {
            return true;
        }
        memset(table(b, l.slots), 0, (size_t)(l.references - l.slots));
    }
    return fail(b, "no perfect hash was found for these codes; leave some out");
}

/* ---- Texts and references --------------------------------------------------------------------*/

static uint32_t add_text(builder *b, uint32_t *used, tce_text text) {
    const uint32_t begin = *used;
    if (text.length > 0) {
        memcpy(table(b, image_layout_of(b->image).pool + begin), text.bytes, text.length);
    }
    *used += (uint32_t)text.length;
    return begin;
}

static void write_services(builder *b, uint32_t *used) {
    image_service *services = (image_service *)table(b, image_layout_of(b->image).services);
    for (size_t i = 0; i < b->service_count; i++) {
        services[i].name = add_text(b, used, b->services[i].service);
        services[i].name_length = (uint16_t)b->services[i].service.length;
        services[i].version_length = (uint16_t)b->services[i].version.length;
        (void)add_text(b, used, b->services[i].version);
    }
}

static void write_meanings(builder *b, uint32_t *used) {
    for (size_t i = 0; i < b->meaning_count; i++) {
        placed_text *meaning = &b->meanings[i];
        const image_length length = (image_length)meaning->text.length;
        const tce_text bytes_of_length = {(const char *)&length, sizeof(length)};
        meaning->place = add_text(b, used, bytes_of_length);
        (void)add_text(b, used, meaning->text);
    }
}

static void write_text(builder *b, image_slot *slot, tce_text text, uint32_t *used) {
    if (text.length <= IMAGE_TEXT_MAX) {
        memcpy(slot->text, text.bytes, text.length);
        return;
    }
    const uint32_t place = add_text(b, used, text);
    memcpy(slot->text, &place, sizeof(place));
}

static void write_codes(builder *b, uint32_t *used) {
    image_slot *slots = (image_slot *)table(b, image_layout_of(b->image).slots);
    for (size_t i = 0; i < b->code_count; i++) {
        const code_rows *code = &b->codes[i];
        const tce_text text = code->first->code;
        image_slot *slot = &slots[code->slot];
        slot->references = code->references;
        slot->services = (uint16_t)code->services;
        slot->relation = code_relate(text.bytes, text.length);
        slot->code_class = code->code_class != TCE_CLASS_NONE
                               ? (uint8_t)code->code_class
                               : code_standings[slot->relation].code_class;
        write_text(b, slot, text, used);
    }
}

static void write_references(builder *b) {
    image_reference *references = (image_reference *)table(b, image_layout_of(b->image).references);
    size_t written = 0;
    for (size_t i = 0; i < b->row_count; i++) {
        if (names_service(&b->rows[i])) {
            const tce_catalogue_row *service = (const tce_catalogue_row *)bsearch(
                &b->rows[i], b->services, b->service_count, sizeof(*b->services), compare_services);
            references[written].service = (uint32_t)(service - b->services);
            references[written++].meaning = meaning_place(b, &b->rows[i]);
        }
    }
}

static void write_texts(builder *b) {
    uint32_t used = 0;
    write_services(b, &used);
    write_codes(b, &used);
    write_meanings(b, &used);
    write_references(b);
    b->image->checksum = XXH3_64bits((const uint8_t *)b->image + IMAGE_CHECKED_FROM,
                                     (size_t)b->image->size - IMAGE_CHECKED_FROM);
}

/* ---- The builder -----------------------------------------------------------------------------*/

static void release(builder *b) {
    free(b->rows);
    free(b->services);
    free(b->meanings);
    free(b->codes);
    free(b->buckets);
    free(b->bucket_begin);
    free(b->order);
    free(b->keys);
}

void *tce_catalogue_build(const tce_catalogue_row *rows, size_t count, size_t *size,
                          const char **problem) {
    builder b;
    memset(&b, 0, sizeof(b));
    const bool built = take_rows(&b, rows, count) && take_meanings(&b) && gather_codes(&b) &&
                       hash_codes(&b) && make_frame(&b) && place_by_some_rotation(&b);
    if (built) {
        write_texts(&b);
        *size = (size_t)b.image->size;
    } else {
        free(b.image);
        b.image = NULL;
    }
    release(&b);
    if (problem != NULL) {
        *problem = b.problem;
    }
    return b.image;
}
