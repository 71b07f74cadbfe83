/*
 * Prints when the library calls back: for each record of standard input a line of JSON, with each
 * violation, its offset, and after how many bytes it was reported. Each document is fed byte by
 * byte; what tce_finish reports comes after null bytes.
 *
 *   moments ENGINE < RECORDS     a record: the document's length (32 bits, little-endian), its
 * bytes
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tcenvelope.h"

static size_t fed; /* bytes of the document; 0 once it has ended */
static const char *separator;

static bool on_violation(void *user, tce_violation violation, uint64_t offset) {
    (void)user;
    printf("%s[\"%s\",%llu,", separator, tce_violation_name(violation), (unsigned long long)offset);
    separator = ",";
    return printf(fed == 0 ? "null]" : "%zu]", fed) > 0;
}

static void print_moments(tce_validator *v, const char *json, size_t length) {
    separator = "[";
    tce_reset(v);
    for (size_t i = 0; i < length; i++) {
        fed = i + 1;
        (void)tce_feed(v, json + i, 1);
    }
    fed = 0;
    (void)tce_finish(v);
    puts(separator[0] == '[' ? "[]" : "]");
}

static size_t read_length(void) {
    unsigned char bytes[4];
    return fread(bytes, 1, 4, stdin) < 4
               ? SIZE_MAX
               : bytes[0] | (size_t)bytes[1] << 8 | (size_t)bytes[2] << 16 | (size_t)bytes[3] << 24;
}

static void print_all(tce_validator *v) {
    for (size_t length; (length = read_length()) != SIZE_MAX;) {
        char *json = malloc(length + 1);
        if (json == NULL || fread(json, 1, length, stdin) != length) {
            fputs("moments: a record is incomplete\n", stderr);
            exit(2);
        }
        print_moments(v, json, length);
        free(json);
    }
}

int main(int argc, char **argv) {
    static uint64_t storage[8192];
    tce_options options = TCE_OPTIONS_INIT;
    options.engine = argc == 2 && strcmp(argv[1], "yajl") == 0 ? TCE_ENGINE_YAJL : TCE_ENGINE_SIMD;
    options.on_violation = on_violation;
    tce_validator *v = tce_init(storage, sizeof(storage), &options);
    if (v == NULL || argc != 2) {
        fputs("moments: give the name of an engine\n", stderr);
        return 2;
    }
    print_all(v);
    return 0;
}
