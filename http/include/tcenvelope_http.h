/*
 * tcenvelope-http: one HTTP response under validation, for proxies.
 *
 * A proxy shows a response to the library as it passes: the head, the body in chunks, the end. Each
 * call returns what the proxy must do with what it has shown. The library holds no bytes and
 * changes none. A body that is encoded (gzip, deflate, zstd) passes as it is; a decoded copy is
 * validated.
 *
 *                     tce_http_init, tce_http_reset
 *                                  |
 *                                IDLE
 *                                  | tce_http_begin
 *         .------------------------+---------------------------.
 *         | not validated          | observe, abort            | hold
 *         | FORWARD                | FORWARD                   | HOLD
 *         v                        v                           v
 *      PASSING <-- sound ------ WATCHING <-- overflow ------ HOLDING
 *         ^        FORWARD         |         RELEASE          |  |
 *         '---- sound, RELEASE ----+--------------------------'  |
 *                                  | unsound, in abort           | unsound, refused
 *                                  | ABORT                       | REJECT
 *                                  v                             v
 *                                 CUT                         DRAINING
 *
 * Every state but IDLE ends with tce_http_end. An action has one meaning in every call:
 *
 *     FORWARD   send on what the call has shown, unchanged
 *     HOLD      hold it back: the head, or these bytes after those that are held
 *     RELEASE   send the head, the held bytes, then what the call has shown
 *     REJECT    discard the head, the held bytes and what the call has shown, and answer in place
 *               of the response, with tce_http_reject_body for example. Nothing was sent before
 *     ABORT     discard what the call has shown, and close the connection so that the client sees
 *               that the response is incomplete
 *     MISUSE    the call broke a rule and had no other effect
 *
 * A proxy in 40 lines. In place of a network it has its arguments and its output:
 *
 *     #include <stdio.h>
 *     #include <stdlib.h>
 *     #include <string.h>
 *     #include <tcenvelope_http.h>
 *
 *     static char held[1 << 16], answer[TCE_HTTP_REJECT_BODY_MAX];
 *     static size_t held_size;
 *
 *     static int act(tce_http *h, tce_http_action action, const char *bytes, size_t size) {
 *         switch (action) {
 *         case TCE_HTTP_ACTION_RELEASE:
 *             fwrite(held, 1, held_size, stdout); // fall through
 *         case TCE_HTTP_ACTION_FORWARD:
 *             fwrite(bytes, 1, size, stdout);
 *             return 0;
 *         case TCE_HTTP_ACTION_HOLD:
 *             memcpy(held + held_size, bytes, size);
 *             held_size += size;
 *             return 0;
 *         case TCE_HTTP_ACTION_REJECT:
 *             size = tce_http_reject_body(h, (tce_text){"id-1", 4}, answer, sizeof answer);
 *             fwrite(answer, 1, size, stdout); // fall through
 *         default:
 *             return 1; // nothing more of this response
 *         }
 *     }
 *
 *     int main(int argc, char **argv) { // each argument is a chunk of the body
 *         tce_http_policy policy = TCE_HTTP_POLICY_INIT;
 *         policy.mode = TCE_HTTP_MODE_HOLD;
 *         policy.hold_size = sizeof held;
 *         size_t size = tce_http_storage_size(&policy);
 *         tce_http *h = tce_http_init(malloc(size), size, &policy);
 *         tce_http_head head = TCE_HTTP_HEAD_INIT;
 *         head.status = 200;
 *         head.content_type = (tce_text){"application/json", 16};
 *         int done = act(h, tce_http_begin(h, &head), "", 0);
 *         size = tce_http_decoder_size(h); // 0 unless the response is encoded
 *         tce_http_give_decoder(h, size ? malloc(size) : NULL, size);
 *         for (int i = 1; i < argc && !done; i++)
 *             done = act(h, tce_http_body(h, argv[i], strlen(argv[i])), argv[i], strlen(argv[i]));
 *         if (!done)
 *             act(h, tce_http_end(h, TCE_HTTP_END_COMPLETE), "", 0);
 *         const tce_http_outcome *outcome = tce_http_outcome_of(h);
 *         return fprintf(stderr, "%s\n", tce_http_verdict_name(outcome->verdict)) < 0;
 *     }
 *
 * The library allocates nothing: all state is in storage that the caller provides. Any number of
 * responses can be under validation at once, each by one thread at a time. Calls may come in any
 * order: one that does not fit is answered with misuse. Every function that takes a tce_http
 * accepts NULL. There is no global mutable state.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_HTTP_H
#define TCENVELOPE_HTTP_H

#include <tcenvelope.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Limits ----------------------------------------------------------------------------------*/

