/* Counts error codes in a hash table of fixed size. */
#ifndef PROGRAMS_CHECK_CODE_TABLE_H
#define PROGRAMS_CHECK_CODE_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "support/buffer.h"
#include "tcenvelope.h"

enum {
    CODES_MAX = 4096,          /* distinct codes with their own count */
    CODE_SLOTS = 2 * CODES_MAX /* a power of two; at least half stay free, so that probing ends */
};

typedef struct code_count {
    uint64_t count;
    uint8_t length;
    char code[TCE_MAX_CODE];
} code_count;

typedef struct code_table {
    code_count *counts; /* CODES_MAX entries, owned, in the order of first appearance */
    uint16_t *slots;    /* CODE_SLOTS entries, owned: 1 + index into counts, or 0 */
    size_t distinct;
    uint64_t others; /* occurrences of codes that did not fit */
} code_table;

void code_table_init(code_table *table);
void code_table_free(code_table *table);

/*
 * A code log is a buffer of codes, each preceded by its length in one byte. Threads append to logs,
 * and the table counts the logs in document order, so the result does not depend on the threads.
 */
void code_log_append(buffer *log, tce_text code);
void code_table_count_log(code_table *table, const buffer *log);

#endif
