#include "catalogue_file.h"

#include "complain.h"

bool catalogue_file_open(const char *name, catalogue_file *file) {
    const char *problem;
    *file = (catalogue_file){0};
    if (name == NULL) {
        return true;
    }
    if (!file_view_open(name, &file->view)) {
        return false;
    }
    file->catalogue = tce_catalogue_open(file->view.bytes, file->view.length, &problem);
    if (file->catalogue == NULL) {
        complain(name, "%s; compile it anew with: tcenvelope codes compile", problem);
        catalogue_file_close(file);
        return false;
    }
    return true;
}

void catalogue_file_close(catalogue_file *file) {
    file_view_close(&file->view);
    *file = (catalogue_file){0};
}
