/* The order of the counters in shared memory: three totals, then each family of http/. The program
 * that describes them to Varnish's tools and the code that counts both follow it. */
#ifndef TCE_VARNISH_CELLS_H
#define TCE_VARNISH_CELLS_H

#include <tcenvelope_http.h>

enum {
    CELL_RESPONSES,
    CELL_BYTES,
    CELL_DECODED_BYTES,
    /* Each family begins with number 1, the codings with 0, the skips after TCE_HTTP_SKIP_OFF. */
    CELL_VERDICTS,
    CELL_VIOLATIONS = CELL_VERDICTS + TCE_HTTP_VERDICT_END - 1,
    CELL_ACTIONS = CELL_VIOLATIONS + TCE_VIOLATION_END - 1,
    CELL_CODINGS = CELL_ACTIONS + TCE_HTTP_DONE_END - 1,
    CELL_SKIPS = CELL_CODINGS + TCE_HTTP_CODING_END,
    CELL_END = CELL_SKIPS + TCE_HTTP_SKIP_END - TCE_HTTP_SKIP_OFF - 1
};

#endif
