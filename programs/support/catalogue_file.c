#include "support/catalogue_file.h"

#include <stdalign.h>
#include <stddef.h>

#include "support/complain.h"
#include "support/file.h"

_Static_assert(TCE_STORAGE_ALIGNMENT <= alignof(max_align_t), "realloc aligns an image");

bool catalogue_file_open(const char *name, catalogue_file *file) {
    const char *problem;
    *file = (catalogue_file){0};
    if (name == NULL) {
        return true;
    }
    if (!file_read_named(name, &file->image)) {
        catalogue_file_close(file);
        return false;
    }
    file->catalogue = tce_catalogue_open(file->image.bytes, file->image.length, &problem);
    if (file->catalogue == NULL) {
        complain(name, "%s; rebuild it with: tcenvelope codes compile", problem);
        catalogue_file_close(file);
        return false;
    }
    return true;
}

/* FNV-1a */
uint64_t catalogue_file_hash(const catalogue_file *file) {
    uint64_t value = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < file->image.length; i++) {
        value = (value ^ (uint8_t)file->image.bytes[i]) * UINT64_C(1099511628211);
    }
    return value == 0 ? 1 : value;
}

void catalogue_file_close(catalogue_file *file) {
    buffer_free(&file->image);
    *file = (catalogue_file){0};
}
