/*
 * What a decoder is. It reads encoded bytes as they arrive, in chunks of any size, and writes into
 * a buffer. What it has written, and where it stops, depend on the bytes alone and not on the
 * chunks.
 */
#ifndef TCE_HTTP_DECODER_H
#define TCE_HTTP_DECODER_H

#include "namespace.h"
#include "tcenvelope_http.h"

typedef enum decoder_status {
    DECODER_MORE = 0, /* all input is read, and everything that follows from it is written */
    DECODER_AGAIN,    /* call once more with what remains of the input, and an empty buffer */
    DECODER_CORRUPT,
    DECODER_UNSUPPORTED,
    DECODER_NO_MEMORY
} decoder_status;

/* Input and output of one step. */
typedef struct decoder_io {
    const uint8_t *in;
    size_t in_length;
    size_t in_used; /* after a failure: with the byte that it is about */
    uint8_t *out;
    size_t out_size;
    size_t out_length;
} decoder_io;

typedef struct decoder {
    /* Bytes of input after which the ratio is checked again: no slice of them decodes to much. */
    size_t slice;
    size_t (*size)(const tce_http_policy *policy);
    bool (*init)(void *memory, tce_http_coding coding, const tce_http_policy *policy);
    decoder_status (*step)(void *memory, decoder_io *io);
    bool (*is_complete)(const void *memory); /* the input can end here */
} decoder;

/* NULL: there is none for this coding. */
const decoder *decoder_find(tce_http_coding coding);

extern const decoder decoder_inflate;
#ifdef TCE_HTTP_ZSTD
extern const decoder decoder_zstd;
#endif

#endif
