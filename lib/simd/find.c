#include "find.h"

#include "envelope.h"
#include "work.h"
#include "json/bytes.h"
#include "json/plain_text.h"

/* ---- Tokens ----------------------------------------------------------------------------------*/

static inline bool begins_with(const uint8_t *p, const uint8_t *end, const char *text,
                               size_t length) {
    return (size_t)(end - p) >= length && memcmp(p, text, length) == 0;
}

#define BEGINS_WITH(p, end, text) begins_with(p, end, text, sizeof(text) - 1)

/* Returns the byte past the text at p, which white space may precede; NULL when p is NULL or
 * another text is there. */
static inline const uint8_t *past(const uint8_t *p, const uint8_t *end, const char *text,
                                  size_t length) {
    if (p == NULL) {
        return NULL;
    }
    p = skip_white_space(p, end);
    return begins_with(p, end, text, length) ? p + length : NULL;
}

#define PAST(p, end, text) past(p, end, text, sizeof(text) - 1)

/* Returns the first byte of the text that ends before p, which white space may follow; NULL when p
 * is NULL or another text is there. */
static inline const uint8_t *before(const uint8_t *p, const uint8_t *begin, const char *text,
                                    size_t length) {
    if (p == NULL) {
        return NULL;
    }
    while (p > begin && is_white_space(p[-1])) {
        p--;
    }
    return (size_t)(p - begin) >= length && memcmp(p - length, text, length) == 0 ? p - length
                                                                                  : NULL;
}

#define BEFORE(p, begin, text) before(p, begin, text, sizeof(text) - 1)

/* ---- Strings ---------------------------------------------------------------------------------*/

/* Reads an identifier, of plain text and of a length that the contract allows. p is past its quote,
 * or NULL. Returns the byte past the string, or NULL when it is not certainly one. */
static inline const uint8_t *read_identifier(const uint8_t *p, const uint8_t *end,
                                             document_text *text) {
    if (p == NULL) {
        return NULL;
    }
    const uint8_t *special = skip_plain(p, p, end);
    *text = (document_text){p, (size_t)(special - p)};
    return special < end && *special == '"' && text->length > 0 && text->length <= MEMBER_TEXT_MAX
               ? special + 1
               : NULL;
}

/* The same, of the message, which can be any text. */
static const uint8_t *read_message(finding *f, const uint8_t *p, const uint8_t *end) {
    const uint8_t *text = p;
    f->message_has_escapes = false;
    f->message_is_plain = true;
    while (p != NULL && p < end) {
        p = skip_text(text, p, end);
        if (p < end && *p == '"') {
            f->document.message = (document_text){text, (size_t)(p - text)};
            return p + 1;
        }
        const bool escape = p < end && *p == '\\';
        f->message_has_escapes = f->message_has_escapes || escape;
        f->message_is_plain = false;
        p += escape ? 2 : 1;
    }
    return NULL;
}

/* ---- Members ---------------------------------------------------------------------------------*/

/* Reads the value of a member from its colon on. Returns the byte past it, or NULL. */

static inline const uint8_t *read_request_id(finding *f, const uint8_t *colon, const uint8_t *end) {
    if (f->document.request_id.bytes != NULL) {
        return NULL;
    }
    return read_identifier(PAST(PAST(colon, end, ":"), end, "\""), end, &f->document.request_id);
}

static inline const uint8_t *read_code(finding *f, const uint8_t *colon, const uint8_t *end) {
    document *d = &f->document;
    if (d->code.bytes != NULL) {
        return NULL;
    }
    d->is_code_last = d->message.bytes != NULL;
    return read_identifier(PAST(PAST(colon, end, ":"), end, "\""), end, &d->code);
}

static inline const uint8_t *read_text(finding *f, const uint8_t *colon, const uint8_t *end) {
    return f->document.message.bytes == NULL
               ? read_message(f, PAST(PAST(colon, end, ":"), end, "\""), end)
               : NULL;
}

static const uint8_t *read_member_of_error(finding *f, const uint8_t *p, const uint8_t *end) {
    const uint8_t *name = PAST(p, end, "\"Code\"");
    if (name != NULL) {
        return read_code(f, name, end);
    }
    name = PAST(p, end, "\"Message\"");
    return name != NULL ? read_text(f, name, end) : NULL;
}

