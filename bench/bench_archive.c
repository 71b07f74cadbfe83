/*
 * What the tool's parts take alone, in one thread, for comparison with the tool:
 *
 *   bench_archive decode FILE     decodes a gzip or zstd file with the tool's decoder
 *   bench_archive lines FILE      validates the lines of a file with the library's stream
 *
 * Both read the file as the tool does and write nothing. The process is what is measured.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive/decoder.h"
#include "must.h"
#include "tcenvelope.h"

/* As in the tool. */
enum { READ_SIZE = 65536, DECODE_SIZE = 1 << 17, CHUNK_SIZE = 1 << 18 };

static int fail(const char *problem) {
    (void)fprintf(stderr, "bench_archive: %s\n", problem);
    return 2;
}

/* The memory lives as long as the process. */
static char encoded[DECODE_SIZE];
static char space[CHUNK_SIZE];

static bool decode_part(const decoder_type *type, void *state, decoder_bytes b) {
    decoder_status status = DECODER_OK;
    do {
        b.out = space;
        b.out_size = CHUNK_SIZE;
        status = type->step(state, &b);
    } while (status == DECODER_OK && (b.in_length > 0 || b.out_size == 0));
    return status == DECODER_OK;
}

static int decode(int fd) {
    ssize_t length = read(fd, encoded, DECODE_SIZE);
    coding c;
    if (length <= 0 || !coding_of(encoded, (size_t)length, &c) || decoder_type_of(c) == NULL) {
        return fail("the file is not encoded, or there is no decoder for it");
    }
    const decoder_type *type = decoder_type_of(c);
    void *state = must_have(type->create());
    bool good = true;
    for (; length > 0 && good; length = read(fd, encoded, DECODE_SIZE)) {
        good = decode_part(type, state, (decoder_bytes){encoded, (size_t)length, NULL, 0});
    }
    good = good && type->can_end(state);
    type->destroy(state);
    return good ? 0 : fail("the file is corrupt");
}

static int validate(int fd) {
    const tce_options options = TCE_OPTIONS_INIT;
    const size_t size = tce_stream_storage_size(&options);
    void *storage = must_have(malloc(size));
    char *bytes = must_have(malloc(READ_SIZE));
    tce_stream *stream = tce_stream_init(storage, size, &options, TCE_FRAMING_NDJSON);
    for (ssize_t length; (length = read(fd, bytes, READ_SIZE)) > 0;) {
        tce_stream_feed(stream, bytes, (size_t)length);
    }
    const tce_status status = tce_stream_finish(stream);
    free(bytes);
    free(storage);
    return status == TCE_OK || status == TCE_REJECTED ? 0 : fail("the stream failed");
}

int main(int argc, char **argv) {
    const int fd = argc == 3 ? open(argv[2], O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) {
        return fail("usage: bench_archive decode|lines FILE");
    }
    if (strcmp(argv[1], "decode") == 0) {
        return decode(fd);
    }
    return strcmp(argv[1], "lines") == 0 ? validate(fd) : fail("no such part");
}
