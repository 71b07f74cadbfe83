/*
 * tcenvelope: a streaming validator for the JSON envelope of Tencent Cloud API 3.0 responses.
 *
 *     tce_options options = TCE_OPTIONS_INIT;
 *     const size_t size = tce_storage_size(&options);
 *     tce_validator *v = tce_init(malloc(size), size, &options);
 *     if (v == NULL) ...                              // no memory, or see tce_options_problem
 *     while (a chunk of the body arrives)
 *         tce_feed(v, bytes, length);
 *     const tce_report *report = tce_finish(v);
 *     if (report->verdict == TCE_VERDICT_INVALID) ...
 *     tce_reset(v);                                   // ready for the next document; or free(v)
 *
 * The library allocates nothing, except in tce_catalogue_build: all state lives in storage that the
 * caller provides, whose size depends on the options and never on the input. The work is linear in
 * the bytes fed. The report does not depend on how the bytes were cut into chunks, nor on the
 * engine.
 *
 * Any number of validators and streams can be in use at once, each by one thread at a time. There
 * is no global mutable state.
 *
 * From 0.1.0 on, a program that was built with one version runs with every later version of the
 * same major version: functions, constants and members are added, never changed or removed.
 *
 * All lengths and offsets are in bytes. Every function accepts NULL where its comment says so;
 * other pointers must be valid.
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

/* The version as one number that grows: 102 for 0.1.2, 10000 for 1.0.0. */
#define TCE_VERSION_NUMBER (TCE_VERSION_MAJOR * 10000 + TCE_VERSION_MINOR * 100 + TCE_VERSION_PATCH)

#define TCE_API __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Limits ----------------------------------------------------------------------------------*/

#define TCE_MAX_DEPTH_DEFAULT   512  /* nested containers; the root's brackets are depth 1 */
#define TCE_MAX_DEPTH_LIMIT     1024 /* the largest max_depth */
#define TCE_MAX_REQUEST_ID      128  /* bytes of UTF-8 after unescaping; longer is a violation */
#define TCE_MAX_CODE            128  /* bytes of UTF-8 after unescaping; longer is a violation */
#define TCE_MAX_MESSAGE         512  /* bytes of UTF-8 after unescaping, that a report holds */
#define TCE_MAX_MEANING         512  /* bytes of a code's meaning in a catalogue */
#define TCE_STORAGE_ALIGNMENT   8    /* bytes; memory from malloc is aligned to at least this */
#define TCE_VIOLATION_COUNT_MAX 63   /* kinds of violation that a report has space for */

/* ---- Vocabulary ------------------------------------------------------------------------------*/

/* The result for one document. */
typedef enum tce_verdict {
    TCE_VERDICT_NONE = 0, /* not validated: cancelled by a callback, or misused */
    TCE_VERDICT_SUCCESS,  /* a valid envelope without Error: the API call succeeded */
    TCE_VERDICT_FAILURE,  /* a valid envelope with Error: the call failed, the response is sound */
    TCE_VERDICT_INVALID   /* at least one violation */
} tce_verdict;

/*
 * What a document did wrong: TCE_VIOLATION_JSON_EMPTY, TCE_VIOLATION_RESPONSE_MISSING and so on.
 * tcenvelope/violations.def lists them, each with its name, meaning, offset and an example.
 * Append-only. Member names are compared after unescaping. (This header uses the list, and leaves
 * TCE_VIOLATION and TCE_COMMON_CODE undefined: define them after including it.)
 */
typedef enum tce_violation {
    TCE_VIOLATION_NONE = 0,
#define TCE_VIOLATION(constant, name, meaning, example) TCE_VIOLATION_##constant,
#include "tcenvelope/violations.def"
#undef TCE_VIOLATION
    TCE_VIOLATION_END /* one past the last; grows when a violation is added */
} tce_violation;

/*
 * The state of feeding. Until a reset it can change from TCE_OK to TCE_REJECTED or TCE_UNFRAMABLE,
 * and from each of them to TCE_CANCELLED, never back. TCE_MISUSE is about one call.
 */
