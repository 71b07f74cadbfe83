/* What is known of an error code, as codes list and codes lookup show it. */
#ifndef PROGRAMS_CODES_CODE_ENTRY_H
#define PROGRAMS_CODES_CODE_ENTRY_H

#include <stdbool.h>

#include "support/buffer.h"
#include "support/report_form.h"
#include "tcenvelope.h"

typedef struct code_entry {
    tce_text code; /* any bytes */
    const char *kind;
    const char *code_class;
    const char *category;
    const char *meaning; /* NULL: nothing is known */
    tce_code_info info;
} code_entry;

/* What is shown of each code, and how. */
typedef struct entry_form {
    report_form report;
    bool kind;
    bool service_count;
    bool services;
    const tce_catalogue *catalogue; /* whose services are shown; NULL: none */
} entry_form;

/* Looks the code up. The library calls an empty code no code at all; here it is an unknown one. */
code_entry code_entry_of(const tce_catalogue *catalogue, tce_text code);

/* Columns get their names; JSON has them in each line. */
void code_entry_head(buffer *out, const entry_form *form);
void code_entry_print(buffer *out, const entry_form *form, const code_entry *e);

#endif
