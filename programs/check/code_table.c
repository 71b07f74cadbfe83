#include "check/code_table.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(TCE_MAX_CODE <= UINT8_MAX, "a length fits into one byte");
_Static_assert(CODES_MAX < UINT16_MAX, "an index fits into a slot");

void code_table_init(code_table *table) {
    *table = (code_table){
        .counts = allocate(CODES_MAX, sizeof *table->counts),
        .slots = allocate(CODE_SLOTS, sizeof *table->slots),
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

/* The slot of the code, or the free slot for it. */
static uint16_t *find_slot(const code_table *table, const char *code, size_t length) {
    uint32_t slot_index = hash(code, length) % CODE_SLOTS;
    while (table->slots[slot_index] != 0 &&
           !is_code(&table->counts[table->slots[slot_index] - 1], code, length)) {
        slot_index = (slot_index + 1) % CODE_SLOTS;
    }
    return &table->slots[slot_index];
}

static void add_code(code_table *table, uint16_t *slot, const char *code, size_t length) {
    code_count *entry = &table->counts[table->distinct++];
    memcpy(entry->code, code, length);
    entry->length = (uint8_t)length;
    *slot = (uint16_t)table->distinct;
}

static void count_code(code_table *table, const char *code, size_t length) {
    uint16_t *slot = find_slot(table, code, length);
    if (*slot == 0 && table->distinct == CODES_MAX) {
        table->others++;
        return;
    }
    if (*slot == 0) {
        add_code(table, slot, code, length);
    }
    table->counts[*slot - 1].count++;
}

void code_log_append(buffer *log, tce_text code) {
    buffer_byte(log, (char)(uint8_t)code.length);
    buffer_append(log, code.bytes, code.length);
}

void code_table_count_log(code_table *table, const buffer *log) {
    for (size_t slot_index = 0; slot_index < log->length;) {
        const size_t length = (uint8_t)log->bytes[slot_index];
        count_code(table, log->bytes + slot_index + 1, length);
        slot_index += 1 + length;
    }
}