typedef enum tce_status {
    TCE_OK = 0,     /* nothing is wrong so far */
    TCE_REJECTED,   /* at least one violation so far: the verdict will be TCE_VERDICT_INVALID,
                       unless a callback cancels; feeding may go on. Of a validator only */
    TCE_UNFRAMABLE, /* a JSON violation: the end of its document cannot be found, so nothing more
                       can be framed; feeding may go on, but bytes are only counted. Of a stream
                       only */
    TCE_CANCELLED,  /* a callback returned false; no further byte is validated */
    TCE_MISUSE      /* the call broke a rule that its comment states; it was ignored, unless that
                       comment says more */
} tce_status;

/* The parser under the envelope. All engines give the same report for the same bytes. */
typedef enum tce_engine {
    TCE_ENGINE_AUTO = 0, /* the fastest that is built in and that this processor can run */
    TCE_ENGINE_YAJL,     /* libyajl, made strict, bounded and linear by a tokenizer of its own */
    TCE_ENGINE_SIMD      /* the project's own scanner, which classifies blocks of bytes at once */
} tce_engine;

/* How documents follow one another in a stream. */
typedef enum tce_framing {
    TCE_FRAMING_SINGLE = 0,  /* the entire input is one document */
    TCE_FRAMING_NDJSON,      /* one document per line; a line ends with \n or with the input. A
                                violation affects its own line only. Blank lines are skipped */
    TCE_FRAMING_CONCATENATED /* values with optional white space between them; a document with a
                                JSON violation extends to the end of the input */
} tce_framing;

/* The common error codes, TCE_CODE_AUTH_FAILURE_INVALID_SECRET_ID and so on. Append-only. */
typedef enum tce_code {
    TCE_CODE_UNKNOWN = 0, /* not a common code */
#define TCE_COMMON_CODE(constant, code, class, meaning) TCE_CODE_##constant,
#include "tcenvelope/common_codes.def"
#undef TCE_COMMON_CODE
    TCE_CODE_END /* one past the last; grows when a code is added */
} tce_code;

/* The error codes of single APIs: an image that tce_catalogue_open has checked. */
typedef struct tce_catalogue tce_catalogue;

/* How an error code is known. */
typedef enum tce_code_kind {
    TCE_KIND_NONE = 0,  /* there is no code */
    TCE_KIND_COMMON,    /* it is one of the common codes */
    TCE_KIND_CATALOGUE, /* it is in the catalogue, and not common */
    TCE_KIND_DERIVED,   /* neither, but the part before its first dot is a common code or
                                AuthFailure. Example: InvalidParameterValue.ImageNotFound */
    TCE_KIND_UNKNOWN    /* none of these */
} tce_code_kind;

/* What an error code means to a proxy. A code that is not common has the class of its category;
 * TCE_CLASS_OTHER when that is "other". For a code that it lists, a catalogue can say another. */
typedef enum tce_code_class {
    TCE_CLASS_NONE = 0, /* there is no code */
    TCE_CLASS_AUTH,     /* credentials or permissions */
    TCE_CLASS_REQUEST,  /* the caller's mistake */
    TCE_CLASS_QUOTA,    /* a quota is used up */
    TCE_CLASS_THROTTLE, /* too many requests: retry after a pause */
    TCE_CLASS_RESOURCE, /* the state of the resource does not allow it */
    TCE_CLASS_SERVER,   /* the service failed */
    TCE_CLASS_DRY_RUN,  /* DryRun: the call would have succeeded */
    TCE_CLASS_OTHER     /* nothing is known */
} tce_code_class;

/* ---- Report ----------------------------------------------------------------------------------*/

/* UTF-8 text of length bytes. It can contain NUL bytes ("\u0000"). In a report and in callbacks a
 * NUL follows it. Absent text has bytes NULL and length 0; empty text has bytes that are not NULL.
 */
typedef struct tce_text {
    const char *bytes;
    size_t length;
} tce_text;

/* What is known of an error code. */
typedef struct tce_code_info {
    tce_code code;             /* TCE_CODE_UNKNOWN unless kind is TCE_KIND_COMMON */
    tce_code_kind kind;        /* TCE_KIND_NONE when there is no code */
    tce_code_class code_class; /* TCE_CLASS_NONE when there is no code. Of a code in the catalogue:
                                  the class that the catalogue says, else that of its category */
    const char *category;      /* static: the part before the first dot when that is a common code
                                  or "AuthFailure", else "other"; NULL when there is no code */
    uint32_t service_count;    /* services in the catalogue that document the code, each version
                                  counted; see tce_catalogue_service_of. 0 without a catalogue */
    const void *entry;         /* private; NULL when the code is not in the catalogue */
    uint64_t reserved[2];      /* for later versions; the library sets them to 0 */
} tce_code_info;

