#include "support/bar.h"

#include <langinfo.h>
#include <string.h>

static const char *const eighths[] = {"",
                                      "\xE2\x96\x8F",
                                      "\xE2\x96\x8E",
                                      "\xE2\x96\x8D",
                                      "\xE2\x96\x8C",
                                      "\xE2\x96\x8B",
                                      "\xE2\x96\x8A",
                                      "\xE2\x96\x89"};

bool bar_has_blocks(void) {
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* The bar's length in units. units is small enough for double to be exact enough. */
static unsigned share(uint64_t value, uint64_t most, unsigned units) {
    if (value == 0 || most == 0) {
        return 0;
    }
    const double part = (double)value / (double)most;
    const unsigned length = (unsigned)((part > 1 ? 1 : part) * units + 0.5);
    return length == 0 ? 1 : length;
}

unsigned bar_append(buffer *b, uint64_t value, uint64_t most, unsigned width, bool blocks) {
    const unsigned per_cell = blocks ? 8 : 1;
    const unsigned length = share(value, most, width * per_cell);
    for (unsigned i = 0; i < length / per_cell; i++) {
        buffer_text(b, blocks ? "\xE2\x96\x88" : "#");
    }
    buffer_text(b, eighths[length % per_cell]);
    return length / per_cell + (length % per_cell != 0);
}
