#include "counters.h"

#include "cells.h"
#include "varnish.h"

#include <VSC_tcenvelope.h>

#include <stdlib.h>
#include <time.h>

#define CODES 2048 /* slots for error codes */

_Static_assert(sizeof(struct VSC_tcenvelope) == CELL_END * sizeof(uint64_t),
               "the description of the counters has the order of cells.h");

/* Written by the thread of the CLI, while no transaction can count. */
static struct {
    unsigned users; /* VCLs */
    struct vsc_seg *segment;
    uint64_t *cells;
    tce_http_counters *counters;
} shared;

/* ---- Life ------------------------------------------------------------------------------------*/

bool counters_keep(void) {
    ASSERT_CLI();
    if (shared.users == 0) {
        const size_t size = tce_http_counters_size(CODES);
        shared.counters = tce_http_counters_init(malloc(size), size, (int64_t)time(NULL));
        if (shared.counters == NULL) {
            return false;
        }
        shared.cells = (uint64_t *)(void *)VSC_tcenvelope_New(NULL, &shared.segment, "");
    }
    shared.users++;
    return true;
}

void counters_leave(void) {
    ASSERT_CLI();
    AN(shared.users);
    if (--shared.users == 0) {
        VSC_tcenvelope_Destroy(&shared.segment);
        shared.cells = NULL;
        free(shared.counters);
        shared.counters = NULL;
    }
}

/* ---- Counting --------------------------------------------------------------------------------*/

static void add(unsigned cell, uint64_t n) {
    (void)__atomic_fetch_add(&shared.cells[cell], n, __ATOMIC_RELAXED);
}

/* The number of a family that begins with 1; 0: there is nothing to count. */
static void add_one(unsigned family, unsigned number) {
    if (number != 0) {
        add(family + number - 1, 1);
    }
}

static void add_violations(uint64_t set) {
    for (unsigned v = 1; v < TCE_VIOLATION_END; v++) {
        add_one(CELL_VIOLATIONS, (set >> v & 1) != 0 ? v : 0);
    }
}

void counters_count(const tce_http_outcome *o) {
    tce_http_count(shared.counters, o);
    add(CELL_RESPONSES, 1);
    add(CELL_BYTES, o->bytes);
    add(CELL_DECODED_BYTES, o->decoded_bytes);
    add_one(CELL_VERDICTS, o->verdict);
    add_one(CELL_ACTIONS, o->done);
    if (o->skip > TCE_HTTP_SKIP_OFF) {
        add(CELL_SKIPS + o->skip - TCE_HTTP_SKIP_OFF - 1, 1);
    }
    add_violations(o->violations);
    if (o->verdict != TCE_HTTP_VERDICT_SKIPPED) {
        add(CELL_CODINGS + o->coding, 1);
    }
}

tce_http_snapshot *counters_snapshot(void) {
    const size_t size = tce_http_snapshot_size(shared.counters);
    void *memory = malloc(size);
    tce_http_snapshot *snapshot =
        tce_http_snapshot_take(memory, size, shared.counters, (int64_t)time(NULL));
    if (snapshot == NULL) {
        free(memory);
    }
    return snapshot;
}
