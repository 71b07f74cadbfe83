#include "help.h"
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

exit_status help_version(void) {
    buffer out = {0};
    buffer_format(&out, "tcenvelope %s\n", tce_version());
    describe(&out, TCE_ENGINE_YAJL);
    describe(&out, TCE_ENGINE_SIMD);
    buffer_format(&out, "engine auto: %s\n", tce_engine_name(tce_engine_auto()));
    const bool written = output_write(&out);
    buffer_free(&out);
    return written ? STATUS_VALID : STATUS_TROUBLE;
}
