/* The library's own engines: a validator reused from document to document, a stream, and
 * tce_validate. */
#include "must.h"
#include "peer.h"

#include <stdlib.h>

/* A validator or a stream. */
typedef struct engine {
    tce_validator *validator;
    tce_stream *stream;
    void *storage;
    uint64_t digest; /* of the stream's answers so far */
} engine;

static void answer_of_report(const tce_report *report, answer *out) {
    out->verdict = report->verdict;
    out->request_id = report->request_id;
    out->error_code = report->error_code;
    out->error_message = report->error_message;
}

static bool on_report(void *user, const tce_report *report) {
    engine *e = user;
    answer a;
    answer_of_report(report, &a);
    e->digest = digest_add(e->digest, &a);
    return true;
}

static void begin_stream(engine *e, const tce_options *options) {
    const size_t size = tce_stream_storage_size(options);
    e->storage = must_have(malloc(size));
    e->stream = must_have(tce_stream_init(e->storage, size, options, TCE_FRAMING_NDJSON));
}

static void begin_validator(engine *e, const tce_options *options) {
    const size_t size = tce_storage_size(options);
    e->storage = must_have(malloc(size));
    e->validator = must_have(tce_init(e->storage, size, options));
}

static void *begin(tce_engine kind, bool lines) {
    engine *e = must_have(calloc(1, sizeof(*e)));
    tce_options options = TCE_OPTIONS_INIT;
    options.engine = kind;
    options.user = e;
    options.on_report = on_report;
    if (lines) {
        begin_stream(e, &options);
    } else {
        begin_validator(e, &options);
    }
    return e;
}

static void *begin_yajl(size_t longest, bool lines) {
    (void)longest;
    return begin(TCE_ENGINE_YAJL, lines);
}

static void *begin_simd(size_t longest, bool lines) {
    (void)longest;
    return begin(TCE_ENGINE_SIMD, lines);
}

static void end(void *state) {
    engine *e = state;
    free(e->storage);
    free(e);
}

static void validate(void *state, const char *json, size_t length, size_t chunk, answer *out) {
    tce_validator *v = ((engine *)state)->validator;
    tce_reset(v);
    for (size_t from = 0; from < length; from += chunk) {
        (void)tce_feed(v, json + from, length - from < chunk ? length - from : chunk);
    }
    answer_of_report(tce_finish(v), out);
}

static uint64_t validate_lines(void *state, const char *lines, size_t length, size_t chunk) {
    engine *e = state;
    e->digest = 0;
    tce_stream_reset(e->stream);
    for (size_t from = 0; from < length; from += chunk) {
        (void)tce_stream_feed(e->stream, lines + from,
                              length - from < chunk ? length - from : chunk);
    }
    (void)tce_stream_finish(e->stream);
    return e->digest;
}

/* ---- tce_validate ----------------------------------------------------------------------------*/

static void *begin_validate(size_t longest, bool lines) {
    (void)longest;
    (void)lines;
    return must_have(malloc(sizeof(tce_report)));
}

static void validate_at_once(void *state, const char *json, size_t length, size_t chunk,
                             answer *out) {
    (void)chunk;
    tce_report *report = state;
    (void)tce_validate(json, length, NULL, report);
    answer_of_report(report, out);
}

/* ---- The rows --------------------------------------------------------------------------------*/

static const char *yajl_version(void) {
    return tce_engine_instruction_set(TCE_ENGINE_YAJL);
}

static const char *simd_version(void) {
    return tce_engine_instruction_set(TCE_ENGINE_SIMD);
}

static const char *auto_version(void) {
    return tce_engine_instruction_set(tce_engine_auto());
}

const peer engine_yajl = {"yajl",     "tcenvelope yajl", true,           true, yajl_version,
                          begin_yajl, validate,          validate_lines, end};
const peer engine_simd = {"simd",     "tcenvelope simd", true,           true, simd_version,
                          begin_simd, validate,          validate_lines, end};
const peer engine_validate = {"validate",     "tce_validate",   true, false, auto_version,
                              begin_validate, validate_at_once, NULL, free};