#define TCE_HTTP_HOLD_SIZE_DEFAULT   65536   /* bytes of a response that are held */
#define TCE_HTTP_RATIO_DEFAULT       400     /* decoded bytes for each encoded one */
#define TCE_HTTP_RATIO_FREE          1048576 /* decoded bytes to which the ratio does not apply */
#define TCE_HTTP_ZSTD_WINDOW_DEFAULT 8388608 /* bytes: what RFC 9659 allows in HTTP */
#define TCE_HTTP_REJECT_BODY_MAX     2048    /* bytes that tce_http_reject_body writes at most */
#define TCE_HTTP_LINE_MAX            160     /* bytes that tce_http_describe writes at most */
#define TCE_HTTP_CODES_MIN           256     /* slots for error codes: the common ones fit */
#define TCE_HTTP_PAGE_POLICY_MAX     384     /* bytes that tce_http_page_policy writes at most */
#define TCE_HTTP_REJECT_CODE_DEFAULT "InternalError.InvalidUpstreamResponse"

/* ---- Vocabulary ------------------------------------------------------------------------------*/

/* What the proxy must do with what a call has shown: see the first comment. */
typedef enum tce_http_action {
    TCE_HTTP_ACTION_MISUSE = 0,
    TCE_HTTP_ACTION_FORWARD,
    TCE_HTTP_ACTION_HOLD,
    TCE_HTTP_ACTION_RELEASE,
    TCE_HTTP_ACTION_REJECT,
    TCE_HTTP_ACTION_ABORT
} tce_http_action;

typedef enum tce_http_mode {
    TCE_HTTP_MODE_OFF = 0,
    TCE_HTTP_MODE_OBSERVE, /* every byte passes */
    TCE_HTTP_MODE_ABORT,   /* the response ends at its first violation */
    TCE_HTTP_MODE_HOLD     /* the response is held until it is known to be sound */
} tce_http_mode;

/* What happens in TCE_HTTP_MODE_HOLD to a response that cannot be held or validated. */
typedef enum tce_http_else { TCE_HTTP_ELSE_PASS = 0, TCE_HTTP_ELSE_REJECT } tce_http_else;

/* A content coding (RFC 9110, section 8.4.1). Append-only. */
typedef enum tce_http_coding {
    TCE_HTTP_CODING_IDENTITY = 0,
    TCE_HTTP_CODING_GZIP,
    TCE_HTTP_CODING_DEFLATE, /* the zlib format, or raw deflate data */
    TCE_HTTP_CODING_ZSTD,
    TCE_HTTP_CODING_END
} tce_http_coding;

/* A set of codings holds the bit TCE_HTTP_BIT(coding) for each. */
#define TCE_HTTP_BIT(coding)  (UINT32_C(1) << (coding))
#define TCE_HTTP_CODINGS_ALL  UINT32_C(0xffffffff)
#define TCE_HTTP_CODINGS_NONE UINT32_C(0)

/* Why a response is not validated. Append-only. */
typedef enum tce_http_skip {
    TCE_HTTP_SKIP_NONE = 0, /* it is validated */
    /* Out of scope: the response is nothing that the policy asks to validate. */
    TCE_HTTP_SKIP_OFF,     /* the mode is off */
    TCE_HTTP_SKIP_NO_BODY, /* HEAD, CONNECT, 1xx, 204, 304 */
    TCE_HTTP_SKIP_STATUS,  /* another status */
    /* In scope, and impossible to validate: see on_skip. */
    TCE_HTTP_SKIP_PARTIAL, /* 206, or a part of a larger response */
    TCE_HTTP_SKIP_TYPE,    /* another content type, or none */
    TCE_HTTP_SKIP_CODING,  /* a content coding that is unknown, not built in or not in the policy */
    TCE_HTTP_SKIP_CODINGS, /* several content codings */
    TCE_HTTP_SKIP_END
} tce_http_skip;

