/* Information on an error code, as codes list, lookup and search print it. */
#ifndef PROGRAMS_CODES_CODE_ENTRY_H
#define PROGRAMS_CODES_CODE_ENTRY_H

#include <stdbool.h>

#include "support/buffer.h"
#include "support/meaning.h"
#include "support/report_format.h"
#include "tcenvelope.h"

enum { VERSION_SPACE = 10 };

typedef struct code_entry {
    tce_text code; /* any bytes */
    const char *kind;
    const char *code_class;
    const char *category;
    tce_text meaning; /* bytes is NULL: unknown */
    tce_code_info info;
} code_entry;

/* The members to print, and their format. */
typedef struct entry_format {
    report_format report;
    bool kind;
    bool service_count;
    bool services;
    const tce_catalogue *catalogue; /* source of the services; NULL: none */
    service_filter filter;          /* the services to print, and to take a meaning from */
} entry_format;

/* Looks the code up in the format's catalogue. The library reports an empty code as no code; here
 * it is an unknown code. */
code_entry code_entry_of(const entry_format *format, tce_text code);

/* A version of eight digits as a date, as requests spell it: 2017-03-12. The result may point into
 * space, of VERSION_SPACE bytes. */
tce_text version_shown(tce_text version, char *space);

/* Prints the column headings of the text format. JSON has none. */
void code_entry_head(buffer *out, const entry_format *format);
void code_entry_print(buffer *out, const entry_format *format, const code_entry *e);

#endif