/*
 * The result for one document. A JSON violation leaves in place what was found before it.
 *
 * The texts point into the report itself: copy a report with tce_report_copy, not by assignment.
 */
typedef struct tce_report {
    tce_verdict verdict;
    tce_violation first_violation; /* TCE_VIOLATION_NONE when there is none */
    uint64_t violation_offset;     /* of the first violation, from the start of the document */
    uint64_t violations;           /* a set: bit (1 << tce_violation); see tce_report_has */
    uint32_t violation_count;      /* kinds of violation in the document */
    /* tce_violation, in order of detection; the rest is 0 */
    uint8_t violation_order[TCE_VIOLATION_COUNT_MAX + 1];
    uint64_t length; /* bytes fed of this document, those after a violation or a
                        cancellation included */
    uint64_t index;  /* of the document in its stream, from 0 */
    uint64_t offset; /* where the document begins in its stream: its line in NDJSON, its
                        first byte among concatenated values */
    /* Response.RequestId, Response.Error.Code and .Message. Each is absent when it is missing or
     * not a string, the first two also when empty or too long. When there are several, the first
     * counts. Of Message at most TCE_MAX_MESSAGE bytes, cut between characters. */
    tce_text request_id;
    tce_text error_code;
    tce_text error_message;
    bool message_truncated;  /* the message was longer */
    tce_code_info code_info; /* of error_code */
    uint64_t reserved[6];    /* for later versions; the library sets them to 0 */
    char request_id_bytes[TCE_MAX_REQUEST_ID + 1]; /* private: read the texts through */
    char error_code_bytes[TCE_MAX_CODE + 1];       /* request_id, error_code and */
    char error_message_bytes[TCE_MAX_MESSAGE + 1]; /* error_message */
} tce_report;

/* Copies from to to, and makes the texts of to point into to. Absent texts stay absent; copying a
 * report to itself changes nothing. Does nothing when to or from is NULL. */
TCE_API void tce_report_copy(tce_report *to, const tce_report *from);

/* Returns whether the document has this violation; false for TCE_VIOLATION_NONE and for any number
 * above TCE_VIOLATION_COUNT_MAX. Inline, and exported for callers in other languages. */
TCE_API inline bool tce_report_has(const tce_report *report, tce_violation violation) {
    const unsigned number = violation;
    return number - 1 < TCE_VIOLATION_COUNT_MAX && (report->violations >> number & 1) != 0;
}

/* ---- Options ---------------------------------------------------------------------------------*/

/*
 * How to validate. Start from TCE_OPTIONS_INIT or tce_options_init, then change members:
 *
 *     tce_options options = TCE_OPTIONS_INIT;
 *     options.max_bytes = 64u << 20;
 *
 * Initialisation copies the options; they need not outlive the call. Later versions add members at
 * the end only, whose default is 0, and size says which of them the caller knows. A library that is
 * older than its caller accepts the options as long as the members that it does not know are 0.
 *
 * Each callback is optional (NULL). It is called with user as soon as its fact is known, from
 * within a function that feeds or finishes. Its arguments are valid until it returns. Returning
 * false cancels the validation: the status is TCE_CANCELLED from then on. A callback must not call
 * a function on the validator or stream that called it: feeding returns TCE_MISUSE, finishing NULL
 * or TCE_MISUSE, and a reset does nothing. A callback must return: after one that leaves by longjmp
 * or an exception, only initialising makes the storage usable again.
 */
