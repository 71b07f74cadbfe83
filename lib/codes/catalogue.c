/*
 * Catalogues, used in place: tce_catalogue_open checks an image once, and lookups rely on that.
 */
#include <stddef.h>
#include <string.h>

#include "codes.h"
#include "image.h"
#include "tcenvelope.h"

/* A pointer to a catalogue is one to its image. */
struct tce_catalogue {
    image_header header;
};

/* ---- Tables ----------------------------------------------------------------------------------*/

static const void *table_at(const image_header *h, uint64_t offset) {
    return (const uint8_t *)h + offset;
}

static const image_slot *slots_of(const image_header *h) {
    return (const image_slot *)table_at(h, image_layout_of(h).slots);
}

static const uint32_t *displacements_of(const image_header *h) {
    return (const uint32_t *)table_at(h, image_layout_of(h).displacements);
}

static const image_reference *references_of(const image_header *h) {
    return (const image_reference *)table_at(h, image_layout_of(h).references);
}

static const image_service *services_of(const image_header *h) {
    return (const image_service *)table_at(h, image_layout_of(h).services);
}

static const char *pool_of(const image_header *h) {
    return (const char *)table_at(h, image_layout_of(h).pool);
}

static uint32_t text_place(const image_slot *slot) {
    uint32_t place;
    memcpy(&place, slot->text, sizeof(place));
    return place;
}

static const char *text_of(const image_header *h, const image_slot *slot) {
    return slot->length <= IMAGE_TEXT_MAX ? slot->text : pool_of(h) + text_place(slot);
}

static image_length meaning_length(const image_header *h, uint32_t place) {
    image_length length;
    memcpy(&length, pool_of(h) + place, sizeof(length));
    return length;
}

static tce_text meaning_of(const image_header *h, uint32_t place) {
    tce_text meaning = {NULL, 0};
    if (place != 0) {
        meaning.bytes = pool_of(h) + place + sizeof(image_length);
        meaning.length = meaning_length(h, place);
    }
    return meaning;
}

/* ---- Lookup ----------------------------------------------------------------------------------*/

/* The one slot where a code with this hash can be. */
static inline const image_slot *slot_for(const image_header *h, uint64_t hash) {
    const uint64_t turned = image_turn(hash, h->rotation);
    const uint32_t displacement = displacements_of(h)[image_bucket(turned, h->bucket_bits)];
    return &slots_of(h)[image_place(turned, displacement, h->slots)];
}

static inline void fill_found(tce_code_info *info, const image_slot *found) {
    const code_standing *standing = &code_standings[found->relation];
    code_fill(info, standing);
    info->kind = standing->kind == TCE_KIND_COMMON ? TCE_KIND_COMMON : TCE_KIND_CATALOGUE;
    info->code_class = (tce_code_class)found->code_class;
    info->service_count = found->services;
    info->entry = found;
}

/* Out of line, so that the usual codes do not pay for saving registers. */
__attribute__((noinline)) static void lookup_unusual(const tce_catalogue *catalogue,
                                                     const char *code, size_t length,
                                                     tce_code_info *info) {
    if (catalogue != NULL && code != NULL && length > 0 && length <= TCE_MAX_CODE) {
        const image_header *h = &catalogue->header;
        const image_slot *slot = slot_for(h, code_hash(code, length));
        if (slot->length == length && memcmp(text_of(h, slot), code, length) == 0) {
            fill_found(info, slot);
            return;
        }
    }
    tce_code_lookup(code, length, info);
}

void tce_catalogue_lookup(const tce_catalogue *catalogue, const char *code, size_t length,
                          tce_code_info *info) {
    if (catalogue == NULL || code == NULL || !code_is_usual(length)) {
        lookup_unusual(catalogue, code, length, info);
        return;
    }
    const image_slot *slot = slot_for(&catalogue->header, code_usual_hash(code, length));
    if (slot->length == length && code_usual_equal(slot->text, code, length)) {
        fill_found(info, slot);
    } else {
        tce_code_lookup(code, length, info);
    }
}

/* ---- What a catalogue holds ------------------------------------------------------------------*/

uint32_t tce_catalogue_code_count(const tce_catalogue *catalogue) {
    return catalogue != NULL ? catalogue->header.codes : 0;
}

uint32_t tce_catalogue_slot_count(const tce_catalogue *catalogue) {
    return catalogue != NULL ? catalogue->header.slots : 0;
}

bool tce_catalogue_code_at(const tce_catalogue *catalogue, uint32_t slot, tce_text *code) {
    if (slot >= tce_catalogue_slot_count(catalogue)) {
        return false;
    }
    const image_header *h = &catalogue->header;
    const image_slot *s = &slots_of(h)[slot];
    if (s->length == 0) {
        return false;
    }
    code->bytes = text_of(h, s);
    code->length = s->length;
    return true;
}

bool tce_catalogue_service_of(const tce_catalogue *catalogue, const tce_code_info *info,
                              uint32_t index, tce_service *service) {
    if (catalogue == NULL || info->entry == NULL || index >= info->service_count) {
        return false;
    }
    const image_header *h = &catalogue->header;
    const image_slot *slot = (const image_slot *)info->entry;
    const image_reference *reference = &references_of(h)[slot->references + index];
    const image_service *s = &services_of(h)[reference->service];
    const char *name = pool_of(h) + s->name;
    const tce_service found = {{name, s->name_length},
                               {name + s->name_length, s->version_length},
                               meaning_of(h, reference->meaning),
                               {0, 0}};
    *service = found;
    return true;
}

