/*
 * What the fuzz targets share. A target is one file with LLVMFuzzerTestOneInput; it builds for
 * libFuzzer, for AFL++, and with replay.c as a program that runs files.
 */
#ifndef FUZZ_TARGET_H
#define FUZZ_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "subjects.h"
#include "tcenvelope.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stops with a message: what must always hold did not. */
#define REQUIRE(fact) ((fact) ? (void)0 : target_fail(#fact, __FILE__, __LINE__))
_Noreturn void target_fail(const char *fact, const char *file, int line);

/* The first bytes of an input say how the rest is run. */
#define CONTROL_BYTES 4

typedef struct control {
    uint32_t max_depth;
    uint64_t max_bytes;
    tce_framing framing;
    uint64_t random; /* seed of the cuts */
} control;

control target_control(const uint8_t bytes[CONTROL_BYTES]);

/* The length of the next chunk, with at least 1 byte left: mostly short. */
size_t target_cut(uint64_t *random, size_t left);

/* A copy of the bytes that ends where its allocation ends, so that a read past it is found.
 * The caller frees it. */
uint8_t *target_copy(const uint8_t *bytes, size_t size);

/* Storage for a validator or stream with a margin on both sides that must not change. */
typedef struct guarded_storage {
    uint8_t *block;
    void *storage;
    size_t size;
} guarded_storage;

guarded_storage target_storage(size_t size);
void target_release(guarded_storage *storage); /* checks the margins, frees */

/* A running hash of everything that was reported. */
typedef struct record {
    uint64_t hash;
    uint64_t count;
    uint64_t calls;     /* of callbacks */
    uint64_t calls_max; /* the call with this number cancels; 0: none does */
} record;

void record_number(record *r, uint64_t number);
void record_text(record *r, tce_text text); /* reads every byte and the NUL after the last */

/* Checks that a report agrees with itself, and records all of it. */
void record_report(record *r, const tce_report *report);

bool record_equal(const record *a, const record *b);

/* Whether a callback has cancelled. */
static inline bool record_cancelled(const record *r) {
    return r->calls_max != 0 && r->calls == r->calls_max;
}

/* What one run had reported after each byte. Every run of the same bytes has reported the same
 * after the same number of them, however they are cut. */
#define TIMELINE_MAX 4096 /* bytes whose moments are compared */

typedef struct timeline {
    bool known; /* else the next run fills it in: it feeds byte by byte */
    uint64_t calls[TIMELINE_MAX + 1];
    tce_status status[TIMELINE_MAX + 1];
} timeline;

/* After each feed: fills in the moment of this number of bytes, or compares with it. */
void timeline_take(timeline *t, size_t fed, const record *r, tce_status status);

/* Callbacks that record their calls into options.user, a record. */
void record_callbacks(tce_options *options, record *r);

#endif
