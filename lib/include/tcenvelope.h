/*
 * tcenvelope: a streaming validator for the JSON envelope of Tencent Cloud API 3.0 responses.
 *
 *     tce_options options = TCE_OPTIONS_INIT;
 *     void *storage = malloc(tce_storage_size(&options));
 *     tce_validator *v = tce_init(storage, tce_storage_size(&options), &options);
 *     while (a piece of the body arrives)
 *         tce_feed(v, bytes, length);
 *     const tce_report *report = tce_finish(v);
 *     if (report->verdict == TCE_VERDICT_INVALID) ...
 *     tce_reset(v);                                   // and the next document
 *
 * The library allocates nothing: all state lives in the storage that the caller gives, whose size
 * depends on the options and never on the input. Work is linear in the bytes fed. The report does
 * not depend on how the bytes were cut into pieces.
 *
 * A validator or stream is used by one thread at a time; any number of them may be used at once.
 * There is no global mutable state.
 *
 * References: RFC 8259 (JSON), RFC 3629 (UTF-8),
 * https://www.tencentcloud.com/document/api/213/30435 (the envelope and its common error codes).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_H
#define TCENVELOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TCE_VERSION_MAJOR 0
#define TCE_VERSION_MINOR 1
#define TCE_VERSION_PATCH 0

#if defined(_WIN32)
#define TCE_API
#else
#define TCE_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Limits ----------------------------------------------------------------------------------*/

#define TCE_MAX_DEPTH_DEFAULT   512  /* containers nested; the root's brackets are depth 1 */
#define TCE_MAX_DEPTH_LIMIT     1024 /* the most that max_depth may ask for */
#define TCE_MAX_REQUEST_ID      128  /* bytes of UTF-8, unescaped */
#define TCE_MAX_CODE            128  /* bytes of UTF-8, unescaped */
#define TCE_MAX_MESSAGE         512  /* bytes of UTF-8, unescaped, that a report holds */
#define TCE_STORAGE_ALIGNMENT   8    /* bytes; what malloc or a server's pool gives is enough */
#define TCE_VIOLATION_COUNT_MAX 32   /* kinds of violation that a report has room for */

/* ---- Vocabulary ------------------------------------------------------------------------------*/

/* What became of one document. */
typedef enum tce_verdict {
    TCE_VERDICT_NONE = 0, /* not judged: cancelled by a callback, or misused */
    TCE_VERDICT_SUCCESS,  /* a valid envelope without Error: the API call succeeded */
    TCE_VERDICT_FAILURE,  /* a valid envelope with Error: the call failed, the response is sound */
    TCE_VERDICT_INVALID   /* at least one violation */
} tce_verdict;

/*
 * What a document did wrong: TCE_VIOLATION_JSON_EMPTY, TCE_VIOLATION_RESPONSE_MISSING and so on.
 * tcenvelope/violations.def lists them, each with its name, meaning, offset and an example.
 * Append-only. Member names are compared after unescaping.
 */
typedef enum tce_violation {
    TCE_VIOLATION_NONE = 0,
#define TCE_VIOLATION(constant, name, meaning, example) TCE_VIOLATION_##constant,
#include "tcenvelope/violations.def"
#undef TCE_VIOLATION
    TCE_VIOLATION_END /* one past the last; grows when a violation is added */
} tce_violation;

/* How the feeding goes: another axis than the verdict. Sticky until reset. */
typedef enum tce_status {
    TCE_OK = 0,    /* nothing is wrong so far */
    TCE_REJECTED,  /* the verdict is already invalid; feeding may go on. Of a stream: a JSON
                      violation left nothing that could be framed; what is fed is only counted */
    TCE_CANCELLED, /* a callback returned false; nothing more is looked at */
    TCE_MISUSE     /* the call broke a rule that its comment states; it did nothing else */
} tce_status;

/* Who reads the JSON. All engines give the same report for the same bytes. */
typedef enum tce_engine {
    TCE_ENGINE_AUTO = 0, /* the fastest that is built in and that this processor can run */
    TCE_ENGINE_YAJL,     /* libyajl behind a strict, bounded, linear guard */
    TCE_ENGINE_SIMD      /* the project's own scanner: whole blocks at a time */
} tce_engine;