/* ---- Opening: every check precedes the use of what it checks ---------------------------------*/

static const char *check_header(const image_header *h, size_t size) {
    if (memcmp(h->magic, IMAGE_MAGIC, sizeof(h->magic)) != 0) {
        return "it is not a catalogue: the first bytes are not TCECODES";
    }
    if (h->byte_order != IMAGE_BYTE_ORDER) {
        return "it was built for the other byte order: build it again on a machine of this one";
    }
    if (h->version != IMAGE_VERSION) {
        return "its version is not one that this library reads";
    }
    if (h->size != size) {
        return "its size is not the one in its header: it was truncated or extended";
    }
    return NULL;
}

static const char *check_layout(const image_header *h) {
    if (h->slots == 0 || h->bucket_bits == 0 || h->bucket_bits > IMAGE_BUCKET_BITS_MAX) {
        return "its counts of slots and buckets are impossible: its header is damaged";
    }
    if (image_layout_of(h).size != h->size) {
        return "its tables do not fill it: its header is damaged";
    }
    return NULL;
}

static const char *check_checksum(const image_header *h) {
    const size_t checked = (size_t)h->size - IMAGE_CHECKED_FROM;
    const bool good = XXH3_64bits(table_at(h, IMAGE_CHECKED_FROM), checked) == h->checksum;
    return good ? NULL : "its checksum is wrong: it is damaged";
}

static const char *check_services(const image_header *h) {
    for (uint32_t i = 0; i < h->services; i++) {
        const image_service *s = &services_of(h)[i];
        if ((uint64_t)s->name + s->name_length + s->version_length > h->pool) {
            return "a service's name is outside of it";
        }
    }
    return NULL;
}

static const char *check_meaning(const image_header *h, uint32_t place) {
    const uint64_t text = (uint64_t)place + sizeof(image_length);
    if (text > h->pool || text + meaning_length(h, place) > h->pool) {
        return "a meaning is outside of it";
    }
    const image_length length = meaning_length(h, place);
    return length > 0 && length <= TCE_MAX_MEANING ? NULL : "a meaning is empty or too long";
}

static const char *check_references(const image_header *h) {
    for (uint32_t i = 0; i < h->references; i++) {
        const image_reference *reference = &references_of(h)[i];
        if (reference->service >= h->services) {
            return "a code refers to a service that it does not hold";
        }
        const char *problem = reference->meaning == 0 ? NULL : check_meaning(h, reference->meaning);
        if (problem != NULL) {
            return problem;
        }
    }
    return NULL;
}

/* Whether the text of a code that is in the pool is inside it. */
static bool is_in_pool(const image_header *h, const image_slot *slot) {
    return (uint64_t)text_place(slot) + slot->length <= h->pool;
}

static const char *check_code(const image_header *h, const image_slot *slot) {
    if (slot->length > TCE_MAX_CODE || (slot->length > IMAGE_TEXT_MAX && !is_in_pool(h, slot))) {
        return "a code is too long or outside of it";
    }
    if ((uint64_t)slot->references + slot->services > h->references) {
        return "a code's services are outside of it";
    }
    if (slot->code_class == TCE_CLASS_NONE || slot->code_class > TCE_CLASS_OTHER) {
        return "a code's class is not one that this library has";
    }
    const char *code = text_of(h, slot);
    if (slot_for(h, code_hash(code, slot->length)) != slot) {
        return "a code is not where a lookup would find it";
    }
    if (slot->relation != code_relate(code, slot->length)) {
        return "it was built with other common codes than this library's: rebuild it";
    }
    return NULL;
}

/* A code has references of its own: if codes shared them, a list of all codes and services could be
 * much longer than the image. */
static const char *check_slots(const image_header *h) {
    uint32_t codes = 0;
    uint64_t references = 0;
    for (uint32_t i = 0; i < h->slots; i++) {
        const image_slot *slot = &slots_of(h)[i];
        const char *problem = slot->length == 0 ? NULL : check_code(h, slot);
        if (problem != NULL) {
            return problem;
        }
        codes += slot->length != 0;
        references += slot->length != 0 ? slot->services : 0;
    }
    if (references != h->references) {
        return "its codes do not have as many services as its header says";
    }
    return codes == h->codes ? NULL : "it does not hold as many codes as its header says";
}

/* In the order in which each check relies on those before it. */
static const char *check(const image_header *h, size_t size) {
    const char *problem = check_header(h, size);
    problem = problem != NULL ? problem : check_layout(h);
    problem = problem != NULL ? problem : check_checksum(h);
    problem = problem != NULL ? problem : check_services(h);
    problem = problem != NULL ? problem : check_references(h);
    return problem != NULL ? problem : check_slots(h);
}

const tce_catalogue *tce_catalogue_open(const void *memory, size_t size, const char **problem) {
    const char *found = NULL;
    if (size < sizeof(image_header)) {
        found = "it is shorter than a catalogue's header";
    } else if (memory == NULL || (uintptr_t)memory % TCE_STORAGE_ALIGNMENT != 0) {
        found = "its memory is NULL or not aligned";
    } else {
        found = check((const image_header *)memory, size);
    }
    if (problem != NULL) {
        *problem = found;
    }
    return found == NULL ? (const tce_catalogue *)memory : NULL;
}
