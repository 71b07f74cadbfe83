/* Information on an error code, as codes list and codes lookup print it. */
#ifndef PROGRAMS_CODES_CODE_ENTRY_H
#define PROGRAMS_CODES_CODE_ENTRY_H

#include <stdbool.h>

#include "support/buffer.h"
#include "support/report_format.h"
#include "tcenvelope.h"

typedef struct code_entry {
    tce_text code; /* any bytes */
    const char *kind;
    const char *code_class;
    const char *category;
    const char *meaning; /* NULL: unknown */
    tce_code_info info;
} code_entry;

/* The members to print, and their format. */
typedef struct entry_format {
    report_format report;
    bool kind;
    bool service_count;
    bool services;
    const tce_catalogue *catalogue; /* source of the services; NULL: none */
} entry_format;

/* Looks the code up. The library reports an empty code as no code; here it is an unknown code. */
code_entry code_entry_of(const tce_catalogue *catalogue, tce_text code);

/* Prints the column headings of the text format. JSON has none. */
void code_entry_head(buffer *out, const entry_format *format);
void code_entry_print(buffer *out, const entry_format *format, const code_entry *e);

#endif