/* How documents lie in a stream. */
typedef enum tce_framing {
    TCE_FRAMING_SINGLE = 0,  /* the whole input is one document */
    TCE_FRAMING_NDJSON,      /* one document per line ended by \n or by the end of the input; a
                                broken one spoils its own line only; blank lines are skipped */
    TCE_FRAMING_CONCATENATED /* values one after another, white space between them optional; a
                                document with a JSON violation runs to the end of the input */
} tce_framing;

/* The common error codes, TCE_CODE_AUTH_FAILURE_INVALID_SECRET_ID and so on. Append-only. */
typedef enum tce_code {
    TCE_CODE_UNKNOWN = 0, /* not a common code */
#define TCE_COMMON_CODE(constant, code, class, meaning) TCE_CODE_##constant,
#include "tcenvelope/common_codes.def"
#undef TCE_COMMON_CODE
    TCE_CODE_END /* one past the last; grows when a code is added */
} tce_code;

/* The codes of single APIs, in memory that tce_catalogue_open has checked. */
typedef struct tce_catalogue tce_catalogue;

/* How much is known of an error code. */
typedef enum tce_code_kind {
    TCE_CODE_KIND_NONE = 0,  /* there is no code */
    TCE_CODE_KIND_COMMON,    /* exactly one of the common codes */
    TCE_CODE_KIND_CATALOGUE, /* listed in a catalogue of the codes of single APIs */
    TCE_CODE_KIND_DERIVED,   /* not listed, but what stands before the first dot is a common code
                                or AuthFailure, as in InvalidParameterValue.ImageNotFound */
    TCE_CODE_KIND_UNKNOWN    /* none of these */
} tce_code_kind;

/* What an error code asks of a proxy. A derived code has the class of its category. */
typedef enum tce_code_class {
    TCE_CLASS_NONE = 0, /* there is no code */
    TCE_CLASS_AUTH,     /* credentials or permissions */
    TCE_CLASS_REQUEST,  /* the caller's mistake */
    TCE_CLASS_QUOTA,    /* a quota is used up */
    TCE_CLASS_THROTTLE, /* too many requests: retry after a pause */
    TCE_CLASS_RESOURCE, /* the resource's state does not allow it */
    TCE_CLASS_SERVER,   /* the service failed */
    TCE_CLASS_DRY_RUN,  /* DryRun: the call would have succeeded */
    TCE_CLASS_OTHER     /* nothing is known */
} tce_code_class;

/* ---- Report ----------------------------------------------------------------------------------*/

/* UTF-8 text with its length in bytes. NUL-terminated behind its last byte, and it may hold NUL
 * bytes of its own ("\u0000"). bytes is NULL, and length 0, when there is none. */
typedef struct tce_text {
    const char *bytes;
    size_t length;
} tce_text;

/* What an error code is. */
typedef struct tce_code_info {
    tce_code code;             /* TCE_CODE_UNKNOWN unless kind is TCE_CODE_KIND_COMMON */
    tce_code_kind kind;        /* TCE_CODE_KIND_NONE when there is no code */
    tce_code_class code_class; /* TCE_CLASS_NONE when there is no code */
    const char *category;   /* static: the part before the first dot when that is a common code or
                               "AuthFailure", else "other"; NULL when there is no code */
    uint32_t service_count; /* services of the catalogue that document the code, by version: see
                               tce_catalogue_service_of; 0 without a catalogue */
    const void *entry;      /* the catalogue's own; NULL when the code is not in it */
} tce_code_info;

/*
 * What was found in one document. A JSON violation leaves in place what had been found before it.
 *
 * The texts point into the report itself: it lives, and must be read, where it was filled.
 */
