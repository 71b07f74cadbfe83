#include "support/diagnostic.h"

#include <stdio.h>

void diagnostic_write(const buffer *b) {
    (void)fwrite(b->bytes, 1, b->length, stderr);
    (void)fflush(stderr);
}