typedef struct tce_options {
    size_t size; /* sizeof(tce_options) of the caller; set by both initialisers */
    tce_engine engine;
    uint32_t max_depth; /* 1 to TCE_MAX_DEPTH_LIMIT; 0: TCE_MAX_DEPTH_DEFAULT */
    void *user;         /* passed to each callback */
    uint64_t max_bytes; /* of one document, white space included; 0: no limit */
    bool (*on_request_id)(void *user, tce_text request_id);
    bool (*on_error_code)(void *user, tce_text code, const tce_code_info *info);
    bool (*on_error_message)(void *user, tce_text message, bool truncated);
    /* Once for each kind of violation in a document, in order of detection. */
    bool (*on_violation)(void *user, tce_violation violation, uint64_t offset);
    /* At the end of each document of a stream. Validators and tce_validate do not call it. */
    bool (*on_report)(void *user, const tce_report *report);
    const tce_catalogue *catalogue; /* NULL: none. Must outlive the validator or stream */
} tce_options;

/* The defaults, as an initialiser only: it cannot be assigned. */
/* clang-format off */
#define TCE_OPTIONS_INIT \
    { sizeof(tce_options), TCE_ENGINE_AUTO, TCE_MAX_DEPTH_DEFAULT, NULL, 0, NULL, NULL, NULL, \
      NULL, NULL, NULL }
/* clang-format on */

/* Sets all size bytes of *options, which is sizeof(tce_options) in C, to the defaults. For options
 * that exist already, and for callers in other languages. Does nothing when options is NULL or size
 * is that of no version. */
TCE_API void tce_options_init(tce_options *options, size_t size);

/* Returns NULL when the options can be used, else the reason: a static sentence that names the
 * member. NULL options are the defaults. */
TCE_API const char *tce_options_problem(const tce_options *options);

/* ---- One document ----------------------------------------------------------------------------*/

/* The state of one document's validation, in storage that the caller owns. There is nothing else to
 * free. */
typedef struct tce_validator tce_validator;

/* Returns the bytes of storage that tce_init needs for these options (NULL: the defaults), or 0
 * when the options cannot be used: see tce_options_problem. */
TCE_API size_t tce_storage_size(const tce_options *options);

/*
 * Initialises a validator in storage of size bytes, aligned to TCE_STORAGE_ALIGNMENT. The storage
 * belongs to the caller; it must not be moved or changed while the validator is in use, and may be
 * freed at any time outside a call. NULL options are the defaults.
 *
 * Returns the validator, or NULL when storage is NULL, misaligned or smaller than
 * tce_storage_size(options), or when the options cannot be used. Next: tce_feed or tce_finish.
 */
TCE_API tce_validator *tce_init(void *storage, size_t size, const tce_options *options);

/*
 * Validates the next length bytes of the document. Chunks can have any size, 0 included, and end
 * anywhere. The bytes are not referred to after the call.
 *
 * Returns TCE_OK, TCE_REJECTED or TCE_CANCELLED. Returns TCE_MISUSE without any effect when v is
 * NULL, after tce_finish, or from within a callback. Otherwise, when bytes is NULL and length is
 * not 0: returns TCE_MISUSE, and the document is lost: until tce_reset, tce_feed returns TCE_MISUSE
 * and tce_finish NULL. Next: tce_feed, tce_finish or tce_reset.
 */
TCE_API tce_status tce_feed(tce_validator *v, const void *bytes, size_t length);

/*
 * Ends the document and settles its verdict.
 *
 * Returns the report, which is part of the storage and valid until tce_reset. A second call returns
 * the same report. After a cancellation the report holds what was found before it, with
 * TCE_VERDICT_NONE. Returns NULL when v is NULL, when the document was lost (see tce_feed), or from
 * within a callback.
 * Next: tce_reset.
 */
TCE_API const tce_report *tce_finish(tce_validator *v);

/* Prepares for the next document with the same options, at any time outside a callback. Does
 * nothing when v is NULL. Next: tce_feed or tce_finish. */
TCE_API void tce_reset(tce_validator *v);

/*
 * Validates one complete document of length bytes. The state lives on the stack: less than 10 KB,
 * with TCE_ENGINE_YAJL less than 30 KB. NULL options are the defaults. All options are honoured;
 * on_report, which is of streams, is not called. report may be NULL.
 *
 * Returns the verdict. Returns TCE_VERDICT_NONE when a callback cancelled; and, with the report
 * untouched, when json is NULL and length is not 0, or when the options cannot be used: see
 * tce_options_problem.
 */
TCE_API tce_verdict tce_validate(const void *json, size_t length, const tce_options *options,
                                 tce_report *report);

/* ---- A stream of documents -------------------------------------------------------------------*/

