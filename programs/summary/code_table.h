/* Counts error codes in a hash table. */
#ifndef PROGRAMS_SUMMARY_CODE_TABLE_H
#define PROGRAMS_SUMMARY_CODE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/buffer.h"
#include "tcenvelope.h"

/* Distinct codes with a count of their own, in one run. Codes are untrusted: a table without a
 * limit would grow for ever. */
enum { CODES_MAX = 4096 };

typedef struct code_count {
    uint64_t count;
    uint8_t length;
    uint8_t code_class; /* tce_code_class */
    char code[TCE_MAX_CODE];
} code_count;

typedef struct code_table {
    code_count *counts; /* owned, in the order of first appearance */
    size_t capacity;
    size_t distinct;
    size_t limit;
    uint32_t *slots; /* owned: 1 + index into counts, or 0 */
    size_t slot_count;
    uint64_t others; /* occurrences of codes past the limit */
} code_table;

/* limit: of distinct codes, below UINT32_MAX / 4. */
void code_table_init(code_table *table, size_t limit);
void code_table_free(code_table *table);

/* Adds count occurrences. Returns false if the sum is too large. */
bool code_table_add(code_table *table, tce_text code, tce_code_class code_class, uint64_t count);

/* Sorts the counts by the bytes of the codes. Nothing can be added after it. */
void code_table_sort(code_table *table);

/*
 * A code log is a buffer of codes, each preceded by its length and its class in a byte each.
 * Threads append to logs, and the table counts the logs in document order, so the result does not
 * depend on the threads.
 */
void code_log_append(buffer *log, tce_text code, tce_code_class code_class);
void code_table_count_log(code_table *table, const buffer *log);

#endif
