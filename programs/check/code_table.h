/* How often each error code came: a hash table that never grows. */
#ifndef PROGRAMS_CHECK_CODE_TABLE_H
#define PROGRAMS_CHECK_CODE_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "support/buffer.h"
#include "tcenvelope.h"

enum {
    CODES_MAX = 4096,          /* distinct codes that are counted one by one */
    CODE_SLOTS = 2 * CODES_MAX /* a power of two; half of them stay free, so that a probe ends */
};

typedef struct code_count {
    uint64_t count;
    uint8_t length;
    char code[TCE_MAX_CODE];
} code_count;

typedef struct code_table {
    code_count *counts; /* CODES_MAX of them, owned, in the order of their first appearance */
    uint16_t *slots;    /* CODE_SLOTS of them, owned: 1 + an index of counts, or 0 */
    size_t distinct;
    uint64_t others; /* appearances of codes that found no place */
} code_table;

void code_table_init(code_table *table);
void code_table_free(code_table *table);

/*
 * A log of codes is a buffer with each code's length as one byte before it. Threads that check
 * documents write logs, and the table counts them in the order of the documents: so what it holds
 * does not depend on the threads.
 */
void code_log_append(buffer *log, tce_text code);
void code_table_count_log(code_table *table, const buffer *log);

#endif
