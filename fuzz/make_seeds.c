/*
 * Writes seeds for the fuzzers: each document of the tests' table, as an input.
 *
 *   make_seeds FOLDER
 */
#include <stdio.h>
#include <stdlib.h>

#include "documents.h"
#include "target.h"

static void write_seed(const char *folder, size_t index) {
    static char json[DOCUMENT_BYTES_MAX];
    static const char control_bytes[CONTROL_BYTES] = {0};
    const size_t length = parts_write(document_at(index)->json, json);
    char path[4096];
    (void)snprintf(path, sizeof(path), "%s/%04zu", folder, index);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(control_bytes, 1, CONTROL_BYTES, file) != CONTROL_BYTES ||
        fwrite(json, 1, length, file) != length || fclose(file) != 0) {
        perror(path);
        exit(1);
    }
}

int main(int argc, char **argv) {
    if (argc != 2) {
        (void)fprintf(stderr, "usage: make_seeds FOLDER\n");
        return 2;
    }
    for (size_t i = 0; i < documents_count(); i++) {
        write_seed(argv[1], i);
    }
    return 0;
}