/* An object of exactly Code and Message. */
static const uint8_t *read_error(finding *f, const uint8_t *colon, const uint8_t *end) {
    if (f->document.code.bytes != NULL || f->document.message.bytes != NULL) {
        return NULL;
    }
    const uint8_t *p = read_member_of_error(f, PAST(PAST(colon, end, ":"), end, "{"), end);
    p = read_member_of_error(f, PAST(p, end, ","), end);
    return PAST(p, end, "}");
}

bool find_member(finding *f, const uint8_t *colon, const uint8_t *end) {
    if (FIND_ENDS_WITH(colon, "RequestId")) {
        return read_request_id(f, colon, end) != NULL;
    }
    return FIND_ENDS_WITH(colon, "Error") && read_error(f, colon, end) != NULL;
}

/* ---- Simple members, without a kernel --------------------------------------------------------*/

static void forget_error(finding *f) {
    f->document.code.bytes = NULL;
    f->document.message.bytes = NULL;
    f->message_has_escapes = false;
}

/* Error, if it needs no further validation. */
static const uint8_t *read_plain_error(finding *f, const uint8_t *colon, const uint8_t *end) {
    if (f->document.code.bytes != NULL) {
        return NULL;
    }
    const uint8_t *p = read_error(f, colon, end);
    if (p == NULL || !f->message_is_plain) {
        forget_error(f);
        return NULL;
    }
    return p;
}

/* Each of the following returns the byte past a value, or NULL when it is not certainly valid. */

static const uint8_t *past_text(const uint8_t *text, const uint8_t *p, const uint8_t *end) {
    const uint8_t *special = skip_text(text, p, end);
    return special < end && *special == '"' ? special + 1 : NULL;
}

static inline const uint8_t *past_string(const uint8_t *quote, const uint8_t *end) {
    const uint8_t *special = skip_plain(quote, quote + 1, end);
    return special < end && *special == '"' ? special + 1 : past_text(quote, special, end);
}

static inline const uint8_t *past_integer(const uint8_t *p, const uint8_t *end) {
    const uint8_t *first = p;
    do {
        p++;
    } while (p < end && *p >= '0' && *p <= '9');
    return *first == '0' && p > first + 1 ? NULL : p;
}

#define PAST_WORD(p, end, word) (BEGINS_WITH(p, end, word) ? (p) + sizeof(word) - 1 : NULL)

static const uint8_t *past_word(const uint8_t *p, const uint8_t *end) {
    switch (*p) {
    case 't':
        return PAST_WORD(p, end, "true");
    case 'f':
        return PAST_WORD(p, end, "false");
    case 'n':
        return PAST_WORD(p, end, "null");
    case '[':
        return PAST_WORD(p, end, "[]");
    case '{':
        return PAST_WORD(p, end, "{}");
    default:
        return NULL;
    }
}

static inline const uint8_t *past_simple(const uint8_t *p, const uint8_t *end) {
    if (p == end) {
        return NULL;
    }
    if (*p == '"') {
        return past_string(p, end);
    }
    return *p >= '0' && *p <= '9' ? past_integer(p, end) : past_word(p, end);
}

/* The member of the envelope with this colon, if it needs no further validation; or NULL. */
static const uint8_t *read_known(finding *f, const uint8_t *colon, const uint8_t *end) {
    if (FIND_ENDS_WITH(colon, "RequestId")) {
        return read_request_id(f, colon, end);
    }
    return FIND_ENDS_WITH(colon, "Error") ? read_plain_error(f, colon, end) : NULL;
}

/* Reads a member whose name begins at the quote. Returns the byte past its value, or NULL when it
 * is for the kernel. */
static inline const uint8_t *read_simple(finding *f, const uint8_t *quote, const uint8_t *end) {
    const uint8_t *p = skip_plain(quote, quote + 1, end);
    if (end - p < 3 || p[0] != '"' || p[1] != ':') {
        return NULL;
    }
    const uint8_t *colon = p + 1;
    if (envelope_may_be_member((size_t)(p - quote - 1)) && find_is_member(colon)) {
        return read_known(f, colon, end);
    }
    return past_simple(skip_white_space(colon + 1, end), end);
}