/* The state of a stream's validation, in storage that the caller owns. */
typedef struct tce_stream tce_stream;

/* Returns the bytes of storage that tce_stream_init needs, or 0 when the options cannot be used. */
TCE_API size_t tce_stream_storage_size(const tce_options *options);

/* Like tce_init, for the documents of a stream. Returns NULL also when framing is not a
 * tce_framing. Next: tce_stream_feed or tce_stream_finish. */
TCE_API tce_stream *tce_stream_init(void *storage, size_t size, const tce_options *options,
                                    tce_framing framing);

/*
 * Validates the next length bytes of the stream, and calls on_report at the end of each document.
 *
 * Returns TCE_OK while documents can be framed, whatever their verdicts; TCE_UNFRAMABLE from the
 * first JSON violation on in TCE_FRAMING_SINGLE and TCE_FRAMING_CONCATENATED, never in
 * TCE_FRAMING_NDJSON; TCE_CANCELLED; TCE_MISUSE as tce_feed does. Next: tce_stream_feed,
 * tce_stream_finish or tce_stream_reset.
 */
TCE_API tce_status tce_stream_feed(tce_stream *s, const void *bytes, size_t length);

/* Ends the stream, and calls on_report for the last document, if one is open: in
 * TCE_FRAMING_SINGLE always, also when no byte was fed; in the other framings only after bytes
 * other than white space. After a cancellation nothing is reported, the open document included.
 * Returns like tce_stream_feed; a second call does nothing and returns the same.
 * Next: tce_stream_reset. */
TCE_API tce_status tce_stream_finish(tce_stream *s);

/* Prepares for the next stream with the same options and framing, at any time outside a callback.
 * Does nothing when s is NULL. */
TCE_API void tce_stream_reset(tce_stream *s);

/* ---- Error codes -----------------------------------------------------------------------------*/

/* Fills in *info for an error code of length bytes, which can be any bytes. NULL or an empty code
 * gives TCE_KIND_NONE. A common code takes one hash and one probe; any other at most two, and
 * a search for its first dot. */
TCE_API void tce_code_lookup(const char *code, size_t length, tce_code_info *info);

/* The same with a catalogue (NULL: none), which adds TCE_KIND_CATALOGUE, the services that document
 * the code and, where the catalogue says one, its class. A common code stays TCE_KIND_COMMON when
 * the catalogue lists it too. */
TCE_API void tce_catalogue_lookup(const tce_catalogue *catalogue, const char *code, size_t length,
                                  tce_code_info *info);

/* Return the text, the meaning (one static line) and the class of a common code; NULL, NULL and
 * TCE_CLASS_NONE for TCE_CODE_UNKNOWN and for any number that is not a tce_code. */
TCE_API const char *tce_code_name(tce_code code);
TCE_API const char *tce_code_meaning(tce_code code);
TCE_API tce_code_class tce_code_class_of(tce_code code);

/* Returns whether the same request can be sent again, unchanged, after a pause: true for
 * TCE_CLASS_THROTTLE only. (A failed call of TCE_CLASS_SERVER may have had effects.) */
TCE_API bool tce_code_class_is_retryable(tce_code_class code_class);

/* ---- Catalogues ------------------------------------------------------------------------------*/

/*
 * Opens an image of size bytes, as tce_catalogue_build makes it, in place. The image is untrusted:
 * every byte that a lookup depends on is checked here, and no image, however damaged, makes the
 * library read outside of it. The time is linear in size.
 *
 * The memory belongs to the caller. It must be aligned to TCE_STORAGE_ALIGNMENT, and stay in place
 * and unchanged while the catalogue, or a validator or stream with it, is in use; a mapped file
 * must not be truncated or written to. Any number of threads and processes can share it. There is
 * nothing to close.
 *
 * Returns the catalogue, and sets *problem to NULL; or returns NULL, and sets *problem to the
 * reason: a static sentence. problem may be NULL. Reasons are memory that is NULL or misaligned, an
 * image that is damaged, of another byte order or of another version, and one that was built with
 * other common codes than this library's: rebuild it.
 */
TCE_API const tce_catalogue *tce_catalogue_open(const void *memory, size_t size,
                                                const char **problem);

