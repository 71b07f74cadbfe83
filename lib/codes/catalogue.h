/* A catalogue's side that the lookup of codes sees. */
#ifndef TCE_CODES_CATALOGUE_H
#define TCE_CODES_CATALOGUE_H

#include "namespace.h"
#include "tcenvelope.h"

typedef struct catalogue_entry {
    const void *slot;
    uint32_t services;
} catalogue_entry;

/* One probe, by the code's code_hash. Fills in entry only when the code is there. */
bool catalogue_find(const tce_catalogue *catalogue, uint64_t hash, const char *code, size_t length,
                    catalogue_entry *entry);

#endif