/* Takes simple members off the front. */
static inline void take_first(finding *f, found_rest *rest) {
    const uint8_t *end = rest->end;
    for (;;) {
        const uint8_t *p = skip_white_space(rest->begin, end);
        p = p < end && *p == '"' ? read_simple(f, p, end) : NULL;
        p = p != NULL ? skip_white_space(p, end) : NULL;
        if (p == end) {
            rest->begin = p;
            rest->after_comma = false;
            return;
        }
        if (p == NULL || *p != ',') { /* for the kernel, from this member on */
            return;
        }
        rest->begin = p + 1;
        rest->after_comma = true;
    }
}

#define ID_MEMBER      "\"RequestId\":\""
#define USUAL_ID_BYTES 36 /* of a UUID */

/* The usual id at the end of what is left, without white space; or NULL. */
static const uint8_t *compact_id(const found_rest *rest) {
    const size_t length = sizeof("," ID_MEMBER) - 1 + USUAL_ID_BYTES + 1;
    if ((size_t)(rest->end - rest->begin) <= length) {
        return NULL;
    }
    const uint8_t *p = rest->end - length;
    return BEGINS_WITH(p, rest->end, "," ID_MEMBER) ? p + sizeof("," ID_MEMBER) - 1 : NULL;
}

/* The same, with white space between its tokens. */
static const uint8_t *spaced_id(const found_rest *rest) {
    const uint8_t *begin = rest->begin;
    const uint8_t *quote = BEFORE(rest->end, begin, "\"");
    return quote != NULL && quote - begin > USUAL_ID_BYTES ? quote - USUAL_ID_BYTES : NULL;
}

/* Takes a RequestId of the usual length off the end, with the comma before it. */
static void take_last(finding *f, found_rest *rest) {
    const uint8_t *begin = rest->begin;
    const uint8_t *id = compact_id(rest);
    id = id != NULL ? id : spaced_id(rest);
    if (id == NULL || id[-1] != '"' || id[USUAL_ID_BYTES] != '"') {
        return;
    }
    const uint8_t *comma =
        BEFORE(BEFORE(BEFORE(id - 1, begin, ":"), begin, "\"RequestId\""), begin, ",");
    if (comma != NULL && skip_plain(id, id, id + USUAL_ID_BYTES) == id + USUAL_ID_BYTES) {
        f->document.request_id = (document_text){id, USUAL_ID_BYTES};
        rest->end = comma;
    }
}

/* ---- The frame -------------------------------------------------------------------------------*/

#define HEAD "{\"Response\":{"

/* As find_members(), with white space anywhere. */
static bool find_spaced_members(finding *f, const uint8_t *begin, const uint8_t *end,
                                found_rest *rest) {
    const uint8_t *p =
        PAST(PAST(PAST(PAST(begin, end, "{"), end, "\"Response\""), end, ":"), end, "{");
    const uint8_t *root_brace = p != NULL ? BEFORE(end, p, "}") : NULL;
    const uint8_t *brace = BEFORE(root_brace, p, "}");
    if (brace == NULL) {
        return false;
    }
    f->document.end = root_brace + 1;
    *rest = (found_rest){p, brace, false};
    return true;
}

/* Finds the members of Response, and where the document ends. */
static inline bool find_members(finding *f, const uint8_t *begin, const uint8_t *end,
                                found_rest *rest) {
    const uint8_t *members = begin + sizeof(HEAD) - 1;
    if (BEGINS_WITH(begin, end, HEAD) && end - members > 2 && end[-1] == '}' && end[-2] == '}') {
        f->document.end = end;
        *rest = (found_rest){members, end - 2, false};
        return true;
    }
    return find_spaced_members(f, begin, end, rest);
}

bool find_document(finding *f, const uint8_t *begin, const uint8_t *end, found_rest *rest) {
    if (!find_members(f, begin, end, rest)) {
        return false;
    }
    f->document.begin = begin;
    f->document.request_id.bytes = NULL;
    f->document.is_code_last = false;
    forget_error(f);
    take_first(f, rest);
    WORK_SCANNED(rest->begin - begin + (end - rest->end)); /* the kernel counts the rest */
    if (rest->begin == rest->end) {
        return !rest->after_comma && f->document.request_id.bytes != NULL;
    }
    const uint8_t *members_end = rest->end;
    if (f->document.request_id.bytes == NULL) {
        take_last(f, rest);
    }
    return rest->begin < rest->end || rest->end == members_end;
}
