#include "decoder.h"

static const decoder *const decoders[TCE_HTTP_CODING_END] = {
    [TCE_HTTP_CODING_GZIP] = &decoder_inflate,
    [TCE_HTTP_CODING_DEFLATE] = &decoder_inflate,
#ifdef TCE_HTTP_ZSTD
    [TCE_HTTP_CODING_ZSTD] = &decoder_zstd,
#endif
};

const decoder *decoder_find(tce_http_coding coding) {
    return (unsigned)coding < TCE_HTTP_CODING_END ? decoders[coding] : NULL;
}
