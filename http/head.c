#include "head.h"

#include <string.h>

#include "coding/decoder.h"
#include "policy.h"
#include "sized.h"

/* The head of version 0.1.0, the oldest, ends with content_length. */
#define HEAD_SIZE_MIN END_OF(tce_http_head, content_length, uint64_t)
ENDS_WITH(tce_http_head, content_length, uint64_t);

/* ---- Text ------------------------------------------------------------------------------------*/

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

static tce_text trimmed(tce_text text) {
    while (text.length > 0 && is_blank(text.bytes[0])) {
        text.bytes++;
        text.length--;
    }
    while (text.length > 0 && is_blank(text.bytes[text.length - 1])) {
        text.length--;
    }
    return text;
}

/* Takes what precedes the next separator off the text, trimmed. */
static tce_text next_part(tce_text *text, char separator) {
    size_t length = 0;
    while (length < text->length && text->bytes[length] != separator) {
        length++;
    }
    const tce_text part = {text->bytes, length};
    const size_t taken = length < text->length ? length + 1 : length;
    if (taken > 0) { /* absent text has no bytes to move past */
        text->bytes += taken;
        text->length -= taken;
    }
    return trimmed(part);
}

static unsigned char lower(char c) {
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* In ASCII, whatever the case. */
static bool is_same(tce_text a, tce_text b) {
    if (a.length != b.length) {
        return false;
    }
    for (size_t i = 0; i < a.length; i++) {
        if (lower(a.bytes[i]) != lower(b.bytes[i])) {
            return false;
        }
    }
    return true;
}

static bool is_word(tce_text text, const char *word) {
    return is_same(text, (tce_text){word, strlen(word)});
}

/* ---- Scope -----------------------------------------------------------------------------------*/

static bool has_no_body(const tce_http_head *head) {
    static const tce_text head_method = {"HEAD", 4}, connect = {"CONNECT", 7};
    return is_same(head->method, head_method) ||
           (is_same(head->method, connect) && head->status / 100 == 2) || head->status / 100 == 1 ||
           head->status == 204 || head->status == 304;
}

static bool has_status(const tce_http_policy *policy, uint16_t status) {
    for (size_t i = 0; i < policy->status_count; i++) {
        if (policy->statuses[i] == status) {
            return true;
        }
    }
    return false;
}

static bool is_partial(const tce_http_head *head) {
    return head->status == 206 || head->is_partial;
}

/* A field with several types has none that can be relied on, and matches none. */
static bool has_type(const tce_http_policy *policy, tce_text value) {
    const tce_text type = next_part(&value, ';');
    for (size_t i = 0; i < policy->type_count; i++) {
        if (is_word(policy->types[i], "*") ||
            (type.length > 0 && is_same(policy->types[i], type))) {
            return true;
        }
    }
    return false;
}

/* ---- Coding ----------------------------------------------------------------------------------*/

/* TCE_HTTP_CODING_END: unknown. x-gzip is an older name (RFC 9110, section 8.4.1.3). */
static tce_http_coding coding_named(tce_text name) {
    for (int i = TCE_HTTP_CODING_IDENTITY; i < TCE_HTTP_CODING_END; i++) {
        if (is_word(name, tce_http_coding_name((tce_http_coding)i))) {
            return (tce_http_coding)i;
        }
    }
    return is_word(name, "x-gzip") ? TCE_HTTP_CODING_GZIP : TCE_HTTP_CODING_END;
}

static bool can_decode(const tce_http_policy *policy, tce_http_coding coding) {
    return coding == TCE_HTTP_CODING_IDENTITY ||
           (coding < TCE_HTTP_CODING_END && decoder_find(coding) != NULL &&
            (policy->codings & TCE_HTTP_BIT(coding)) != 0);
}

/* Empty elements and identity change nothing. */
static tce_http_skip find_coding(const tce_http_policy *policy, tce_text values,
                                 tce_http_coding *coding) {
    *coding = TCE_HTTP_CODING_IDENTITY;
    while (values.length > 0) {
        const tce_text name = next_part(&values, ',');
        const tce_http_coding found =
            name.length == 0 ? TCE_HTTP_CODING_IDENTITY : coding_named(name);
        if (found == TCE_HTTP_CODING_IDENTITY) {
            continue;
        }
        if (*coding != TCE_HTTP_CODING_IDENTITY) {
            return TCE_HTTP_SKIP_CODINGS;
        }
        *coding = found;
    }
    return can_decode(policy, *coding) ? TCE_HTTP_SKIP_NONE : TCE_HTTP_SKIP_CODING;
}

/* ---- Head ------------------------------------------------------------------------------------*/

static tce_http_skip scope(const tce_http_policy *policy, const tce_http_head *head) {
    if (policy->mode == TCE_HTTP_MODE_OFF) {
        return TCE_HTTP_SKIP_OFF;
    }
    if (has_no_body(head)) {
        return TCE_HTTP_SKIP_NO_BODY;
    }
    if (head->status != 206 && !has_status(policy, head->status)) {
        return TCE_HTTP_SKIP_STATUS;
    }
    if (is_partial(head)) {
        return TCE_HTTP_SKIP_PARTIAL;
    }
    return has_type(policy, head->content_type) ? TCE_HTTP_SKIP_NONE : TCE_HTTP_SKIP_TYPE;
}

bool head_is_usable(const tce_http_head *head) {
    return head != NULL && is_size_of_a_version(head->size, HEAD_SIZE_MIN) &&
           !has_unknown_member(head, head->size, sizeof(*head));
}

tce_http_skip head_skip(const tce_http_policy *policy, const tce_http_head *head,
                        tce_http_coding *coding) {
    tce_http_skip skip = scope(policy, head);
    if (skip == TCE_HTTP_SKIP_NONE) {
        skip = find_coding(policy, head->content_encoding, coding);
    }
    if (skip != TCE_HTTP_SKIP_NONE) {
        *coding = TCE_HTTP_CODING_IDENTITY;
    }
    return skip;
}

tce_http_skip tce_http_skip_of(const tce_http_policy *policy, const tce_http_head *head) {
    tce_http_policy resolved;
    tce_http_coding coding;
    if (policy_resolve(&resolved, policy) != NULL || !head_is_usable(head)) {
        return TCE_HTTP_SKIP_OFF;
    }
    return head_skip(&resolved, head, &coding);
}

bool tce_http_rejects_skip(const tce_http_policy *policy, tce_http_skip skip) {
    tce_http_policy resolved;
    return policy_resolve(&resolved, policy) == NULL && resolved.mode == TCE_HTTP_MODE_HOLD &&
           resolved.on_skip == TCE_HTTP_ELSE_REJECT && skip >= TCE_HTTP_SKIP_PARTIAL &&
           skip < TCE_HTTP_SKIP_END;
}

uint32_t tce_http_codings_available(void) {
    uint32_t set = TCE_HTTP_BIT(TCE_HTTP_CODING_IDENTITY);
    for (int i = TCE_HTTP_CODING_IDENTITY + 1; i < TCE_HTTP_CODING_END; i++) {
        set |= decoder_find((tce_http_coding)i) != NULL ? TCE_HTTP_BIT(i) : 0;
    }
    return set;
}