typedef struct tce_report {
    tce_verdict verdict;
    tce_violation first_violation; /* TCE_VIOLATION_NONE: none */
    uint64_t violation_offset;     /* of the first, in bytes from the document's start */
    uint64_t violations;           /* the set: bit (1 << tce_violation); see tce_report_has */
    uint32_t violation_count;
    uint8_t violation_order[TCE_VIOLATION_COUNT_MAX]; /* tce_violation, in order of detection */
    uint64_t bytes;                                   /* fed of this document */
    uint64_t index;                                   /* of the document in its stream, from 0 */
    uint64_t offset;         /* where the document begins in its stream, in bytes; for NDJSON
                                its line, for concatenated values its first byte */
    tce_text request_id;     /* Response.RequestId; absent when it broke its own rule */
    tce_text error_code;     /* Response.Error.Code; absent when it broke its own rule */
    tce_text error_message;  /* Response.Error.Message, its first TCE_MAX_MESSAGE bytes, cut at
                                a character's end */
    bool message_truncated;  /* the message was longer */
    tce_code_info code_info; /* of error_code */
    uint64_t reserved[8];    /* for later versions; not to be read */
    char request_id_bytes[TCE_MAX_REQUEST_ID + 1]; /* where the texts live: read them through */
    char error_code_bytes[TCE_MAX_CODE + 1];       /* request_id, error_code and */
    char error_message_bytes[TCE_MAX_MESSAGE + 1]; /* error_message */
} tce_report;

/* Whether the document has this violation. False for TCE_VIOLATION_NONE. */
static inline bool tce_report_has(const tce_report *report, tce_violation violation) {
    return violation != TCE_VIOLATION_NONE &&
           (report->violations >> ((unsigned)violation & 63) & 1) != 0;
}

/* ---- Options ---------------------------------------------------------------------------------*/

/*
 * How to validate. Start from TCE_OPTIONS_INIT, then set what should differ:
 *
 *     tce_options options = TCE_OPTIONS_INIT;
 *     options.max_bytes = 64u << 20;
 *
 * The library copies what it needs in tce_init; the options need not outlive the call. Members
 * are only ever added at the end, and size tells which of them the caller knows.
 *
 * Each callback is optional (NULL) and is called with user as soon as its fact is known, during
 * tce_feed or tce_finish. What it is given is readable until it returns. One that returns false
 * cancels: TCE_CANCELLED from then on. From within a callback no function may be called on the
 * same validator or stream: tce_feed would answer TCE_MISUSE, tce_finish NULL, and tce_reset do
 * nothing.
 */
typedef struct tce_options {
    size_t size; /* sizeof(tce_options): set by TCE_OPTIONS_INIT */
    tce_engine engine;
    uint32_t max_depth; /* 1 to TCE_MAX_DEPTH_LIMIT; 0: TCE_MAX_DEPTH_DEFAULT */
    uint64_t max_bytes; /* of one document; 0: no limit */
    void *user;         /* handed to each callback */
    bool (*on_request_id)(void *user, tce_text request_id);
    bool (*on_error_code)(void *user, tce_text code, const tce_code_info *info);
    bool (*on_error_message)(void *user, tce_text message, bool truncated);
    /* Once for each kind of violation in a document, in order of detection. */
    bool (*on_violation)(void *user, tce_violation violation, uint64_t offset);
    /* At the end of each document of a stream. A lone validator's report is what tce_finish
     * returns. */
    bool (*on_report)(void *user, const tce_report *report);
    const tce_catalogue *catalogue; /* codes of single APIs; outlives the validator; NULL: none */
} tce_options;

/* clang-format off */
#define TCE_OPTIONS_INIT \
    { sizeof(tce_options), TCE_ENGINE_AUTO, TCE_MAX_DEPTH_DEFAULT, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL }
/* clang-format on */

/*
 * What is wrong with the options, as a static sentence that names the member, or NULL when they
 * can be used. NULL options stand for the defaults.
 */
TCE_API const char *tce_options_problem(const tce_options *options);

/* ---- One document ----------------------------------------------------------------------------*/

/* The state of one document's validation. It lives in the caller's storage: there is nothing to
 * free but that storage, at any time outside a call. */
typedef struct tce_validator tce_validator;

/* Bytes of storage that tce_init needs for these options (NULL: the defaults). 0 when the options
 * cannot be used: tce_options_problem says why. */
TCE_API size_t tce_storage_size(const tce_options *options);

