#include "archive/decoder.h"

const decoder_type *decoder_type_of(coding c) {
    switch (c) {
#ifdef TCE_GZIP_FILES
    case CODING_GZIP:
        return &gzip_decoder;
#endif
#ifdef TCE_ZSTD_FILES
    case CODING_ZSTD:
        return &zstd_decoder;
#endif
    default:
        return NULL;
    }
}
