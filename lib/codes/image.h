/*
 * The image of a catalogue: a header, followed by five tables. All numbers are in the byte order of
 * the machine that wrote it; each table begins at a multiple of 64 bytes.
 *
 *   slots           image_slot for each slot: a code, or empty
 *   displacements   u32 for each bucket
 *   references      image_reference for each pair of a code and a service that documents it
 *   services        image_service for each service, sorted by name and version
 *   pool            the bytes of the services' names and versions, of codes too long for a slot
 *                   and of meanings; equal meanings are there once
 *
 * A code's hash names a bucket; the bucket's displacement and the hash name its slot ("hash and
 * displace"): one probe, whatever the number of codes. A comparison shows whether the slot's code
 * is the wanted one. A slot, its text and class included, is one line of the cache; a meaning is
 * read only when it is asked for.
 */
#ifndef TCE_CODES_IMAGE_H
#define TCE_CODES_IMAGE_H

#include <assert.h>
#include <stdint.h>

#include "code_hash.h"
#include "tcenvelope.h"

#define IMAGE_MAGIC      "TCECODES"
#define IMAGE_VERSION    3
#define IMAGE_BYTE_ORDER UINT32_C(0x01020304)

#define IMAGE_ALIGNMENT       64
#define IMAGE_BUCKET_BITS_MAX 32

typedef struct image_header {
    char magic[8];
    uint32_t version;
    uint32_t byte_order;  /* IMAGE_BYTE_ORDER, as the machine that wrote it has it */
    uint64_t size;        /* of the entire image */
    uint64_t checksum;    /* of everything after this member */
    uint64_t rotation;    /* of the hashes: see image_turn */
    uint32_t slots;       /* how many; not 0 */
    uint32_t bucket_bits; /* there are 1 << bucket_bits buckets; 1 to IMAGE_BUCKET_BITS_MAX */
    uint32_t codes;
    uint32_t references;
    uint32_t services;
    uint32_t pool; /* in bytes */
} image_header;

/* The checksum covers the image from this offset on. */
#define IMAGE_CHECKED_FROM 32

#define IMAGE_TEXT_MAX CODE_USUAL_MAX

typedef struct image_slot {
    uint32_t references;       /* the first of them */
    uint16_t services;         /* how many references; of all codes together, all of the table */
    uint8_t relation;          /* to the common codes: see codes.h */
    uint8_t length;            /* 0: the slot is empty */
    char text[IMAGE_TEXT_MAX]; /* followed by zeros; for a longer code its place in the pool, a u32
                                */
    uint8_t code_class;        /* tce_code_class; not TCE_CLASS_NONE */
} image_slot;

/* A meaning in the pool is its length, a u16, followed by its bytes. */
typedef struct image_reference {
    uint32_t service; /* its index in the table of services */
    uint32_t meaning; /* its place in the pool; 0, where a service's name is: there is none */
} image_reference;

typedef uint16_t image_length;

typedef struct image_service {
    uint32_t name; /* in the pool; the version follows it directly */
    uint16_t name_length;
    uint16_t version_length;
} image_service;

static_assert(TCE_MAX_CODE <= UINT8_MAX, "a code's length is one byte");
static_assert(sizeof(image_header) == IMAGE_ALIGNMENT, "no padding");
static_assert(sizeof(image_slot) == IMAGE_ALIGNMENT && sizeof(image_service) == 8, "no padding");
static_assert(sizeof(image_reference) == 8, "no padding");
static_assert(TCE_MAX_MEANING <= UINT16_MAX, "a meaning's length is an image_length");

/* Where the tables lie in an image. Sums of 32-bit numbers times 64: no overflow in 64 bits. */
typedef struct image_layout {
    uint64_t slots, displacements, references, services, pool, size;
} image_layout;

static inline uint64_t image_align(uint64_t offset) {
    return (offset + IMAGE_ALIGNMENT - 1) / IMAGE_ALIGNMENT * IMAGE_ALIGNMENT;
}

static inline image_layout image_layout_of(const image_header *h) {
    image_layout l;
    l.slots = sizeof(image_header);
    l.displacements = l.slots + (uint64_t)h->slots * sizeof(image_slot);
    l.references = image_align(l.displacements + ((uint64_t)sizeof(uint32_t) << h->bucket_bits));
    l.services = image_align(l.references + (uint64_t)h->references * sizeof(image_reference));
    l.pool = image_align(l.services + (uint64_t)h->services * sizeof(image_service));
    l.size = image_align(l.pool + h->pool);
    return l;
}

/* The hash as this image uses it. The builder rotates it where two codes' hashes differ only in
 * bits that are not used. */
static inline uint64_t image_turn(uint64_t hash, uint64_t rotation) {
    return hash << (rotation & 63) | hash >> (-rotation & 63);
}

/* Maps 32 well-mixed bits to a number below count, which is not 0. */
static inline uint32_t image_reduce(uint32_t bits, uint32_t count) {
    return (uint32_t)((uint64_t)bits * count >> 32);
}

static inline uint32_t image_bucket(uint64_t turned, uint32_t bucket_bits) {
    return (uint32_t)(turned >> (64 - bucket_bits));
}

/* The displacement, which is odd, mixes the bits that do not choose the bucket. */
static inline uint32_t image_place(uint64_t turned, uint32_t displacement, uint32_t slots) {
    return image_reduce((uint32_t)turned * displacement, slots);
}

#endif
