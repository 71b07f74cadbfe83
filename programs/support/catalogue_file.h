/* The catalogue file given by --codes. */
#ifndef PROGRAMS_SUPPORT_CATALOGUE_FILE_H
#define PROGRAMS_SUPPORT_CATALOGUE_FILE_H

#include "support/buffer.h"
#include "tcenvelope.h"

typedef struct catalogue_file {
    const tce_catalogue *catalogue; /* points into image; NULL: none */
    buffer image;
} catalogue_file;

/* If name is NULL, there is no catalogue and no error. Returns false after a message. */
bool catalogue_file_open(const char *name, catalogue_file *file);

/* Identifies the image by its bytes; never 0. */
uint64_t catalogue_file_hash(const catalogue_file *file);

void catalogue_file_close(catalogue_file *file);

#endif