/* How a response ended. */
typedef enum tce_http_ending {
    TCE_HTTP_END_COMPLETE = 0,    /* as HTTP ends bodies */
    TCE_HTTP_END_UPSTREAM_FAILED, /* the upstream closed, reset or timed out before the end */
    TCE_HTTP_END_CLIENT_GONE,     /* the client closed, reset or timed out before the end */
    TCE_HTTP_END_NOT_SEEN         /* the proxy cannot show the rest */
} tce_http_ending;

/* The result for one response. Append-only. */
typedef enum tce_http_verdict {
    TCE_HTTP_VERDICT_NONE = 0,
    TCE_HTTP_VERDICT_SUCCESS,    /* sound: the call succeeded */
    TCE_HTTP_VERDICT_FAILURE,    /* sound: the call failed, with an error code */
    TCE_HTTP_VERDICT_INVALID,    /* at least one violation */
    TCE_HTTP_VERDICT_TRUNCATED,  /* the HTTP body is complete; its JSON text or coding is not */
    TCE_HTTP_VERDICT_INCOMPLETE, /* the upstream failed; valid up to there */
    TCE_HTTP_VERDICT_UNSEEN,     /* the complete body was not seen */
    TCE_HTTP_VERDICT_SKIPPED,    /* not validated: see tce_http_skip */
    TCE_HTTP_VERDICT_END
} tce_http_verdict;

/* What was done with a response. Append-only. */
typedef enum tce_http_done {
    TCE_HTTP_DONE_NONE = 0, /* nothing: no byte of it went anywhere, or it was skipped */
    TCE_HTTP_DONE_PASSED,
    TCE_HTTP_DONE_ABORTED,
    TCE_HTTP_DONE_RELEASED,   /* held to its end, found sound, then sent */
    TCE_HTTP_DONE_REJECTED,   /* another answer was sent in its place */
    TCE_HTTP_DONE_OVERFLOWED, /* larger than the hold limit, so sent before its verdict */
    TCE_HTTP_DONE_END
} tce_http_done;

/* ---- Policy ----------------------------------------------------------------------------------*/

/*
 * What is validated, and what happens then. Start from TCE_HTTP_POLICY_INIT, then change members:
 *
 *     tce_http_policy policy = TCE_HTTP_POLICY_INIT;
 *     policy.mode = TCE_HTTP_MODE_HOLD;
 *
 * Initialisation copies the policy, but not what its pointers refer to: that must outlive every
 * tce_http with this policy. Later versions add members at the end only, whose default is 0, and
 * size says which of them the caller knows. A library that is older than its caller accepts the
 * policy as long as the members that it does not know are 0.
 */
typedef struct tce_http_policy {
    size_t size; /* sizeof(tce_http_policy): set by TCE_HTTP_POLICY_INIT */
    tce_http_mode mode;
    /* Content types to validate, without parameters; "*": all, and responses without a type.
     * NULL: application/json and text/plain. */
    const tce_text *types;
    size_t type_count;
    const uint16_t *statuses; /* to validate; NULL: 200 */
    size_t status_count;
    uint64_t hold_size; /* the hold limit: bytes of a response that are held */
    tce_http_else
        on_overflow;         /* a held response is larger than the hold limit, and valid up to it */
    tce_http_else on_skip;   /* a response in scope cannot be validated */
    uint16_t reject_status;  /* of an answer in place of a response: 200, or 400 to 599 */
    const char *reject_code; /* Error.Code of tce_http_reject_body: printable ASCII without spaces,
                                1 to TCE_MAX_CODE bytes. NULL: TCE_HTTP_REJECT_CODE_DEFAULT */
    uint32_t codings;        /* the set of codings to decode; the others are skipped */
    uint32_t ratio;          /* decoded bytes for each encoded one, past TCE_HTTP_RATIO_FREE
                                decoded bytes; more is a violation. 0: no limit */
    uint32_t zstd_window;    /* bytes: the largest window of zstd, from 1 KiB to 128 MiB */
    const tce_options *options; /* of the validator, copied; NULL: the defaults */
} tce_http_policy;

