/* Writes the description of the counters from which Varnish's vsctool.py makes C:
 *
 *     describe_counters > tcenvelope.vsc
 */
#include "cells.h"

#include <stdio.h>

static int cells; /* written so far */

static void begin(void) {
    puts(
        "..\n"
        "\tThis file is generated.\n\n"
        ".. varnish_vsc_begin::\ttcenvelope\n"
        "\t:oneliner:\tResponses of the Tencent Cloud API under validation\n"
        "\t:order:\t\t80\n\n"
        "Each response that tcenvelope.guard() was called for is counted once, when it has ended.");
}

static void write_cell(const char *group, const char *name, const char *meaning) {
    printf("\n.. varnish_vsc:: %s%s\n\t:oneliner:\t%s\n", group, name, meaning);
    cells++;
}

static void write_verdicts(void) {
    for (int i = 1; i < TCE_HTTP_VERDICT_END; i++) {
        write_cell("verdict_", tce_http_verdict_name((tce_http_verdict)i),
                   tce_http_verdict_meaning((tce_http_verdict)i));
    }
}

static void write_violations(void) {
    for (int i = 1; i < TCE_VIOLATION_END; i++) {
        write_cell("violation_", tce_violation_name((tce_violation)i),
                   tce_violation_meaning((tce_violation)i));
    }
}

static void write_actions(void) {
    for (int i = 1; i < TCE_HTTP_DONE_END; i++) {
        write_cell("action_", tce_http_done_name((tce_http_done)i),
                   tce_http_done_meaning((tce_http_done)i));
    }
}

static void write_codings(void) {
    for (int i = 0; i < TCE_HTTP_CODING_END; i++) {
        write_cell("coding_", tce_http_coding_name((tce_http_coding)i),
                   "validated responses in this content coding");
    }
}

static void write_skips(void) {
    for (int i = TCE_HTTP_SKIP_OFF + 1; i < TCE_HTTP_SKIP_END; i++) {
        write_cell("skip_", tce_http_skip_name((tce_http_skip)i),
                   tce_http_skip_meaning((tce_http_skip)i));
    }
}

int main(void) {
    begin();
    write_cell("", "responses", "responses of which one verdict is counted");
    write_cell("", "bytes", "bytes of bodies that were validated, as they passed");
    write_cell("", "decoded_bytes", "the same, decoded");
    write_verdicts();
    write_violations();
    write_actions();
    write_codings();
    write_skips();
    puts("\n.. varnish_vsc_end::\ttcenvelope");
    return cells == CELL_END && fflush(stdout) == 0 ? 0 : 1;
}
