#include "support/human.h"

static const char *const units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};

enum { UNITS = sizeof units / sizeof units[0] };

void human_bytes(buffer *b, uint64_t bytes) {
    if (bytes < 1000) {
        buffer_format(b, "%u B", (unsigned)bytes);
        return;
    }
    double value = (double)bytes / 1000;
    unsigned unit = 0;
    for (; value >= 1000 && unit + 1 < UNITS; unit++) {
        value /= 1000;
    }
    buffer_format(b, "%.1f %s", value, units[unit]);
}