/*
 * Makes a validator in storage of size bytes, aligned to TCE_STORAGE_ALIGNMENT, which must stay
 * in place and untouched as long as the validator is used. NULL options stand for the defaults.
 *
 * Returns NULL when storage is NULL, misaligned or smaller than tce_storage_size(options), or
 * when the options cannot be used. Next: tce_feed or tce_finish.
 */
TCE_API tce_validator *tce_init(void *storage, size_t size, const tce_options *options);

/*
 * Takes the next length bytes of the document, any number of them, cut anywhere. They are not
 * referred to after the call.
 *
 * Returns TCE_OK, TCE_REJECTED or TCE_CANCELLED; TCE_MISUSE when v is NULL, when bytes is NULL
 * with a length (the document can then not be judged any more: everything answers so until
 * tce_reset), after tce_finish (whose report stays as it is), or from within a callback.
 * Next: tce_feed, tce_finish or tce_reset.
 */
TCE_API tce_status tce_feed(tce_validator *v, const void *bytes, size_t length);

/*
 * The document's end: its report, readable until tce_reset or the end of the storage. Called
 * again it returns the same report. After a cancellation the report holds what was found before
 * it, and its verdict is TCE_VERDICT_NONE.
 *
 * Returns NULL when v is NULL or was misused, or from within a callback. Next: tce_reset.
 */
TCE_API const tce_report *tce_finish(tce_validator *v);

/* Ready for the next document, with the same options. Allowed at any time outside a callback. */
TCE_API void tce_reset(tce_validator *v);

/*
 * Judges one whole document with the default options, on the caller's stack. report may be NULL.
 *
 * Returns the verdict; TCE_VERDICT_NONE, with the report untouched, when json is NULL with a
 * length.
 */
TCE_API tce_verdict tce_validate(const void *json, size_t length, tce_report *report);

/* ---- A stream of documents -------------------------------------------------------------------*/

/* The state of a stream's validation; the same life cycle as tce_validator. */
typedef struct tce_stream tce_stream;

/* Bytes of storage that tce_stream_init needs; 0 when the options cannot be used. */
TCE_API size_t tce_stream_storage_size(const tce_options *options);

/* As tce_init, for the documents of a stream. Also NULL when framing is none of tce_framing.
 * Next: tce_stream_feed or tce_stream_finish. */
TCE_API tce_stream *tce_stream_init(void *storage, size_t size, const tce_options *options,
                                    tce_framing framing);

/*
 * Takes the next length bytes of the stream, and calls on_report at each document's end.
 *
 * Returns TCE_OK while documents can be told apart, whatever their verdicts; TCE_REJECTED once
 * nothing more can be framed (a JSON violation in TCE_FRAMING_SINGLE or _CONCATENATED);
 * TCE_CANCELLED; TCE_MISUSE as tce_feed does. Next: tce_stream_feed, tce_stream_finish or
 * tce_stream_reset.
 */
TCE_API tce_status tce_stream_feed(tce_stream *s, const void *bytes, size_t length);

/* The stream's end: reports the last document, where one is open. Returns as tce_stream_feed;
 * called again it does nothing and returns the same. Next: tce_stream_reset. */
TCE_API tce_status tce_stream_finish(tce_stream *s);

/* Ready for the next stream, with the same options and framing. */
TCE_API void tce_stream_reset(tce_stream *s);

/* ---- Error codes -----------------------------------------------------------------------------*/

/* Says what the error code of length bytes is: one hash, one probe. Any bytes may be given.
 * NULL or an empty code gives kind TCE_CODE_KIND_NONE. */
TCE_API void tce_code_lookup(const char *code, size_t length, tce_code_info *info);

/* The same with a catalogue (NULL: none), which adds TCE_CODE_KIND_CATALOGUE and the services that
 * document the code. A common code stays one, also when the catalogue has it. */
TCE_API void tce_catalogue_lookup(const tce_catalogue *catalogue, const char *code, size_t length,
                                  tce_code_info *info);

/* The code's text, meaning (one line) and class. NULL, NULL and TCE_CLASS_NONE for
 * TCE_CODE_UNKNOWN and for numbers that are none. */
