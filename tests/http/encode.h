/* Encoders, for bodies of tests. */
#ifndef TESTS_HTTP_ENCODE_H
#define TESTS_HTTP_ENCODE_H

#include <stddef.h>
#include <stdint.h>

typedef enum encoding {
    ENCODING_GZIP = 0,
    ENCODING_ZLIB,
    ENCODING_RAW, /* deflate data without a header */
    ENCODING_ZSTD,
    ENCODING_END
} encoding;

/* The value of Content-Encoding. */
const char *encoding_field(encoding e);

typedef struct encoded {
    uint8_t *bytes; /* from malloc */
    size_t length;
} encoded;

encoded encode(encoding e, const void *bytes, size_t length);

/* The bytes of both; frees them. */
encoded encoded_join(encoded first, encoded second);

/* The zlib format with a preset dictionary, which a decoder cannot know. */
encoded encode_with_dictionary(const void *bytes, size_t length);

/* A zstd frame with a window of 2^log bytes, whatever the length. */
encoded encode_with_window(const void *bytes, size_t length, int log);

#endif
