/* Decoders with one interface. */
#ifndef PROGRAMS_ARCHIVE_DECODER_H
#define PROGRAMS_ARCHIVE_DECODER_H

#include <stdbool.h>
#include <stddef.h>

#include "archive/coding.h"

typedef enum decoder_status {
    DECODER_OK = 0,
    DECODER_CORRUPT,
    DECODER_WINDOW /* the data needs more memory than WINDOW_MAX_LOG allows */
} decoder_status;

/* 32 MiB: past what any zstd level below --ultra needs. */
enum { WINDOW_MAX_LOG = 25 };

/* What a step takes and where it writes. A step moves both forwards. */
typedef struct decoder_bytes {
    const char *in;
    size_t in_length;
    char *out;
    size_t out_size;
} decoder_bytes;

/* A step takes input until there is no more or the output is full. If the output is not full after
 * it, nothing is held back. Members or frames follow one another without a mark. */
typedef struct decoder_type {
    void *(*create)(void); /* NULL: out of memory */
    void (*destroy)(void *state);
    decoder_status (*step)(void *state, decoder_bytes *bytes);
    bool (*can_end)(const void *state); /* no member has begun and not ended */
} decoder_type;

/* NULL: it is not built. */
const decoder_type *decoder_type_of(coding c);

extern const decoder_type gzip_decoder;
extern const decoder_type zstd_decoder;

#endif
