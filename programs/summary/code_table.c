#include "summary/code_table.h"

#include <stdlib.h>
#include <string.h>

#include "summary/tally.h"
#include "support/text.h"

_Static_assert(TCE_MAX_CODE <= UINT8_MAX, "a length fits into one byte");

enum { FIRST_SLOTS = 256 }; /* a power of two, as every slot_count */

void code_table_init(code_table *table, size_t limit) {
    *table = (code_table){
        .limit = limit,
        .slots = allocate(FIRST_SLOTS, sizeof *table->slots),
        .slot_count = FIRST_SLOTS,
    };
}

void code_table_free(code_table *table) {
    free(table->counts);
    free(table->slots);
    *table = (code_table){0};
}

/* FNV-1a */
static uint32_t hash(const char *code, size_t length) {
    uint32_t value = 2166136261u;
    for (size_t i = 0; i < length; i++) {
        value = (value ^ (uint8_t)code[i]) * 16777619u;
    }
    return value;
}

static bool is_code(const code_count *entry, const char *code, size_t length) {
    return entry->length == length && memcmp(entry->code, code, length) == 0;
}

/* The slot of the code, or the free slot for it. At least half of the slots are free, so probing
 * ends. */
static uint32_t *find_slot(const code_table *table, const char *code, size_t length) {
    size_t slot_index = hash(code, length) % table->slot_count;
    while (table->slots[slot_index] != 0 &&
           !is_code(&table->counts[table->slots[slot_index] - 1], code, length)) {
        slot_index = (slot_index + 1) % table->slot_count;
    }
    return &table->slots[slot_index];
}

static void grow_slots(code_table *table) {
    free(table->slots);
    table->slot_count *= 2;
    table->slots = allocate(table->slot_count, sizeof *table->slots);
    for (size_t i = 0; i < table->distinct; i++) {
        const code_count *entry = &table->counts[i];
        *find_slot(table, entry->code, entry->length) = (uint32_t)(i + 1);
    }
}

static void add_code(code_table *table, uint32_t *slot, tce_text code, tce_code_class code_class) {
    if (table->distinct == table->capacity) {
        table->counts = array_grow(table->counts, &table->capacity, sizeof *table->counts);
    }
    code_count *entry = &table->counts[table->distinct++];
    *entry = (code_count){.length = (uint8_t)code.length, .code_class = (uint8_t)code_class};
    memcpy(entry->code, code.bytes, code.length);
    *slot = (uint32_t)table->distinct;
}

bool code_table_add(code_table *table, tce_text code, tce_code_class code_class, uint64_t count) {
    if (table->distinct >= table->slot_count / 2) {
        grow_slots(table);
    }
    uint32_t *slot = find_slot(table, code.bytes, code.length);
    if (*slot == 0 && table->distinct == table->limit) {
        return count_add(&table->others, count);
    }
    if (*slot == 0) {
        add_code(table, slot, code, code_class);
    }
    return count_add(&table->counts[*slot - 1].count, count);
}

static int by_code(const void *left, const void *right) {
    const code_count *a = left;
    const code_count *b = right;
    return text_compare((tce_text){a->code, a->length}, (tce_text){b->code, b->length});
}

void code_table_sort(code_table *table) {
    if (table->distinct > 0) {
        qsort(table->counts, table->distinct, sizeof *table->counts, by_code);
    }
}

void code_log_append(buffer *log, tce_text code, tce_code_class code_class) {
    buffer_byte(log, (char)(uint8_t)code.length);
    buffer_byte(log, (char)(uint8_t)code_class);
    buffer_append(log, code.bytes, code.length);
}

void code_table_count_log(code_table *table, const buffer *log) {
    for (size_t i = 0; i < log->length;) {
        const size_t length = (uint8_t)log->bytes[i];
        const tce_code_class code_class = (tce_code_class)(uint8_t)log->bytes[i + 1];
        code_table_add(table, (tce_text){log->bytes + i + 2, length}, code_class, 1);
        i += 2 + length;
    }
}