/* clang-format off */
#define TCE_HTTP_POLICY_INIT \
    { sizeof(tce_http_policy), TCE_HTTP_MODE_OBSERVE, NULL, 0, NULL, 0, TCE_HTTP_HOLD_SIZE_DEFAULT, \
      TCE_HTTP_ELSE_PASS, TCE_HTTP_ELSE_PASS, 502, NULL, TCE_HTTP_CODINGS_ALL, \
      TCE_HTTP_RATIO_DEFAULT, TCE_HTTP_ZSTD_WINDOW_DEFAULT, NULL }
/* clang-format on */

/* Returns NULL when the policy can be used, else the reason: a static sentence that names the
 * member. NULL is the default policy. */
TCE_API const char *tce_http_policy_problem(const tce_http_policy *policy);

/* Returns the codings that this library can decode: identity, gzip, deflate, and zstd where it was
 * built with it. */
TCE_API uint32_t tce_http_codings_available(void);

/* ---- Head ------------------------------------------------------------------------------------*/

#define TCE_HTTP_LENGTH_UNKNOWN UINT64_MAX

/* The head of a response. Start from TCE_HTTP_HEAD_INIT, then change members. Texts are not
 * referred to after the call. Later versions add members as they do to tce_http_policy, and the
 * same holds of a library that is older than its caller. */
typedef struct tce_http_head {
    size_t size; /* sizeof(tce_http_head): set by TCE_HTTP_HEAD_INIT */
    uint16_t status;
    bool is_partial;           /* a part of a larger response, although the status is not 206 */
    tce_text method;           /* of the request; absent: one whose response has a body */
    tce_text content_type;     /* the value of the field; absent: there is none */
    tce_text content_encoding; /* the values of all such fields, with a comma between them */
    uint64_t content_length;   /* of the body as it passes, encoded; TCE_HTTP_LENGTH_UNKNOWN */
} tce_http_head;

/* clang-format off */
#define TCE_HTTP_HEAD_INIT \
    { sizeof(tce_http_head), 0, false, {NULL, 0}, {NULL, 0}, {NULL, 0}, TCE_HTTP_LENGTH_UNKNOWN }
/* clang-format on */

/* Returns why a response with this head is not validated under the policy (NULL: the default), or
 * TCE_HTTP_SKIP_NONE. Needs no storage. A policy that cannot be used, or a head with which
 * tce_http_begin would return MISUSE, gives TCE_HTTP_SKIP_OFF. */
TCE_API tce_http_skip tce_http_skip_of(const tce_http_policy *policy, const tce_http_head *head);

/* Returns whether the policy rejects a response that is skipped for this reason. */
TCE_API bool tce_http_rejects_skip(const tce_http_policy *policy, tce_http_skip skip);

/* ---- One response ----------------------------------------------------------------------------*/

/* The state of one response, in storage that the caller owns. There is nothing else to free. */
typedef struct tce_http tce_http;

/* Returns the bytes of storage that tce_http_init needs under the policy (NULL: the default), or 0
 * when the policy cannot be used: see tce_http_policy_problem. */
TCE_API size_t tce_http_storage_size(const tce_http_policy *policy);

/*
 * Initialises a response in storage of size bytes, aligned to TCE_STORAGE_ALIGNMENT. The
 * storage must not be moved or changed while it is in use, and may be freed at any time outside a
 * call.
 *
 * Returns the response, or NULL when storage is NULL, misaligned or smaller than
 * tce_http_storage_size(policy), or when the policy cannot be used. Next: tce_http_begin.
 */
TCE_API tce_http *tce_http_init(void *storage, size_t size, const tce_http_policy *policy);

/*
 * Begins the response with this head.
 *
 * Returns FORWARD or HOLD; REJECT for a response that is skipped and that the policy rejects; ABORT
 * in TCE_HTTP_MODE_ABORT when the length is 0. Returns MISUSE when the response has begun, from
 * within a callback, or when head is NULL, its size is that of no version or a member is set that
 * this version does not know.
 * Next: tce_http_give_decoder, tce_http_body or tce_http_end.
 */
