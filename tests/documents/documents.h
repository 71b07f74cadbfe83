/*
 * The table of test documents: the bytes of each, and what its report must hold. Every runner
 * and every engine is tested against the same rows.
 *
 * In TEXT and TIMES an apostrophe stands for a quotation mark, so that JSON reads as JSON and its
 * bytes can be counted. RAW takes bytes as they are.
 */
#ifndef TESTS_DOCUMENTS_H
#define TESTS_DOCUMENTS_H

#include <string.h>

#include "tcenvelope.h"

/* ---- A row -----------------------------------------------------------------------------------*/

/* Bytes, repeated `times` times; times 0 ends a list of parts. */
typedef struct part {
    const char *bytes;
    size_t length;
    size_t times;
    bool raw; /* an apostrophe is an apostrophe */
} part;

#define PARTS_MAX 6 /* of one row, with the one that ends the list */

typedef struct expected_violation {
    uint64_t offset;
    tce_violation violation; /* TCE_VIOLATION_NONE ends a list */
} expected_violation;

#define EXPECTED_MAX 12 /* violations of one row, with the one that ends the list */

typedef struct document {
    const char *name; /* the property in words; no two rows share one */
    part json[PARTS_MAX];
    uint32_t max_depth; /* as in tce_options; 0: the default */
    uint64_t max_bytes;
    tce_verdict verdict;
    expected_violation violations[EXPECTED_MAX]; /* in order of detection */
    part request_id[PARTS_MAX];                  /* no part: absent; TEXT(""): empty */
    part error_code[PARTS_MAX];
    part error_message[PARTS_MAX];
    bool message_truncated;
    tce_code_info code_info; /* all zero: the row's code, if any, is an unknown one */
} document;

/* clang-format off */
#define TEXT(literal)         {literal, sizeof(literal) - 1, 1, false}
#define TIMES(count, literal) {literal, sizeof(literal) - 1, count, false}
#define RAW(literal)          {literal, sizeof(literal) - 1, 1, true}
#define AT(where, what)       {where, TCE_VIOLATION_##what}
/* clang-format on */

#define LENGTH(literal) (sizeof(literal) - 1)

