/*
 * The decoded copy of an encoded body: bytes in, decoded blocks out to the validator, and the
 * violations of the coding.
 */
#ifndef TCE_HTTP_DECODE_H
#define TCE_HTTP_DECODE_H

#include "coding/decoder.h"

typedef struct decode {
    const decoder *decoder; /* NULL: the body is not encoded */
    void *memory;           /* the decoder's; NULL: not given */
    uint8_t *block;         /* after it: a buffer for what it writes */
    tce_http_coding coding;
    uint32_t ratio;          /* the limits: as in the policy */
    uint64_t max_bytes;      /* and in the validator's options */
    uint64_t encoded;        /* bytes read */
    uint64_t decoded;        /* bytes written */
    tce_violation violation; /* TCE_VIOLATION_NONE: none */
    uint64_t offset;         /* of it, in the encoded body */
    bool stopped;            /* nothing is decoded any more */
    bool failed;             /* the memory that was given does not suffice for the decoder */
} decode;

void decode_begin(decode *d, tce_http_coding coding, uint32_t ratio, uint64_t max_bytes);

/* Bytes of memory to give; 0: none are needed, or they were given. */
size_t decode_size(const decode *d, const tce_http_policy *policy);

/* Whether the memory can be used. */
bool decode_give(decode *d, void *memory, size_t size, const tce_http_policy *policy);

/* Decodes the next bytes of the body and feeds the validator. Returns its status, or status when it
 * was fed nothing. */
tce_status decode_read(decode *d, tce_validator *validator, tce_status status, const uint8_t *bytes,
                       size_t length);

/* The body is complete: checks that its coding is. */
void decode_finish(decode *d);

#endif
