#include "support/catalogue_file.h"

#include <stdalign.h>
#include <stddef.h>

#include "support/complain.h"
#include "support/file.h"
#include "support/hash.h"

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

uint64_t catalogue_file_hash(const catalogue_file *file) {
    const uint64_t value = hash_more(HASH_BEGIN, file->image.bytes, file->image.length);
    return value == 0 ? 1 : value;
}

void catalogue_file_close(catalogue_file *file) {
    buffer_free(&file->image);
    *file = (catalogue_file){0};
}