#define JSON(...)    .json = {__VA_ARGS__}
#define SUCCESS      .verdict = TCE_VERDICT_SUCCESS
#define FAILURE      .verdict = TCE_VERDICT_FAILURE
#define INVALID(...) .verdict = TCE_VERDICT_INVALID, .violations = {__VA_ARGS__}
#define ID(...)      .request_id = {__VA_ARGS__}
#define CODE(...)    .error_code = {__VA_ARGS__}
#define MESSAGE(...) .error_message = {__VA_ARGS__}
#define TRUNCATED    .message_truncated = true
#define CODE_INFO(code, kind, class, category)                                                     \
    .code_info = {TCE_CODE_##code, TCE_KIND_##kind, TCE_CLASS_##class, category, 0, NULL, {0}}

/* ---- Shapes that many rows share -------------------------------------------------------------*/

/* A value in the payload of an envelope that is otherwise valid. */
#define PAYLOAD_HEAD "{'Response':{'RequestId':'a','x':"
#define PAYLOAD_AT   LENGTH(PAYLOAD_HEAD)

#define PAYLOAD_ROW(words, value)                                                                  \
    { words, JSON(TEXT(PAYLOAD_HEAD value "}}")), SUCCESS, ID(TEXT("a")) }
/* where: of the offending byte in the value. */
#define BROKEN_PAYLOAD_ROW(words, value, where, what)                                              \
    {                                                                                              \
        words, JSON(TEXT(PAYLOAD_HEAD value "}}")), INVALID(AT(PAYLOAD_AT + (where), what)),       \
            ID(TEXT("a"))                                                                          \
    }
#define CUT_PAYLOAD_ROW(words, value)                                                              \
    {                                                                                              \
        words, JSON(TEXT(PAYLOAD_HEAD value)),                                                     \
            INVALID(AT(LENGTH(PAYLOAD_HEAD value), JSON_TRUNCATED)), ID(TEXT("a"))                 \
    }

/* A string's contents as the message of a valid failure: what is reported is its unescaped text. */
#define MESSAGE_HEAD "{'Response':{'RequestId':'a','Error':{'Code':'c','Message':'"
#define MESSAGE_TAIL "'}}}"
#define MESSAGE_AT   LENGTH(MESSAGE_HEAD)

#define MESSAGE_ROW(words, escaped, text)                                                          \
    {                                                                                              \
        words, JSON(TEXT(MESSAGE_HEAD escaped MESSAGE_TAIL)), FAILURE, ID(TEXT("a")),              \
            CODE(TEXT("c")), MESSAGE(TEXT(text))                                                   \
    }
#define BROKEN_MESSAGE_ROW(words, escaped, where, what)                                            \
    {                                                                                              \
        words, JSON(TEXT(MESSAGE_HEAD escaped MESSAGE_TAIL)),                                      \
            INVALID(AT(MESSAGE_AT + (where), what)), ID(TEXT("a")), CODE(TEXT("c"))                \
    }
#define CUT_MESSAGE_ROW(words, escaped)                                                            \
    {                                                                                              \
        words, JSON(TEXT(MESSAGE_HEAD escaped)),                                                   \
            INVALID(AT(LENGTH(MESSAGE_HEAD escaped), JSON_TRUNCATED)), ID(TEXT("a")),              \
            CODE(TEXT("c"))                                                                        \
    }

/* A name among the members of Response that the envelope does not define. */
#define NAME_HEAD "{'Response':{'RequestId':'a','"
#define NAME_AT   LENGTH(NAME_HEAD)
#define NAME_ROW(words, escaped)                                                                   \
    { words, JSON(TEXT(NAME_HEAD escaped "':0}}")), SUCCESS, ID(TEXT("a")) }
#define BROKEN_NAME_ROW(words, escaped, where, what)                                               \
    {                                                                                              \
        words, JSON(TEXT(NAME_HEAD escaped "':0}}")), INVALID(AT(NAME_AT + (where), what)),        \
            ID(TEXT("a"))                                                                          \
    }

/* ---- The table -------------------------------------------------------------------------------*/

/* The rows of one topic; a file each. */
typedef struct document_topic {
    const document *rows;
    size_t count;
} document_topic;

extern const document_topic documents_grammar;
extern const document_topic documents_json;
extern const document_topic documents_unicode;
extern const document_topic documents_envelope;
extern const document_topic documents_limits;

/* The rows of all topics. index: 0 to documents_count() - 1. */
size_t documents_count(void);
const document *document_at(size_t index);

#define DOCUMENT_BYTES_MAX 16384 /* no row is longer */

/* Writes the bytes of a list of parts to out and returns how many there are. With out NULL it only
 * counts them. */
size_t parts_write(const part *parts, char *out);

/* ---- Comparing a report to its row -----------------------------------------------------------*/

/* A row with its bytes written out. */
typedef struct written_document {
    const document *row;
    size_t length;
    size_t request_id_length;
    size_t error_code_length;
    size_t error_message_length;
    char json[DOCUMENT_BYTES_MAX];
    char request_id[TCE_MAX_REQUEST_ID + 1];
    char error_code[TCE_MAX_CODE + 1];
    char error_message[TCE_MAX_MESSAGE + 1];
} written_document;

void document_write(const document *row, written_document *out);

/* One call of a callback. */
typedef enum callback_kind {
    CALLED_REQUEST_ID = 1,
    CALLED_ERROR_CODE,
    CALLED_ERROR_MESSAGE,
    CALLED_VIOLATION
} callback_kind;

typedef struct callback_event {
    callback_kind what;
    tce_violation violation; /* of CALLED_VIOLATION */
    uint64_t offset;         /* of CALLED_VIOLATION */
} callback_event;

#define EVENTS_MAX 64

/* The calls of one document's callbacks, in order. */
typedef struct recording {
    size_t count;
    callback_event events[EVENTS_MAX];
    size_t cancel_at; /* the event of this number is answered with false; SIZE_MAX: none */
    size_t request_id_length;
    size_t error_code_length;
    size_t error_message_length;
    char request_id[TCE_MAX_REQUEST_ID + 1];
    char error_code[TCE_MAX_CODE + 1];
    char error_message[TCE_MAX_MESSAGE + 1];
    bool message_truncated;
    tce_code_info code_info;
} recording;

/* Sets all callbacks except on_report to fill the recording, and options->user to it. */
void recording_attach(recording *recorded, tce_options *options);

/* Before each document. */
void recording_clear(recording *recorded);

bool recording_has(const recording *recorded, callback_kind what);
bool recording_has_json_violation(const recording *recorded);
bool recording_equal(const recording *a, const recording *b); /* the same events in order */

static inline bool is_json_violation(tce_violation violation) {
    const char *name = tce_violation_name(violation);
    return name != NULL && strncmp(name, "json_", 5) == 0;
}

/* Names the difference between the row and its report; NULL: none. recorded may be NULL. */
const char *document_difference(const written_document *d, const tce_report *report,
                                const recording *recorded);

/* Prints what the row expects and what was found, a line each, on standard error. */
void document_explain(const written_document *d, const tce_report *report,
                      const recording *recorded);

#endif
