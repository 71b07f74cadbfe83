/*
 * Runs a target over files and folders of files: what the fuzzers left, as a test.
 *
 *   replay_TARGET PATH...
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "target.h"

#define INPUT_MAX     ((size_t)1 << 24)
#define PATH_MAX_HERE 4096

static size_t replayed;

static void run_file(const char *path) {
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(INPUT_MAX);
    if (file == NULL || bytes == NULL) {
        perror(path);
        exit(2);
    }
    const size_t size = fread(bytes, 1, INPUT_MAX, file);
    (void)fclose(file);
    uint8_t *exact = target_copy(bytes, size);
    free(bytes);
    (void)fprintf(stderr, "%s: %zu bytes\n", path, size);
    (void)LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    replayed++;
}

static bool is_folder(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* The files in it; folders do not count. */
static void run_folder(const char *path) {
    struct dirent **entries;
    const int count = scandir(path, &entries, NULL, alphasort);
    if (count < 0) {
        perror(path);
        exit(2);
    }
    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.') {
            char name[PATH_MAX_HERE];
            (void)snprintf(name, sizeof(name), "%s/%s", path, entries[i]->d_name);
            if (!is_folder(name)) {
                run_file(name);
            }
        }
        free(entries[i]);
    }
    free(entries);
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        if (is_folder(argv[i])) {
            run_folder(argv[i]);
        } else {
            run_file(argv[i]);
        }
    }
    printf("%zu inputs replayed\n", replayed);
    return replayed > 0 ? 0 : 2;
}
