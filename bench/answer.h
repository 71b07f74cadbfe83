/*
 * What every reader answers about a document, and the contract's rules for those that know JSON
 * alone: a driver notes the members of the envelope as it meets them, and answer_of validates.
 */
#ifndef BENCH_ANSWER_H
#define BENCH_ANSWER_H

#include <string.h>

#include "tcenvelope.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The texts are readable until the same reader reads the next document. */
typedef struct answer {
    tce_verdict verdict;
    tce_text request_id;
    tce_text error_code;
    tce_text error_message; /* at most TCE_MAX_MESSAGE bytes, cut between characters */
} answer;

/* ---- The envelope's members ------------------------------------------------------------------*/

typedef enum member_kind { MEMBER_ABSENT, MEMBER_STRING, MEMBER_OBJECT, MEMBER_OTHER } member_kind;

/* The first of its name, and whether another followed. */
typedef struct member {
    member_kind kind;
    bool again;
    tce_text text; /* of a string */
} member;

typedef struct envelope_members {
    bool root_is_object;
    member response;
    member request_id;
    member error;
    member code;
    member message;
} envelope_members;

/* Notes a member's value. Returns whether it is the first of its name: the driver
 * reads no other. */
static inline bool member_note(member *m, member_kind kind, const char *bytes, size_t length) {
    if (m->kind != MEMBER_ABSENT) {
        m->again = true;
        return false;
    }
    m->kind = kind;
    m->text.bytes = bytes;
    m->text.length = length;
    return true;
}

static inline bool name_is(const char *name, size_t length, const char *wanted, size_t size) {
    return length == size - 1 && memcmp(name, wanted, size - 1) == 0;
}
#define NAME_IS(name, length, literal) name_is(name, length, literal, sizeof(literal))

/* The member that has this name in the root object, in Response, in Error; NULL: payload. */
static inline member *member_of_root(envelope_members *e, const char *name, size_t length) {
    return NAME_IS(name, length, "Response") ? &e->response : NULL;
}

static inline member *member_of_response(envelope_members *e, const char *name, size_t length) {
    return NAME_IS(name, length, "RequestId") ? &e->request_id
           : NAME_IS(name, length, "Error")   ? &e->error
                                              : NULL;
}

static inline member *member_of_error(envelope_members *e, const char *name, size_t length) {
    return NAME_IS(name, length, "Code")      ? &e->code
           : NAME_IS(name, length, "Message") ? &e->message
                                              : NULL;
}

/* ---- Validation ------------------------------------------------------------------------------*/

static inline bool short_string(const member *m, size_t longest) {
    return m->kind == MEMBER_STRING && !m->again && m->text.length > 0 && m->text.length <= longest;
}

static inline bool valid_error(const envelope_members *e) {
    return e->error.kind == MEMBER_OBJECT && !e->error.again &&
           short_string(&e->code, TCE_MAX_CODE) && e->message.kind == MEMBER_STRING &&
           !e->message.again;
}

static inline bool valid_envelope(const envelope_members *e) {
    return e->root_is_object && e->response.kind == MEMBER_OBJECT && !e->response.again &&
           short_string(&e->request_id, TCE_MAX_REQUEST_ID) &&
           (e->error.kind == MEMBER_ABSENT || valid_error(e));
}

/* As much of a valid text as the library reports of a Message. */
static inline tce_text text_cut(tce_text text) {
    if (text.length > TCE_MAX_MESSAGE) {
        text.length = TCE_MAX_MESSAGE;
        while (text.length > 0 && ((unsigned char)text.bytes[text.length] & 0xC0) == 0x80) {
            text.length--;
        }
    }
    return text;
}

/* The answer for a document that is valid JSON. */
static inline void answer_of(const envelope_members *e, answer *out) {
    out->request_id = e->request_id.text;
    out->error_code = e->code.text;
    out->error_message = text_cut(e->message.text);
    out->verdict = !valid_envelope(e)               ? TCE_VERDICT_INVALID
                   : e->error.kind == MEMBER_ABSENT ? TCE_VERDICT_SUCCESS
                                                    : TCE_VERDICT_FAILURE;
}

/* The answer for a document that is not. */
static inline void answer_broken(answer *out) {
    const answer broken = {TCE_VERDICT_INVALID, {NULL, 0}, {NULL, 0}, {NULL, 0}};
    *out = broken;
}

/* ---- Comparing -------------------------------------------------------------------------------*/

/* The lengths and last bytes of the texts, so that no reader can leave them unread. */
static inline uint64_t text_digest(tce_text text) {
    return text.length == 0 ? 0 : text.length << 8 | (unsigned char)text.bytes[text.length - 1];
}

static inline uint64_t texts_digest(const answer *a) {
    return text_digest(a->request_id) * 5 + text_digest(a->error_code) * 7 +
           text_digest(a->error_message) * 11;
}

/* Adds one document's answer to those of the documents before it. The texts of an invalid document
 * differ: some readers find them before its error, others throw them away. */
static inline uint64_t digest_add(uint64_t digest, const answer *a) {
    const uint64_t texts = a->verdict == TCE_VERDICT_INVALID ? 0 : texts_digest(a);
    return digest * 31 + (uint64_t)a->verdict + texts;
}

#ifdef __cplusplus
}
#endif

#endif
