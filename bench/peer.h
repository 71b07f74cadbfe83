/*
 * A reader of responses: one of the library's engines, or another JSON library at the same
 * work. It checks the JSON text and the envelope, and reads out RequestId, Error.Code and
 * Error.Message.
 */
#ifndef BENCH_PEER_H
#define BENCH_PEER_H

#include "answer.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct peer {
    const char *slug; /* in the names of cases: letters, digits and hyphens */
    const char *name; /* in tables */
    bool ours;
    bool in_chunks; /* takes a document in chunks of any size */

    /* The library's version, or its instruction set; NULL: it cannot run here. */
    const char *(*version)(void);

    /* Makes what is reused from document to document: parsers, buffers for documents of up to
     * longest bytes. lines: validate_lines follows, if there is one, instead of validate. */
    void *(*begin)(size_t longest, bool lines);

    /* Validates a document, in chunks of chunk bytes if in_chunks. The byte after it is a
     * NUL or the line feed that ends it, and CORPUS_PADDING more can be read. */
    void (*validate)(void *state, const char *json, size_t length, size_t chunk, answer *out);

    /* Validates every line, each with its line feed, and returns the digest of the answers. NULL:
     * it validates one line at a time. */
    uint64_t (*validate_lines)(void *state, const char *lines, size_t length, size_t chunk);

    void (*end)(void *state);
} peer;

extern const peer engine_yajl, engine_simd, engine_validate;
extern const peer peer_libyajl;
extern const peer peer_simdjson_dom, peer_simdjson_ondemand;
extern const peer peer_newer_simdjson_dom, peer_newer_simdjson_ondemand; /* TCE_SIMDJSON_SOURCE */
extern const peer peer_yyjson;                                           /* TCE_YYJSON_SOURCE */
extern const peer peer_rapidjson, peer_json_c, peer_jansson, peer_cjson;

/* Makes every simdjson use the instruction set of this kernel of the library. Returns false when
 * one of them does not have it, or the processor does not. Comes before anything else of the peers:
 * their versions say what they use. */
bool peers_force(const char *kernel);
bool peer_simdjson_force(const char *kernel);
bool peer_newer_simdjson_force(const char *kernel);

/* All that are built in and can run here: index from 0, NULL past the last. */
const peer *peer_at(size_t index);

/* The one of that slug, or NULL. */
const peer *peer_find(const char *slug);

/* White space as JSON knows it, from a position to the end. */
static inline bool only_white_space(const char *bytes, const char *end) {
    while (bytes < end && (*bytes == ' ' || *bytes == '\n' || *bytes == '\r' || *bytes == '\t')) {
        bytes++;
    }
    return bytes == end;
}

/* Containers nested deeper than this are refused, as the library does by default. */
#define PEER_DEPTH_MAX TCE_MAX_DEPTH_DEFAULT

#ifdef __cplusplus
}
#endif

#endif
