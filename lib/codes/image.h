/*
 * The image of a catalogue: a header, and behind it five tables without gaps. All numbers are in
 * the byte order of the machine that wrote it; each table begins at a multiple of 8 bytes.
 *
 *   displacements   u32 for each bucket
 *   slots           image_slot for each slot: a code, or empty
 *   references      u32 for each pair of a code and a service that documents it
 *   services        image_service for each service, sorted by name and version
 *   pool            the bytes of all texts
 *
 * A code's hash names a bucket; the bucket's displacement and the hash name its slot ("hash and
 * displace"): one probe, whatever the number of codes. Whether the slot's code is the one that was
 * asked for is told by comparing it.
 */
#ifndef TCE_CODES_IMAGE_H
#define TCE_CODES_IMAGE_H

#include <stdint.h>

#include "code_hash.h"

#define IMAGE_MAGIC      "TCECODES"
#define IMAGE_VERSION    1
#define IMAGE_BYTE_ORDER UINT32_C(0x01020304)

typedef struct image_header {
    char magic[8];
    uint32_t version;
    uint32_t byte_order; /* IMAGE_BYTE_ORDER, as the machine that wrote it has it */
    uint64_t size;       /* of the whole image */
    uint64_t checksum;   /* of everything behind this member */
    uint64_t seed;       /* of code_stir */
    uint32_t codes;
    uint32_t buckets;
    uint32_t slots;
    uint32_t references;
    uint32_t services;
    uint32_t pool;
} image_header;

/* Where the checksum begins to count. */
#define IMAGE_CHECKED_FROM 32

typedef struct image_slot {
    uint32_t text;       /* in the pool */
    uint16_t length;     /* 0: the slot is empty */
    uint16_t services;   /* how many */
    uint32_t references; /* the first of so many */
} image_slot;

typedef struct image_service {
    uint32_t name; /* in the pool; the version lies right behind it */
    uint16_t name_length;
    uint16_t version_length;
} image_service;

_Static_assert(sizeof(image_header) == 64, "no padding");
_Static_assert(sizeof(image_slot) == 12 && sizeof(image_service) == 8, "no padding");

/* Where the tables lie in an image. Sums of 32-bit numbers times 12: no overflow in 64 bits. */
typedef struct image_layout {
    uint64_t displacements, slots, references, services, pool, size;
} image_layout;

static inline uint64_t image_align(uint64_t offset) {
    return (offset + 7) / 8 * 8;
}

static inline image_layout image_layout_of(const image_header *h) {
    image_layout l;
    l.displacements = sizeof(image_header);
    l.slots = image_align(l.displacements + (uint64_t)h->buckets * sizeof(uint32_t));
    l.references = image_align(l.slots + (uint64_t)h->slots * sizeof(image_slot));
    l.services = image_align(l.references + (uint64_t)h->references * sizeof(uint32_t));
    l.pool = image_align(l.services + (uint64_t)h->services * sizeof(image_service));
    l.size = image_align(l.pool + h->pool);
    return l;
}

/* A number below count, which is not 0, from 32 well-mixed bits. */
static inline uint32_t image_reduce(uint32_t bits, uint32_t count) {
    return (uint32_t)((uint64_t)bits * count >> 32);
}

static inline uint32_t image_bucket(uint64_t hash, uint32_t buckets) {
    return image_reduce((uint32_t)(hash >> 32), buckets);
}

/* The displacement stirs the hash anew. */
static inline uint32_t image_place(uint64_t hash, uint32_t displacement, uint32_t slots) {
    return image_reduce((uint32_t)(code_stir(hash, displacement) >> 32), slots);
}

#endif