TCE_API tce_http_action tce_http_begin(tce_http *h, const tce_http_head *head);

/* Returns the bytes of memory that decoding this response needs, or 0 when it is not encoded, is
 * not validated, or has its decoder. */
TCE_API size_t tce_http_decoder_size(const tce_http *h);

/*
 * Provides the memory for decoding, aligned to TCE_STORAGE_ALIGNMENT, until tce_http_reset or
 * the end of the storage. It must not be moved or changed.
 *
 * Returns whether the response can be decoded: false when memory is NULL, misaligned or smaller
 * than tce_http_decoder_size, or when the response needs no decoder. A response that needs one and
 * has none counts as not seen.
 */
TCE_API bool tce_http_give_decoder(tce_http *h, void *memory, size_t size);

/*
 * Validates the next length bytes of the body, as they pass: encoded. Chunks can have any size and
 * end anywhere. The bytes are not referred to after the call. With the last byte of a body whose
 * length is known the response has its verdict; bytes past that length are not validated.
 *
 * Returns FORWARD, HOLD, RELEASE, REJECT or ABORT. Returns MISUSE before tce_http_begin, after
 * tce_http_end, and from within a callback; and when bytes is NULL and length is not 0, in which
 * case the response counts as not seen. Next: tce_http_body or tce_http_end.
 */
TCE_API tce_http_action tce_http_body(tce_http *h, const void *bytes, size_t length);

/* Says that bytes of the body pass, or cannot be held, that the proxy cannot show. Returns as
 * tce_http_body: in TCE_HTTP_MODE_HOLD REJECT, and in TCE_HTTP_MODE_ABORT ABORT, unless the verdict
 * is known. */
TCE_API tce_http_action tce_http_miss(tce_http *h);

/* Says that the proxy cannot hold more than it was shown, although the hold limit allows it: what
 * follows is past the limit. Returns in TCE_HTTP_MODE_HOLD RELEASE or REJECT, as on_overflow says;
 * otherwise, and where nothing is held, as tce_http_body without bytes. */
TCE_API tce_http_action tce_http_overflow(tce_http *h);

/*
 * Ends the response and settles its verdict. A body that is shorter than its length is not
 * complete, whatever ending says.
 *
 * Returns FORWARD, RELEASE, REJECT or ABORT: what to do with the end of the message. A second call
 * returns the same. Returns MISUSE before tce_http_begin, from within a callback, and for a number
 * that is not a tce_http_ending. Next: tce_http_outcome_of, tce_http_reset.
 */
TCE_API tce_http_action tce_http_end(tce_http *h, tce_http_ending ending);

/* Prepares for the next response under the same policy, at any time outside a callback. */
TCE_API void tce_http_reset(tce_http *h);

/* ---- Outcome ---------------------------------------------------------------------------------*/

/* What is known of a response. The texts and the report point into the storage. */
typedef struct tce_http_outcome {
    tce_http_verdict verdict;
    tce_http_done done;
    tce_http_coding coding;
    tce_http_skip skip;      /* TCE_HTTP_SKIP_NONE unless the verdict is TCE_HTTP_VERDICT_SKIPPED */
    tce_violation violation; /* the first one, or TCE_VIOLATION_NONE */
    uint64_t offset;         /* of it, in the decoded document; of TCE_VIOLATION_CODING_*, in the
                                encoded body */
    uint64_t violations;     /* a set: bit (1 << tce_violation). Empty unless the verdict is invalid
                                or truncated */
    uint64_t bytes;          /* of the body that were validated, as they passed */
    uint64_t decoded_bytes;  /* the same, decoded; equal to bytes without a coding */
    tce_text request_id;     /* Response.RequestId; absent when it is missing or a violation */
    tce_text error_code;     /* Response.Error.Code; likewise */
    tce_code_class code_class; /* of error_code */
    const char *reason;        /* why it was rejected or not seen, apart from a violation: static,
                                  or NULL */
    const tce_report *report;  /* of the validator; NULL: there is none */
    uint64_t reserved[4];      /* for later versions; the library sets them to 0 */
} tce_http_outcome;

/* Returns the outcome, valid until tce_http_reset, or NULL while the response has no verdict. */
TCE_API const tce_http_outcome *tce_http_outcome_of(const tce_http *h);

