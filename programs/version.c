#include "help.h"

#include "archive/decoder.h"
#include "support/buffer.h"
#include "support/output.h"
#include "tcenvelope.h"

static void describe(buffer *out, tce_engine engine) {
    const char *name = tce_engine_name(engine);
    if (tce_engine_available(engine)) {
        buffer_format(out, "engine %s: %s\n", name, tce_engine_instruction_set(engine));
    } else {
        buffer_format(out, "engine %s: not available\n", name);
    }
}

static void describe_coding(buffer *out, coding c) {
    buffer_format(out, "decoder %s: %s\n", coding_name(c),
                  decoder_type_of(c) != NULL ? "available" : "not available");
}

exit_status help_version(void) {
    buffer out = {0};
    buffer_format(&out, "tcenvelope %s\n", tce_version());
    describe(&out, TCE_ENGINE_YAJL);
    describe(&out, TCE_ENGINE_SIMD);
    buffer_format(&out, "engine auto: %s\n", tce_engine_name(tce_engine_auto()));
    describe_coding(&out, CODING_GZIP);
    describe_coding(&out, CODING_ZSTD);
#ifdef TCE_HTTP_FILES
    buffer_literal(&out, "framing http: available\n");
#else
    buffer_literal(&out, "framing http: not available\n");
#endif
    const bool written = output_write(&out);
    buffer_free(&out);
    return written ? STATUS_VALID : STATUS_TROUBLE;
}
