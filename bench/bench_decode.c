/*
 * What it costs to decode and validate a body, for each content coding; and the inflaters that
 * could do it.
 *
 *   bench_decode [WORKLOAD...]     as bench_corpus lists them; a body is one document
 *   bench_decode cuts WORKLOAD     of gzip bodies with flipped bits: how often where an inflater
 * stops, or what it has written by then, depends on how the body is cut
 *
 * Every document of a workload is encoded at the usual level, then goes through tce_http in chunks
 * of 16 KiB. All cases are run in turn, round after round; the best round of each counts. The
 * figures of one run are compared with each other, never with those of another.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ZLIB_CONST
#include <zlib.h>
#ifdef TCE_HTTP_ZSTD
#include <zstd.h>
#endif
#ifdef BENCH_ISAL
#include <isa-l/igzip_lib.h>
#endif

#include "must.h"
#include "random.h"
#include "tcenvelope_http.h"
#include "workloads.h"

#define ROUNDS  9
#define CHUNK   ((size_t)16384)
#define CODINGS 3

static uint8_t block[CHUNK];

/* ---- Bodies ----------------------------------------------------------------------------------*/

static size_t encode_gzip(uint8_t *out, size_t size, const char *bytes, size_t length) {
    z_stream s = {0};
    (void)deflateInit2(&s, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
    s.next_in = (const Bytef *)bytes;
    s.avail_in = (uInt)length;
    s.next_out = out;
    s.avail_out = (uInt)size;
    (void)deflate(&s, Z_FINISH);
    (void)deflateEnd(&s);
    return size - s.avail_out;
}

static size_t encode_zstd(uint8_t *out, size_t size, const char *bytes, size_t length) {
#ifdef TCE_HTTP_ZSTD
    return ZSTD_compress(out, size, bytes, length, 3);
#else
    (void)out, (void)size, (void)bytes, (void)length;
    return 0;
#endif
}

static size_t encode_not(uint8_t *out, size_t size, const char *bytes, size_t length) {
    (void)size;
    memcpy(out, bytes, length);
    return length;
}

typedef size_t encode_function(uint8_t *out, size_t size, const char *bytes, size_t length);

static void encode_all(corpus *to, const corpus *from, encode_function *encode) {
    const size_t size = corpus_longest(from) + corpus_longest(from) / 100 + 1024;
    uint8_t *out = must_have(malloc(size));
    for (size_t i = 0; i < from->count; i++) {
        corpus_append(to, out, encode(out, size, corpus_bytes(from, i), from->documents[i].length));
        corpus_end_document(to);
    }
    free(out);
}

/* ---- Readers ---------------------------------------------------------------------------------*/

/* Each returns how many documents it has read to their end. */

static size_t read_validated(const corpus *bodies, const char *coding) {
    static tce_http *h;
    static void *memory;
    tce_http_head head = TCE_HTTP_HEAD_INIT;
    size_t sound = 0;
    if (h == NULL) {
        h = tce_http_init(must_have(malloc(tce_http_storage_size(NULL))),
                          tce_http_storage_size(NULL), NULL);
        memory = must_have(malloc((size_t)16 << 20));
    }
    head.status = 200;
    head.content_type = (tce_text){"application/json", 16};
    head.content_encoding = (tce_text){coding, strlen(coding)};
    for (size_t i = 0; i < bodies->count; i++) {
        const char *body = corpus_bytes(bodies, i);
        const size_t length = bodies->documents[i].length;
        (void)tce_http_begin(h, &head);
        (void)tce_http_give_decoder(h, memory, tce_http_decoder_size(h));
        for (size_t k = 0; k < length; k += CHUNK) {
            (void)tce_http_body(h, body + k, length - k < CHUNK ? length - k : CHUNK);
        }
        (void)tce_http_end(h, TCE_HTTP_END_COMPLETE);
        sound += tce_http_is_unsound(h) ? 0 : 1;
        tce_http_reset(h);
    }
    return sound;
}

static size_t read_by_zlib(const corpus *bodies) {
    static z_stream s;
    size_t complete = 0;
    if (s.state == NULL) {
        (void)inflateInit2(&s, MAX_WBITS + 16);
    }
    for (size_t i = 0; i < bodies->count; i++) {
        int result = inflateReset(&s);
        s.next_in = (const Bytef *)corpus_bytes(bodies, i);
        s.avail_in = (uInt)bodies->documents[i].length;
        while (result == Z_OK) {
            s.next_out = block;
            s.avail_out = CHUNK;
            result = inflate(&s, Z_NO_FLUSH);
        }
        complete += result == Z_STREAM_END ? 1 : 0;
    }
    return complete;
}

#ifdef BENCH_ISAL

static size_t read_by_isal(const corpus *bodies) {
    static struct inflate_state s;
    size_t complete = 0;
    for (size_t i = 0; i < bodies->count; i++) {
        isal_inflate_init(&s);
        s.crc_flag = ISAL_GZIP;
        const union {
            const char *given;
            uint8_t *wanted;
        } bytes = {.given = corpus_bytes(bodies, i)};
        s.next_in = bytes.wanted;
        s.avail_in = (uint32_t)bodies->documents[i].length;
        int result = ISAL_DECOMP_OK;
        while (result == ISAL_DECOMP_OK && s.block_state != ISAL_BLOCK_FINISH) {
            s.next_out = block;
            s.avail_out = CHUNK;
            result = isal_inflate(&s);
        }
        complete += result == ISAL_DECOMP_OK ? 1 : 0;
    }
    return complete;
}

#endif

/* ---- Cuts ------------------------------------------------------------------------------------*/

/* Where an inflater stopped, and what it had written. */
typedef struct stop {
    bool has_failed;
    size_t read, written;
    uLong sum; /* of the output */
} stop;

typedef stop stop_function(const uint8_t *body, size_t length, size_t chunk);

static void write_out(stop *at, size_t length) {
    at->written += length;
    at->sum = crc32(at->sum, block, (uInt)length);
}

static stop stop_of_zlib(const uint8_t *body, size_t length, size_t chunk) {
    z_stream s = {0};
    stop at = {false, 0, 0, 0};
    int result = inflateInit2(&s, MAX_WBITS + 16);
    for (size_t i = 0; i < length && result != Z_STREAM_END && !at.has_failed; i += chunk) {
        s.next_in = body + i;
        s.avail_in = (uInt)(length - i < chunk ? length - i : chunk);
        do {
            s.next_out = block;
            s.avail_out = CHUNK;
            result = inflate(&s, Z_NO_FLUSH);
            write_out(&at, CHUNK - s.avail_out);
            at.has_failed = result < 0 && result != Z_BUF_ERROR;
        } while (s.avail_out == 0 && result == Z_OK);
        at.read = (size_t)(s.next_in - body);
    }
    (void)inflateEnd(&s);
    return at;
}

#ifdef BENCH_ISAL

static stop stop_of_isal(const uint8_t *body, size_t length, size_t chunk) {
    static struct inflate_state s;
    stop at = {false, 0, 0, 0};
    uint8_t copy[CHUNK];
    isal_inflate_init(&s);
    s.crc_flag = ISAL_GZIP;
    for (size_t i = 0; i < length && s.block_state != ISAL_BLOCK_FINISH && !at.has_failed;
         i += chunk) {
        const size_t n = length - i < chunk ? length - i : chunk;
        memcpy(copy, body + i, n);
        s.next_in = copy;
        s.avail_in = (uint32_t)n;
        do {
            s.next_out = block;
            s.avail_out = CHUNK;
            at.has_failed = isal_inflate(&s) != ISAL_DECOMP_OK;
            write_out(&at, CHUNK - s.avail_out);
        } while (s.avail_out == 0 && !at.has_failed);
        at.read = i + n - s.avail_in - (size_t)s.read_in_length / 8;
    }
    return at;
}

#endif

static bool depends_on_cut(stop_function *inflate_in, const uint8_t *body, size_t length) {
    static const size_t chunks[] = {1, 7, 40, 300};
    const stop complete = inflate_in(body, length, CHUNK);
    bool differs = false;
    for (size_t i = 0; i < sizeof(chunks) / sizeof(chunks[0]); i++) {
        const stop cut = inflate_in(body, length, chunks[i]);
        differs = differs || cut.has_failed != complete.has_failed || cut.read != complete.read ||
                  cut.written != complete.written || cut.sum != complete.sum;
    }
    return differs;
}

static void print_cuts(const char *name, stop_function *inflate_in, const corpus *bodies) {
    size_t count = 0, dependent = 0;
    uint8_t copy[CHUNK];
    uint64_t random = 1;
    for (size_t i = 0; i < bodies->count; i++) {
        const size_t length = bodies->documents[i].length;
        if (length > 32 && length <= sizeof(copy)) {
            memcpy(copy, corpus_bytes(bodies, i), length);
            for (size_t flips = 1 + i % 3; flips > 0; flips--) { /* past the header */
                const uint64_t r = random_next(&random);
                copy[10 + r % (length - 10)] ^= (uint8_t)(1U << (r >> 32) % 8);
            }
            count++;
            dependent += depends_on_cut(inflate_in, copy, length) ? 1 : 0;
        }
    }
    printf("%s: of %zu bodies with flipped bits %zu depend on the cut\n", name, count, dependent);
}

static bool compare_cuts(const char *slug) {
    const workload *w = workload_find(slug);
    corpus plain = {0}, bodies = {0};
    if (w == NULL || !w->make(&plain, w->parameter)) {
        (void)fprintf(stderr, "%s: no such workload here; bench_corpus list has them\n", slug);
        return false;
    }
    encode_all(&bodies, &plain, encode_gzip);
    print_cuts("zlib", stop_of_zlib, &bodies);
#ifdef BENCH_ISAL
    print_cuts("isa-l", stop_of_isal, &bodies);
#endif
    corpus_free(&plain);
    corpus_free(&bodies);
    return true;
}

/* ---- Measuring -------------------------------------------------------------------------------*/

typedef struct decode_case {
    const char *name;
    const char *coding;                          /* of tce_http; NULL: an inflater alone */
    size_t (*inflate_all)(const corpus *bodies); /* that inflater */
    size_t bodies;                               /* which of the encodings it reads */
    double best;                                 /* seconds */
} decode_case;

static double now(void) {
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* sound: documents of the workload that are envelopes. */
static void run_round(decode_case *c, const corpus *encodings, size_t sound) {
    const corpus *bodies = &encodings[c->bodies];
    const double begin = now();
    const size_t read =
        c->coding != NULL ? read_validated(bodies, c->coding) : c->inflate_all(bodies);
    const double seconds = now() - begin;
    if (read != (c->coding != NULL ? sound : bodies->count)) {
        (void)fprintf(stderr, "%s: %zu of %zu documents\n", c->name, read, bodies->count);
        exit(1);
    }
    c->best = c->best == 0 || seconds < c->best ? seconds : c->best;
}

static void print_case(const decode_case *c, const corpus *encodings) {
    const corpus *bodies = &encodings[c->bodies];
    printf("| %s | %.3f | %.3f | %.2f us |\n", c->name, (double)corpus_size(bodies) / c->best / 1e9,
           (double)corpus_size(&encodings[0]) / c->best / 1e9,
           c->best / (double)bodies->count * 1e6);
}

static bool measure(const char *slug) {
    static encode_function *const encoders[CODINGS] = {encode_not, encode_gzip, encode_zstd};
    decode_case cases[] = {
        {"identity, validated", "", NULL, 0, 0},         {"gzip, validated", "gzip", NULL, 1, 0},
#ifdef TCE_HTTP_ZSTD
        {"zstd, validated", "zstd", NULL, 2, 0},
#endif
        {"gzip, zlib alone", NULL, read_by_zlib, 1, 0},
#ifdef BENCH_ISAL
        {"gzip, isa-l alone", NULL, read_by_isal, 1, 0},
#endif
    };
    const size_t count = sizeof(cases) / sizeof(cases[0]);
    const workload *w = workload_find(slug);
    corpus encodings[CODINGS] = {{0}};
    if (w == NULL || !w->make(&encodings[0], w->parameter)) {
        (void)fprintf(stderr, "%s: no such workload here; bench_corpus list has them\n", slug);
        return false;
    }
    for (size_t i = 1; i < CODINGS; i++) {
        encode_all(&encodings[i], &encodings[0], encoders[i]);
    }
    const size_t sound = read_validated(&encodings[0], "");
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < count; i++) {
            run_round(&cases[i], encodings, sound);
        }
    }
    printf("\n%s: %zu documents, %zu bytes, gzip %zu\n\n", w->title, encodings[0].count,
           corpus_size(&encodings[0]), corpus_size(&encodings[1]));
    printf("| coding | GB/s encoded | GB/s decoded | a document |\n|---|--:|--:|--:|\n");
    for (size_t i = 0; i < count; i++) {
        print_case(&cases[i], encodings);
    }
    for (size_t i = 0; i < CODINGS; i++) {
        corpus_free(&encodings[i]);
    }
    return true;
}

int main(int argc, char **argv) {
    static const char *const usual[] = {"short", "small", "large-compact", "large-pretty"};
    bool all = true;
    if (argc == 3 && strcmp(argv[1], "cuts") == 0) {
        return compare_cuts(argv[2]) ? 0 : 2;
    }
    for (int i = 1; i < argc; i++) {
        all = measure(argv[i]) && all;
    }
    for (size_t i = 0; argc == 1 && i < sizeof(usual) / sizeof(usual[0]); i++) {
        all = measure(usual[i]) && all;
    }
    return all ? 0 : 2;
}
