#include "find.h"

#include "work.h"
#include "json/bytes.h"
#include "json/plain_text.h"

/* Out of line: it would take registers of the usual way. */
#define RARE __attribute__((noinline))

/* ---- Tokens ----------------------------------------------------------------------------------*/

static inline bool begins_with(const uint8_t *p, const uint8_t *end, const char *text,
                               size_t length) {
    return (size_t)(end - p) >= length && memcmp(p, text, length) == 0;
}

#define BEGINS_WITH(p, end, text) begins_with(p, end, text, sizeof(text) - 1)

/* Returns the byte past the text at p, which white space may precede; NULL when p is NULL or
 * another text is there. Inline everywhere: the text's length is a constant then. */
__attribute__((always_inline)) static inline const uint8_t *
past(const uint8_t *p, const uint8_t *end, const char *text, size_t length) {
    if (p == NULL) {
        return NULL;
    }
    p = skip_white_space(p, end);
    return begins_with(p, end, text, length) ? p + length : NULL;
}

#define PAST(p, end, text) past(p, end, text, sizeof(text) - 1)

/* The same, without white space before. */
#define PAST_BYTES(p, end, text)                                                                   \
    ((p) != NULL && BEGINS_WITH(p, end, text) ? (p) + sizeof(text) - 1 : NULL)

/* Returns the first byte of the text that ends before p, which white space may follow; NULL when p
 * is NULL or another text is there. */
