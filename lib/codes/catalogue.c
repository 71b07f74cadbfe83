/*
 * A catalogue is used in place: what tce_catalogue_open has checked is never checked again.
 */
#include "catalogue.h"

#include <stddef.h>
#include <string.h>

#include "image.h"

/* The image itself, seen from outside. */
struct tce_catalogue {
    image_header header;
};

/* ---- Tables ----------------------------------------------------------------------------------*/

static const void *at(const image_header *h, uint64_t offset) {
    return (const uint8_t *)h + offset;
}

static const uint32_t *displacements_of(const image_header *h) {
    return at(h, image_layout_of(h).displacements);
}

static const image_slot *slots_of(const image_header *h) {
    return at(h, image_layout_of(h).slots);
}

static const uint32_t *references_of(const image_header *h) {
    return at(h, image_layout_of(h).references);
}

static const image_service *services_of(const image_header *h) {
    return at(h, image_layout_of(h).services);
}

static const char *pool_of(const image_header *h) {
    return at(h, image_layout_of(h).pool);
}

/* ---- Lookup ----------------------------------------------------------------------------------*/

/* The one slot where a code with this hash can be. */
static const image_slot *slot_of(const image_header *h, uint64_t hash) {
    const uint64_t stirred = code_stir(hash, h->seed);
    const uint32_t bucket = image_bucket(stirred, h->buckets);
    return &slots_of(h)[image_place(stirred, displacements_of(h)[bucket], h->slots)];
}

bool catalogue_find(const tce_catalogue *catalogue, uint64_t hash, const char *code, size_t length,
                    catalogue_entry *entry) {
    const image_header *h = &catalogue->header;
    if (h->codes == 0 || length == 0) {
        return false;
    }
    const image_slot *slot = slot_of(h, hash);
    if (slot->length != length || !code_equal(pool_of(h) + slot->text, code, length)) {
        return false;
    }
    *entry = (catalogue_entry){slot, slot->services};
    return true;
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
    *code = (tce_text){pool_of(h) + s->text, s->length};
    return s->length != 0;
}

bool tce_catalogue_service_of(const tce_catalogue *catalogue, const tce_code_info *info,
                              uint32_t index, tce_service *service) {
    if (catalogue == NULL || info->entry == NULL || index >= info->service_count) {
        return false;
    }
    const image_header *h = &catalogue->header;
    const image_slot *slot = info->entry;
    const image_service *s = &services_of(h)[references_of(h)[slot->references + index]];
    const char *name = pool_of(h) + s->name;
    service->name = (tce_text){name, s->name_length};
    service->version = (tce_text){name + s->name_length, s->version_length};
    return true;
}

/* ---- Opening: nothing is believed before it was checked --------------------------------------*/

static bool in_pool(const image_header *h, uint32_t begin, uint64_t length) {
    return begin <= h->pool && length <= h->pool - begin;
}

static const char *check_header(const image_header *h, size_t size) {
    if (memcmp(h->magic, IMAGE_MAGIC, sizeof(h->magic)) != 0) {
        return "it is no catalogue: the first bytes are not TCECODES";
    }
    if (h->byte_order != IMAGE_BYTE_ORDER) {
        return "it was made for the other byte order";
    }
    if (h->version != IMAGE_VERSION) {
        return "its version is not one that this library reads";
    }
    if (h->size != size) {
        return "its size is not the one in its header: it was cut off or added to";
    }
    return NULL;
}

static const char *check_counts(const image_header *h) {
    if (image_layout_of(h).size != h->size) {
        return "its tables do not fill it: a count in its header is damaged";
    }
    if (h->codes > h->slots || (h->slots != 0 && h->buckets == 0)) {
        return "its counts of codes, slots and buckets do not go together";
    }
    return NULL;
}

static const char *check_checksum(const image_header *h) {
    const size_t checked = (size_t)h->size - IMAGE_CHECKED_FROM;
    const bool good = XXH3_64bits(at(h, IMAGE_CHECKED_FROM), checked) == h->checksum;
    return good ? NULL : "its checksum is wrong: it is damaged";
}

static const char *check_services(const image_header *h) {
    for (uint32_t i = 0; i < h->services; i++) {
        const image_service *s = &services_of(h)[i];
        if (!in_pool(h, s->name, (uint64_t)s->name_length + s->version_length)) {
            return "a service's name lies outside of it";
        }
    }
    for (uint32_t i = 0; i < h->references; i++) {
        if (references_of(h)[i] >= h->services) {
            return "a code refers to a service that it does not hold";
        }
    }
    return NULL;
}

static const char *check_slot(const image_header *h, const image_slot *slot) {
    if (slot->length > TCE_CODE_MAX || !in_pool(h, slot->text, slot->length)) {
        return "a code lies outside of it or is too long";
    }
    if (slot->references > h->references || slot->services > h->references - slot->references) {
        return "a code's services lie outside of it";
    }
    if (slot_of(h, code_hash(pool_of(h) + slot->text, slot->length)) != slot) {
        return "a code does not lie where it is looked for";
    }
    return NULL;
}

static const char *check_slots(const image_header *h) {
    uint32_t codes = 0;
    for (uint32_t i = 0; i < h->slots; i++) {
        const image_slot *slot = &slots_of(h)[i];
        const char *problem = slot->length == 0 ? NULL : check_slot(h, slot);
        if (problem != NULL) {
            return problem;
        }
        codes += slot->length != 0;
    }
    return codes == h->codes ? NULL : "it does not hold as many codes as its header says";
}

/* In the order in which each check relies on those before it. */
static const char *check(const image_header *h, size_t size) {
    const char *problem = check_header(h, size);
    problem = problem != NULL ? problem : check_counts(h);
    problem = problem != NULL ? problem : check_checksum(h);
    problem = problem != NULL ? problem : check_services(h);
    return problem != NULL ? problem : check_slots(h);
}

const tce_catalogue *tce_catalogue_open(const void *memory, size_t size, const char **problem) {
    const char *found = NULL;
    if (size < sizeof(image_header)) {
        found = "it is shorter than a catalogue's header";
    } else if (memory == NULL || (uintptr_t)memory % TCE_STORAGE_ALIGNMENT != 0) {
        found = "its memory is NULL or not aligned";
    } else {
        found = check(memory, size);
    }
    if (problem != NULL) {
        *problem = found;
    }
    return found == NULL ? memory : NULL;
}
