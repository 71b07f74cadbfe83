/* A catalogue read from a file, as --codes names it. */
#ifndef PROGRAMS_SUPPORT_CATALOGUE_FILE_H
#define PROGRAMS_SUPPORT_CATALOGUE_FILE_H

#include "support/buffer.h"
#include "tcenvelope.h"

typedef struct catalogue_file {
    const tce_catalogue *catalogue; /* lies in image; NULL: none */
    buffer image;
} catalogue_file;

/* name NULL: no catalogue, which is not an error. False after a message. */
bool catalogue_file_open(const char *name, catalogue_file *file);
void catalogue_file_close(catalogue_file *file);

#endif