static inline const uint8_t *before(const uint8_t *p, const uint8_t *begin, const char *text,
                                    size_t length) {
    if (p == NULL) {
        return NULL;
    }
    p = skip_white_space_back(p, begin);
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
    *text = document_text_of(p, (size_t)(special - p));
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
            f->document.message = document_text_of(text, (size_t)(p - text));
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

/* The usual spelling up to the text of Message: without white space, Code first. Returns NULL, and
 * has taken nothing, where it is another. */
static inline const uint8_t *read_usual_code(finding *f, const uint8_t *colon, const uint8_t *end) {
    const uint8_t *code = PAST_BYTES(colon, end, ":{\"Code\":\"");
    const uint8_t *past_code = read_identifier(code, end, &f->document.code);
    const uint8_t *message = PAST_BYTES(past_code, end, ",\"Message\":\"");
    if (message == NULL) {
        f->document.code.bytes = NULL;
    }
    return message;
}

/* An object of exactly Code and Message. */
static const uint8_t *read_error(finding *f, const uint8_t *colon, const uint8_t *end) {
    if (f->document.code.bytes != NULL || f->document.message.bytes != NULL) {
        return NULL;
    }
    const uint8_t *message = read_usual_code(f, colon, end);
    if (message != NULL) {
        return PAST(read_message(f, message, end), end, "}");
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

static const uint8_t *past_word(const uint8_t *p, const uint8_t *end) {
    switch (*p) {
    case 't':
        return PAST_BYTES(p, end, "true");
    case 'f':
        return PAST_BYTES(p, end, "false");
    case 'n':
        return PAST_BYTES(p, end, "null");
    case '[':
        return PAST_BYTES(p, end, "[]");
    case '{':
        return PAST_BYTES(p, end, "{}");
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
    if (find_is_member(colon)) {
        return read_known(f, colon, end);
    }
    return past_simple(skip_white_space(colon + 1, end), end);
}

/* Takes simple members off the front. A string that does not end there is read past the end of what
 * is left, and is for the kernel to refuse. */
static inline void take_first(finding *f, found_rest *rest) {
    const uint8_t *end = f->document.end;
    for (;;) {
        const uint8_t *p = skip_white_space(rest->begin, end);
        p = *p == '"' ? read_simple(f, p, end) : NULL;
        p = p != NULL ? skip_white_space(p, end) : NULL;
        if (p == rest->end) {
            rest->begin = p;
            rest->after_comma = false;
            return;
        }
        if (p == NULL || p > rest->end || *p != ',') { /* for the kernel, from this member on */
            return;
        }
        rest->begin = p + 1;
        rest->after_comma = true;
    }
}

/* The id of the usual length in a member that ends before end, and where that member begins; or
 * NULL. text is the member up to the id. */
__attribute__((always_inline)) static inline const uint8_t *
id_before(const uint8_t *end, const uint8_t *begin, const char *text, size_t length,
          const uint8_t **member) {
    const size_t all = length + MEMBER_ID_USUAL + 1;
    if ((size_t)(end - begin) < all || end[-1] != '"') {
        return NULL;
    }
    *member = end - all;
    return memcmp(*member, text, length) == 0 ? *member + length : NULL;
}

#define ID_BEFORE(end, begin, text, member) id_before(end, begin, text, sizeof(text) - 1, member)

/* The same, with white space between its tokens. */
RARE static const uint8_t *spaced_id(const found_rest *rest, const uint8_t **member) {
    const uint8_t *begin = rest->begin;
    const uint8_t *end = skip_white_space_back(rest->end, begin);
    const uint8_t *usual = ID_BEFORE(end, begin, "\"RequestId\": \"", member);
    if (usual != NULL) {
        return usual;
    }
    const uint8_t *quote = BEFORE(end, begin, "\"");
    if (quote == NULL || quote - begin <= MEMBER_ID_USUAL || quote[-MEMBER_ID_USUAL - 1] != '"') {
        return NULL;
    }
    const uint8_t *id = quote - MEMBER_ID_USUAL;
    *member = BEFORE(BEFORE(id - 1, begin, ":"), begin, "\"RequestId\"");
    return *member != NULL ? id : NULL;
}

/* Takes a RequestId of the usual length off the end, with the comma before it. */
static inline void take_last(finding *f, found_rest *rest) {
    const uint8_t *member = NULL;
    const uint8_t *id = ID_BEFORE(rest->end, rest->begin, "\"RequestId\":\"", &member);
    id = id != NULL ? id : spaced_id(rest, &member);
    if (id == NULL || !is_plain_text(id, MEMBER_ID_USUAL)) {
        return;
    }
    const uint8_t *p = skip_white_space_back(member, rest->begin);
    if (p == rest->begin) {
        rest->end = p;
    } else if (p[-1] == ',' && p - 1 > rest->begin) {
        rest->end = p - 1;
    } else {
        return;
    }
    f->document.request_id = document_text_of(id, MEMBER_ID_USUAL);
}

/* ---- The frame -------------------------------------------------------------------------------*/

#define HEAD "{\"Response\":{"

/* The byte past a simple member of the root and the comma after it, or NULL. */
static const uint8_t *past_other(const uint8_t *quote, const uint8_t *end) {
    const uint8_t *p = quote < end && *quote == '"' ? skip_plain(quote, quote + 1, end) : end;
    p = PAST(PAST_BYTES(p, end, "\""), end, ":");
    p = p != NULL ? past_simple(skip_white_space(p, end), end) : NULL;
    return PAST(p, end, ",");
}

/* The byte past the brace that opens Response, which simple members can precede; or NULL. */
static const uint8_t *past_head(const uint8_t *begin, const uint8_t *end) {
    for (const uint8_t *p = PAST(begin, end, "{"); p != NULL;) {
        p = skip_white_space(p, end);
        const uint8_t *usual = PAST_BYTES(p, end, "\"Response\": {");
        if (usual != NULL) {
            return usual;
        }
        const uint8_t *name = PAST_BYTES(p, end, "\"Response\"");
        if (name != NULL) {
            return PAST(PAST(name, end, ":"), end, "{");
        }
        const uint8_t *other = p;
        p = past_other(other, end);
        WORK_SCANNED(p != NULL ? p - other : 0);
    }
    return NULL;
}

/* As find_members(), with white space anywhere, and other members before Response. */
RARE static bool find_spaced_members(finding *f, const uint8_t *begin, const uint8_t *end,
                                     found_rest *rest) {
    const uint8_t *p = past_head(begin, end);
    const uint8_t *root_brace = p != NULL ? BEFORE(end, p, "}") : NULL;
    const uint8_t *brace = BEFORE(root_brace, p, "}");
    if (brace == NULL) {
        return false;
    }
    f->document.end = root_brace + 1;
    const found_rest members = {p, brace, false};
    *rest = members;
    return true;
}

/* Finds the members of Response, and where the document ends. */
static inline bool find_members(finding *f, const uint8_t *begin, const uint8_t *end,
                                found_rest *rest) {
    const uint8_t *members = begin + sizeof(HEAD) - 1;
    if (BEGINS_WITH(begin, end, HEAD) && end - members > 2 && end[-1] == '}' && end[-2] == '}') {
        f->document.end = end;
        const found_rest all = {members, end - 2, false};
        *rest = all;
        return true;
    }
    return find_spaced_members(f, begin, end, rest);
}

/* Reads RequestId or Error, if one of them begins at p. */
static inline const uint8_t *read_front(finding *f, const uint8_t *p, const uint8_t *end) {
    p = skip_white_space(p, end);
    const uint8_t *colon = PAST_BYTES(p, end, "\"Error\"");
    if (colon != NULL) {
        return read_plain_error(f, colon, end);
    }
    colon = PAST_BYTES(p, end, "\"RequestId\"");
    return colon != NULL ? read_request_id(f, colon, end) : NULL;
}

/* Takes RequestId and Error off the front. Returns false when another member is there, or none. */
static bool take_known(finding *f, found_rest *rest) {
    const uint8_t *p = read_front(f, rest->begin, rest->end);
    p = p != NULL ? skip_white_space(p, rest->end) : NULL;
    if (p == NULL || (p < rest->end && *p != ',')) {
        return false;
    }
    rest->after_comma = p < rest->end;
    rest->begin = rest->after_comma ? p + 1 : p;
    return rest->after_comma;
}

/* Takes members off the front. Returns false when what is left is not certainly members. */
RARE static bool take_front(finding *f, found_rest *rest, bool take_simple) {
    if (take_simple) {
        take_first(f, rest);
    } else if (take_known(f, rest)) {
        (void)take_known(f, rest);
    }
    return rest->begin < rest->end || (!rest->after_comma && f->document.request_id.bytes != NULL);
}

bool find_document(finding *f, const uint8_t *begin, const uint8_t *end, bool take_simple,
                   found_rest *rest) {
    if (!find_members(f, begin, end, rest)) {
        return false;
    }
    f->document.begin = begin;
    f->document.request_id.bytes = NULL;
    f->document.is_code_last = false;
    forget_error(f);
    take_last(f, rest);
    const bool found = rest->begin == rest->end ? f->document.request_id.bytes != NULL
                                                : take_front(f, rest, take_simple);
    WORK_SCANNED(rest->begin - begin + (end - rest->end)); /* the kernel counts the rest */
    return found;
}