/* Returns whether the response is known not to be sound: before its verdict by what was seen so
 * far. Skipped responses are not known to be unsound. */
TCE_API bool tce_http_is_unsound(const tce_http *h);

/* Return the bytes of the body that were validated, as they passed, and whether they are as many as
 * were announced. */
TCE_API uint64_t tce_http_bytes(const tce_http *h);
TCE_API bool tce_http_has_all_bytes(const tce_http *h);

/* Writes what a log says of the outcome, with a NUL after it: "invalid response, json_syntax at
 * byte 26, rejected". It contains nothing of the content. Returns the length, 0 for NULL or without
 * size; longer text is cut. TCE_HTTP_LINE_MAX bytes suffice. */
TCE_API size_t tce_http_describe(const tce_http_outcome *outcome, char *buffer, size_t size);

/* Writes the outcome as a structured field (RFC 9651), for a trailer: "success",
 * "invalid;violation=json_syntax;offset=26". Otherwise as tce_http_describe. */
TCE_API size_t tce_http_field(const tce_http_outcome *outcome, char *buffer, size_t size);

/*
 * Writes the answer to send in place of the response, an envelope:
 *
 *     {"Response":{"Error":{"Code":"InternalError.InvalidUpstreamResponse","Message":"The
 * upstream's response is invalid: json_syntax at byte 26."},"RequestId":"..."}}
 *
 * The RequestId is the upstream's where it was read, else the given one, with each byte that is not
 * printable ASCII replaced by '?', at most TCE_MAX_REQUEST_ID bytes of it; else "none". Nothing
 * else of the response is in it. Its type is application/json, its status reject_status of the
 * policy.
 *
 * Returns the length, or 0, with the buffer unspecified, when h is NULL or has no verdict or when
 * the size does not suffice. TCE_HTTP_REJECT_BODY_MAX bytes always do.
 */
TCE_API size_t tce_http_reject_body(const tce_http *h, tce_text request_id, char *buffer,
                                    size_t size);

/* ---- Counters --------------------------------------------------------------------------------*/

/*
 * Counters of responses, in memory that the caller provides and that processes can share. Any
 * number of threads and processes count at once, without locks. Error codes come from the network:
 * a table of fixed size holds the common codes and the first others; the rest are counted together.
 */
typedef struct tce_http_counters tce_http_counters;

/* Returns the bytes of memory for counters with slots for this many error codes, at least
 * TCE_HTTP_CODES_MIN. */
TCE_API size_t tce_http_counters_size(size_t codes);

/* Sets up counters that are all 0 in memory of size bytes, aligned to TCE_STORAGE_ALIGNMENT. What
 * the memory held is lost. now: seconds since 1970. Returns NULL when the memory is NULL,
 * misaligned or smaller than tce_http_counters_size(0). */
TCE_API tce_http_counters *tce_http_counters_init(void *memory, size_t size, int64_t now);

/* Returns the counters that tce_http_counters_init has set up in this memory, by another process or
 * before, or NULL when there are none of this version and size. */
TCE_API tce_http_counters *tce_http_counters_open(void *memory, size_t size);

/* Counts one response. Does nothing when an argument is NULL, and for responses without a verdict
 * or in TCE_HTTP_MODE_OFF. */
TCE_API void tce_http_count(tce_http_counters *counters, const tce_http_outcome *outcome);

/* A copy of the counters at one moment, so that sums agree. It is in memory of the caller, and
 * refers to the counters' memory. */
typedef struct tce_http_snapshot tce_http_snapshot;

/* What is counted by name. Append-only. */
typedef enum tce_http_family {
    TCE_HTTP_FAMILY_VERDICTS = 0, /* by tce_http_verdict */
    TCE_HTTP_FAMILY_VIOLATIONS,   /* by tce_violation; a response may have several */
    TCE_HTTP_FAMILY_ACTIONS,      /* by tce_http_done */
    TCE_HTTP_FAMILY_CODINGS,      /* validated responses, by tce_http_coding */
    TCE_HTTP_FAMILY_SKIPS,        /* by tce_http_skip */
    TCE_HTTP_FAMILY_END
} tce_http_family;