TCE_API const char *tce_code_name(tce_code code);
TCE_API const char *tce_code_meaning(tce_code code);
TCE_API tce_code_class tce_code_class_of(tce_code code);

/* Whether the same request may be sent again after a pause, with no other change: true of
 * TCE_CLASS_THROTTLE alone. (A failed call of class TCE_CLASS_SERVER may have had effects.) */
TCE_API bool tce_code_class_is_retryable(tce_code_class code_class);

/* ---- Catalogues ------------------------------------------------------------------------------*/

/*
 * Checks an image of size bytes, as tce_catalogue_build makes it, and uses it in place: from memory
 * aligned to TCE_STORAGE_ALIGNMENT that stays as it is, mapped from a file, say, for as long as the
 * catalogue or a validator with it is used. Any number of threads and processes may share it.
 *
 *
 * An image tells what its codes are to the common codes. A library that knows others than the one
 * that built it may refuse it; it is then to be built anew.
 */
TCE_API const tce_catalogue *tce_catalogue_open(const void *memory, size_t size,
                                                const char **problem);

/* How many codes there are. 0 for NULL. */
TCE_API uint32_t tce_catalogue_code_count(const tce_catalogue *catalogue);

/* All codes, in no order: for each slot from 0 to below the count, whether it holds one, and which.
 * The text lies in the image, without a NUL behind it. */
TCE_API uint32_t tce_catalogue_slot_count(const tce_catalogue *catalogue);
TCE_API bool tce_catalogue_code_at(const tce_catalogue *catalogue, uint32_t slot, tce_text *code);

/* A service that documents a code, and the version of its API. Both texts lie in the image, without
 * a NUL behind them. */
typedef struct tce_service {
    tce_text name;
    tce_text version;
} tce_service;

/* The services of a code that was looked up in this catalogue, sorted: index from 0 to below
 * info->service_count. Returns false where there is none. */
TCE_API bool tce_catalogue_service_of(const tce_catalogue *catalogue, const tce_code_info *info,
                                      uint32_t index, tce_service *service);

/* A code, and where it is documented: service and version may be without bytes. */
typedef struct tce_catalogue_row {
    tce_text code;
    tce_text service;
    tce_text version;
} tce_catalogue_row;

/*
 * Makes an image of these rows, in any order; equal rows count once. The same rows make the same
 * bytes. For tools: it allocates, and takes time. Returns the image, *size bytes to be freed with
 * free, or NULL, with the reason in *problem (a static sentence; problem may be NULL).
 */
TCE_API void *tce_catalogue_build(const tce_catalogue_row *rows, size_t count, size_t *size,
                                  const char **problem);

/* ---- Names and features ----------------------------------------------------------------------*/

/* Static lower-case names as reports print them ("json_empty", "failure", "derived", "dry_run",
 * "yajl", "ndjson", "rejected"), or NULL for a number that is none and for the NONE of each. */
TCE_API const char *tce_violation_name(tce_violation violation);
TCE_API const char *tce_verdict_name(tce_verdict verdict);
TCE_API const char *tce_code_kind_name(tce_code_kind kind);
TCE_API const char *tce_code_class_name(tce_code_class code_class);
TCE_API const char *tce_engine_name(tce_engine engine);
TCE_API const char *tce_framing_name(tce_framing framing);
TCE_API const char *tce_status_name(tce_status status);

/* One sentence on what the violation means, for people; NULL as above. */
TCE_API const char *tce_violation_meaning(tce_violation violation);

/* The version of the library in use, "0.1.0"; the header's is TCE_VERSION_*. */
TCE_API const char *tce_version(void);

/* Whether this engine is built in and can run on this processor. */
TCE_API bool tce_engine_available(tce_engine engine);

/* The engine that TCE_ENGINE_AUTO stands for here. */
TCE_API tce_engine tce_engine_auto(void);

/* The instruction set that this engine uses here ("generic": plain C); NULL when the engine is
 * not available. */
TCE_API const char *tce_engine_instruction_set(tce_engine engine);

#ifdef __cplusplus
}
#endif

#endif
