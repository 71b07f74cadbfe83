#include "find.h"

#include <string.h>

#include "json/bytes.h"
#include "json/plain_text.h"

/* ---- The frame -------------------------------------------------------------------------------*/

/* Returns the byte past the token at p, which white space may precede; NULL when it is another. */
static const uint8_t *past_token(const uint8_t *p, const uint8_t *end, const char *token,
                                 size_t length) {
    p = p != NULL ? skip_white_space(p, end) : end;
    return (size_t)(end - p) >= length && memcmp(p, token, length) == 0 ? p + length : NULL;
}

/* Returns the closing brace before p, which white space may follow; NULL when it is another byte. */
static const uint8_t *brace_before(const uint8_t *p, const uint8_t *begin) {
    while (p > begin && is_white_space(p[-1])) {
        p--;
    }
    return p > begin && p[-1] == '}' ? p - 1 : NULL;
}

bool find_frame(found *f, const uint8_t *end, frame *members) {
    const uint8_t *p = past_token(f->document.begin, end, "{", 1);
    p = past_token(p, end, "\"Response\"", sizeof("\"Response\"") - 1);
    p = past_token(p, end, ":", 1);
    p = past_token(p, end, "{", 1);
    const uint8_t *root_brace = p != NULL ? brace_before(end, p) : NULL;
    const uint8_t *brace = root_brace != NULL ? brace_before(root_brace, p) : NULL;
    if (brace == NULL) {
        return false;
    }
    f->document.end = root_brace + 1;
    *members = (frame){p, brace};
    return true;
}

/* ---- Strings ---------------------------------------------------------------------------------*/

/* Reads a string of plain text whose opening quote is at p. Returns the byte past it, or NULL. */
static const uint8_t *read_plain(const uint8_t *p, const uint8_t *end, document_text *text) {
    const uint8_t *special = skip_plain(p, p + 1, end);
    if (special == end || *special != '"') {
        return NULL;
    }
    *text = (document_text){p + 1, (size_t)(special - p - 1)};
    return special + 1;
}

/* The same, of an identifier: its length is one that the contract allows. */
static const uint8_t *read_identifier(const uint8_t *p, const uint8_t *end, document_text *text) {
    const uint8_t *past = read_plain(p, end, text);
    return past != NULL && text->length > 0 && text->length <= MEMBER_TEXT_MAX ? past : NULL;
}

/* The same, of any text. */
static const uint8_t *read_message(found *f, const uint8_t *p, const uint8_t *end) {
    const uint8_t *text = p + 1;
    for (p = text; p < end;) {
        p = skip_text(text, p, end);
        if (p < end && *p == '"') {
            f->document.message = (document_text){text, (size_t)(p - text)};
            return p + 1;
        }
        f->message_has_escapes = f->message_has_escapes || (p < end && *p == '\\');
        p += p < end && *p == '\\' ? 2 : 1;
    }
    return NULL;
}

/* ---- Members ---------------------------------------------------------------------------------*/

/* The value of the member whose colon this is; NULL when it does not begin with this byte. */
static const uint8_t *value_after(const uint8_t *colon, const uint8_t *end, uint8_t first) {
    const uint8_t *p = skip_white_space(colon + 1, end);
    return p < end && *p == first ? p : NULL;
}

static bool find_request_id(found *f, const uint8_t *colon, const uint8_t *end) {
    document *d = &f->document;
    const uint8_t *p = value_after(colon, end, '"');
    d->is_id_last = d->code.bytes != NULL;
    return d->request_id.bytes == NULL && p != NULL &&
           read_identifier(p, end, &d->request_id) != NULL;
}

#define CODE_NAME    "\"Code\":"
#define MESSAGE_NAME "\"Message\":"

static bool begins_with(const uint8_t *p, const uint8_t *end, const char *text, size_t length) {
    return (size_t)(end - p) > length && memcmp(p, text, length) == 0;
}

/* Reads the member of Error whose name begins at p. Returns the byte past its value, or NULL. */
static const uint8_t *read_error_member(found *f, const uint8_t *p, const uint8_t *end) {
    document *d = &f->document;
    if (d->code.bytes == NULL && begins_with(p, end, CODE_NAME, sizeof(CODE_NAME) - 1)) {
        p = value_after(p + sizeof(CODE_NAME) - 2, end, '"');
        d->is_code_last = d->message.bytes != NULL;
        return p != NULL ? read_identifier(p, end, &d->code) : NULL;
    }
    if (d->message.bytes == NULL && begins_with(p, end, MESSAGE_NAME, sizeof(MESSAGE_NAME) - 1)) {
        p = value_after(p + sizeof(MESSAGE_NAME) - 2, end, '"');
        return p != NULL ? read_message(f, p, end) : NULL;
    }
    return NULL;
}

/* An object of exactly Code and Message. */
static bool find_error(found *f, const uint8_t *colon, const uint8_t *end) {
    const uint8_t *p = value_after(colon, end, '{');
    for (uint8_t next = ','; p != NULL && p < end && next == ',';) {
        p = read_error_member(f, skip_white_space(p + 1, end), end);
        p = p != NULL ? skip_white_space(p, end) : NULL;
        next = p != NULL && p < end ? *p : 0;
    }
    return p != NULL && p < end && *p == '}' && f->document.code.bytes != NULL &&
           f->document.message.bytes != NULL;
}

bool find_member(found *f, const uint8_t *colon, const uint8_t *end) {
    if (FIND_ENDS_WITH(colon, "RequestId")) {
        return find_request_id(f, colon, end);
    }
    return FIND_ENDS_WITH(colon, "Error") && f->document.message.bytes == NULL &&
           find_error(f, colon, end);
}