typedef struct tce_http_totals {
    uint64_t responses;
    uint64_t bytes;         /* of bodies that were validated, as they passed */
    uint64_t decoded_bytes; /* the same, decoded */
    uint64_t codes_other;   /* responses with an error code that is not counted by itself */
    uint64_t reserved[4];   /* for later versions; the library sets them to 0 */
} tce_http_totals;

/* Returns the bytes of memory for a snapshot of these counters; 0 for NULL. */
TCE_API size_t tce_http_snapshot_size(const tce_http_counters *counters);

/* Takes a snapshot in memory of size bytes, aligned to TCE_STORAGE_ALIGNMENT. now: seconds since
 * 1970. Returns NULL when the memory is NULL, misaligned or too small, or counters is NULL. */
TCE_API tce_http_snapshot *tce_http_snapshot_take(void *memory, size_t size,
                                                  const tce_http_counters *counters, int64_t now);

/* Fill in the totals; return a count, 0 for a number that has none; and set *code and *count to an
 * error code and its count, the most frequent first, for index from 0 on while it returns true. The
 * text is UTF-8 from the network; no NUL follows it. */
TCE_API void tce_http_snapshot_totals(const tce_http_snapshot *snapshot, tce_http_totals *totals);
TCE_API uint64_t tce_http_snapshot_count(const tce_http_snapshot *snapshot, tce_http_family family,
                                         unsigned number);
TCE_API bool tce_http_snapshot_code(const tce_http_snapshot *snapshot, size_t index, tce_text *code,
                                    uint64_t *count);

/* ---- Formats ---------------------------------------------------------------------------------*/

typedef enum tce_http_format {
    TCE_HTTP_FORMAT_HTML = 0,  /* a page that works without its script, which polls ?format=json */
    TCE_HTTP_FORMAT_JSON,      /* one object */
    TCE_HTTP_FORMAT_PROMETHEUS /* the text format, version 0.0.4 */
} tce_http_format;

/* Takes the next bytes of a text. Returning false ends the writing. */
typedef bool tce_http_write(void *user, const char *bytes, size_t length);

/* Writes the snapshot in a format, through the callback. nonce: of the page's own style and script,
 * for its Content-Security-Policy; letters and digits, new for each page. Returns whether all was
 * written: false when an argument is NULL, the format is unknown or the callback returned false. */
TCE_API bool tce_http_format_write(const tce_http_snapshot *snapshot, tce_http_format format,
                                   tce_text nonce, tce_http_write *write, void *user);

/* Return the name of a format ("html", "json", "prometheus") and its Content-Type; NULL for any
 * other number. */
TCE_API const char *tce_http_format_name(tce_http_format format);
TCE_API const char *tce_http_format_type(tce_http_format format);

/* Writes the Content-Security-Policy of a page with this nonce, and a NUL after it: the page may
 * run its own script, apply its own style and fetch its own address, and nothing else. Returns the
 * length, or 0 when size does not suffice. TCE_HTTP_PAGE_POLICY_MAX bytes do for a nonce of up to
 * 64 bytes. */
TCE_API size_t tce_http_page_policy(tce_text nonce, char *buffer, size_t size);

/* ---- Names -----------------------------------------------------------------------------------*/

/* Return the static lower-case name ("forward", "hold", "gzip", "truncated", "rejected", "type"),
 * or NULL for ..._NONE and for any other number. tce_http_skip_meaning and the like return a static
 * line for people, and NULL where there is no name. */
TCE_API const char *tce_http_action_name(tce_http_action action);
TCE_API const char *tce_http_mode_name(tce_http_mode mode);
TCE_API const char *tce_http_coding_name(tce_http_coding coding);
TCE_API const char *tce_http_skip_name(tce_http_skip skip);
TCE_API const char *tce_http_skip_meaning(tce_http_skip skip);
TCE_API const char *tce_http_verdict_name(tce_http_verdict verdict);
TCE_API const char *tce_http_verdict_meaning(tce_http_verdict verdict);
TCE_API const char *tce_http_done_name(tce_http_done done);
TCE_API const char *tce_http_done_meaning(tce_http_done done);

#ifdef __cplusplus
}
#endif

#endif