/* Returns how many codes the catalogue holds; 0 for NULL. */
TCE_API uint32_t tce_catalogue_code_count(const tce_catalogue *catalogue);

/* Returns how many slots there are for codes; 0 for NULL. */
TCE_API uint32_t tce_catalogue_slot_count(const tce_catalogue *catalogue);

/* Lists the codes, in no particular order: for slot from 0 to below tce_catalogue_slot_count,
 * returns whether the slot holds a code, and sets *code to it; *code is untouched when it holds
 * none. The text is in the image; no NUL follows it. */
TCE_API bool tce_catalogue_code_at(const tce_catalogue *catalogue, uint32_t slot, tce_text *code);

/* A service that documents a code, and the version of its API. The texts are in the image; no NUL
 * follows them. An image is untrusted: its texts can be any bytes. */
typedef struct tce_service {
    tce_text name;
    tce_text version;
    tce_text meaning; /* what the service says of the code, 1 to TCE_MAX_MEANING bytes; absent when
                         it says nothing */
    uint64_t reserved[2]; /* for later versions; the library sets them to 0 */
} tce_service;

/* Sets *service to a service of a code that was looked up in this catalogue: index from 0 to below
 * info->service_count, sorted by name and version. Returns false, with *service untouched, when
 * there is none. */
TCE_API bool tce_catalogue_service_of(const tce_catalogue *catalogue, const tce_code_info *info,
                                      uint32_t index, tce_service *service);

/* A code, and a service and version that document it; those two can be absent or empty. */
typedef struct tce_catalogue_row {
    tce_text code;
    tce_text service;
    tce_text version;
    tce_text meaning; /* at most TCE_MAX_MEANING bytes; absent or empty: none. Needs a service */
    tce_code_class code_class; /* of the code, in whichever of its rows it is; TCE_CLASS_NONE: that
                                  of its category */
    uint64_t reserved[2];      /* for later versions; must be 0 */
} tce_catalogue_row;

/*
 * Builds an image of count rows, in any order. Rows with the same code, service and version count
 * once; where only one of them has a meaning, it is used. Two different meanings of one such row,
 * and two different classes of one code, are a problem. The same rows give the same bytes. Without
 * rows, whose array can be NULL then, the image holds no code. For tools: it allocates.
 *
 * Returns the image, aligned for tce_catalogue_open, sets *size to its bytes and *problem to NULL;
 * the caller frees it with free. Or returns NULL, leaves *size untouched, and sets *problem to the
 * reason: a static sentence. problem may be NULL.
 */
TCE_API void *tce_catalogue_build(const tce_catalogue_row *rows, size_t count, size_t *size,
                                  const char **problem);

/* ---- Names and features ----------------------------------------------------------------------*/

/* Return the static lower-case name that reports print ("json_empty", "failure", "derived",
 * "dry_run", "yajl", "ndjson", "unframable"), or NULL for TCE_..._NONE and for any other number. */
TCE_API const char *tce_violation_name(tce_violation violation);
TCE_API const char *tce_verdict_name(tce_verdict verdict);
TCE_API const char *tce_code_kind_name(tce_code_kind kind);
TCE_API const char *tce_code_class_name(tce_code_class code_class);
TCE_API const char *tce_engine_name(tce_engine engine);
TCE_API const char *tce_framing_name(tce_framing framing);
TCE_API const char *tce_status_name(tce_status status);

/* Returns a static sentence on what the violation means, for people; NULL where there is no name.
 */
TCE_API const char *tce_violation_meaning(tce_violation violation);

/* Return the version of the library in use: "0.1.0", and the number that TCE_VERSION_NUMBER was
 * when it was built. The header's own version is TCE_VERSION_*. */
TCE_API const char *tce_version(void);
TCE_API uint32_t tce_version_number(void);

/* Returns whether this engine is built in and can run on this processor; for TCE_ENGINE_AUTO always
 * true. */
TCE_API bool tce_engine_available(tce_engine engine);

/* Returns the engine that TCE_ENGINE_AUTO selects here. */
TCE_API tce_engine tce_engine_auto(void);

/* Returns the static name of the instruction set that this engine uses here ("generic" for plain
 * C), or NULL when the engine is not available. */
TCE_API const char *tce_engine_instruction_set(tce_engine engine);

#ifdef __cplusplus
}
#endif

#endif
