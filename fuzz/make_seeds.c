/*
 * Writes seeds for the fuzzers.
 *
 *   make_seeds FOLDER            each document of the tests' table, for validate and stream
 *   make_seeds FOLDER messages   the same as HTTP responses
 *   make_seeds FOLDER har        the same as bodies of a HAR file
 *   make_seeds FOLDER plan       plans of one shard and of several
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "documents.h"
#include "target.h"

typedef struct seed {
    char bytes[CONTROL_BYTES + 8 * DOCUMENT_BYTES_MAX];
    size_t length;
} seed;

static seed made;

static void add(const void *bytes, size_t length) {
    REQUIRE(length <= sizeof(made.bytes) - made.length);
    memcpy(made.bytes + made.length, bytes, length);
    made.length += length;
}

static void add_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void add_text(const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    REQUIRE(length >= 0 && (size_t)length < sizeof(text));
    add(text, (size_t)length);
}

/* ---- The forms of a document -----------------------------------------------------------------*/

static void as_it_is(const char *json, size_t length) {
    add(json, length);
}

static void as_responses(const char *json, size_t length) {
    add_text("HTTP/1.1 200 OK\r\nContent-Length: %zu\r\nServer: x\r\n\r\n", length);
    add(json, length);
    add_text("HTTP/1.1 204 No Content\r\n\r\n");
    add_text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    if (length > 0) {
        add_text("%zx\r\n", length);
        add(json, length);
        add_text("\r\n");
    }
    add_text("0\r\nX: y\r\n\r\n");
}

/* Bytes that JSON cannot have in a string are left out. */
static void as_body(const char *json, size_t length) {
    add_text("{\"log\":{\"version\":\"1.2\",\"entries\":[{\"response\":{\"status\":200,"
             "\"content\":{\"size\":1,\"text\":\"");
    for (size_t i = 0; i < length; i++) {
        const bool must = json[i] == '"' || json[i] == '\\';
        if ((unsigned char)json[i] >= 0x20 && (unsigned char)json[i] < 0x80) {
            add_text(must ? "\\%c" : "%c", json[i]);
        }
    }
    add_text("\"}}},{\"response\":{\"content\":{\"text\":\"e30=\",\"encoding\":\"base64\"}}}]}}");
}

/* ---- Plans -----------------------------------------------------------------------------------*/

static void add_head(unsigned shards, unsigned parts) {
    add_text("+,\"framing\":\"auto\",\"shards\":%u,\"parts\":%u}\n", shards, parts);
}

static void add_part(unsigned shard, const char *coding, unsigned begin, unsigned end,
                     const char *more) {
    add_text("{\"shard\":%u,\"name\":\"a\\\"\\u001b%u\",\"size\":900,\"time\":1795733472000000000,"
             "\"coding\":\"%s\",\"begin\":%u,\"end\":%u%s}\n",
             shard, shard, coding, begin, end, more);
}

static void one_shard(void) {
    add_head(1, 3);
    add_part(0, "none", 0, 900, "");
    add_part(0, "gzip", 0, 900, "");
    add_part(0, "zstd", 0, 900, "");
}

static void ranges(void) {
    add_head(3, 3);
    add_part(0, "none", 0, 400, "");
    add_part(1, "none", 400, 900, "");
    add_part(2, "gzip", 0, 900, "");
}

static void frames(void) {
    add_head(2, 2);
    add_part(0, "zstd", 0, 400, ",\"decoded_begin\":0,\"decoded_end\":5000");
    add_part(1, "zstd", 400, 900, ",\"decoded_begin\":5000,\"decoded_end\":9000");
}

/* ---- Files -----------------------------------------------------------------------------------*/

static void write_seed(const char *folder, size_t index) {
    char path[4096];
    (void)snprintf(path, sizeof(path), "%s/%04zu", folder, index);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(made.bytes, 1, made.length, file) != made.length ||
        fclose(file) != 0) {
        perror(path);
        exit(1);
    }
    made.length = 0;
}

static void write_documents(const char *folder, void (*form)(const char *json, size_t length)) {
    static char json[DOCUMENT_BYTES_MAX];
    static const char control_bytes[CONTROL_BYTES] = {0};
    for (size_t i = 0; i < documents_count(); i++) {
        const size_t length = parts_write(document_at(i)->json, json);
        add(control_bytes, CONTROL_BYTES);
        form(json, length);
        write_seed(folder, i);
    }
}

static void write_plans(const char *folder) {
    static void (*const plans[])(void) = {one_shard, ranges, frames};
    for (size_t i = 0; i < sizeof(plans) / sizeof(plans[0]); i++) {
        plans[i]();
        write_seed(folder, i);
    }
}

int main(int argc, char **argv) {
    const char *target = argc == 3 ? argv[2] : "";
    if (argc == 2) {
        write_documents(argv[1], as_it_is);
    } else if (strcmp(target, "messages") == 0) {
        write_documents(argv[1], as_responses);
    } else if (strcmp(target, "har") == 0) {
        write_documents(argv[1], as_body);
    } else if (strcmp(target, "plan") == 0) {
        write_plans(argv[1]);
    } else {
        (void)fprintf(stderr, "usage: make_seeds FOLDER [messages|har|plan]\n");
        return 2;
    }
    return 0;
}
