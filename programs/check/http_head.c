#include "check/http_head.h"

#include <string.h>
#include <strings.h>

enum { STATUS_LEAST = 100 };

void http_head_free(http_head *head) {
    buffer_free(&head->type);
    buffer_free(&head->encoding);
}

static void clear(http_head *head) {
    const buffer type = head->type;
    const buffer encoding = head->encoding;
    *head = (http_head){.type = type, .encoding = encoding};
    buffer_clear(&head->type);
    buffer_clear(&head->encoding);
}

/* ---- Bytes -----------------------------------------------------------------------------------*/

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static bool is_space(char byte) {
    return byte == ' ' || byte == '\t';
}

/* A byte of a token (RFC 9110, section 5.6.2). */
static bool is_token(char byte) {
    const bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
    return letter || is_digit(byte) || (byte != '\0' && strchr("!#$%&'*+-.^_`|~", byte) != NULL);
}

/* Control bytes other than a tab have no place in a line. */
static bool has_control(tce_text text) {
    for (size_t i = 0; i < text.length; i++) {
        const uint8_t byte = (uint8_t)text.bytes[i];
        if ((byte < 0x20 && byte != '\t') || byte == 0x7F) {
            return true;
        }
    }
    return false;
}

static tce_text trimmed(tce_text text) {
    while (text.length > 0 && is_space(text.bytes[0])) {
        text.bytes++;
        text.length--;
    }
    while (text.length > 0 && is_space(text.bytes[text.length - 1])) {
        text.length--;
    }
    return text;
}

static bool is_word(tce_text text, const char *word) {
    return text.length == strlen(word) && strncasecmp(text.bytes, word, text.length) == 0;
}

/* ---- The status line -------------------------------------------------------------------------*/

static bool is_version(tce_text line) {
    return line.length >= sizeof "HTTP/1.x" - 1 && memcmp(line.bytes, "HTTP/1.", 7) == 0 &&
           is_digit(line.bytes[7]);
}

/* " 200", then the end or a space. */
static bool is_status(tce_text rest) {
    return rest.length >= 4 && rest.bytes[0] == ' ' && is_digit(rest.bytes[1]) &&
           is_digit(rest.bytes[2]) && is_digit(rest.bytes[3]) &&
           (rest.length == 4 || rest.bytes[4] == ' ');
}

const char *http_head_begin(http_head *head, tce_text line) {
    clear(head);
    if (!is_version(line)) {
        return "the line is no status line of HTTP/1.x";
    }
    const tce_text rest = {line.bytes + 8, line.length - 8};
    if (!is_status(rest) || has_control(line)) {
        return "the status line is not 'HTTP/1.x', a space and three digits";
    }
    head->is_1_0 = line.bytes[7] == '0';
    head->status = (unsigned)((rest.bytes[1] - '0') * 100 + (rest.bytes[2] - '0') * 10 +
                              (rest.bytes[3] - '0'));
    return head->status < STATUS_LEAST ? "the status is below 100" : NULL;
}

/* ---- Fields ----------------------------------------------------------------------------------*/

typedef struct field {
    tce_text name;
    tce_text value;
} field;

static const char *parse_field(tce_text line, field *f) {
    size_t length = 0;
    while (length < line.length && is_token(line.bytes[length])) {
        length++;
    }
    if (is_space(line.bytes[0])) {
        return "the field continues on another line (obs-fold)";
    }
    if (length == 0 || length == line.length || line.bytes[length] != ':') {
        return "the field has no name followed by a colon";
    }
    f->name = (tce_text){line.bytes, length};
    f->value = trimmed((tce_text){line.bytes + length + 1, line.length - length - 1});
    return has_control(f->value) ? "the field has a control character" : NULL;
}

static const char *take_length(http_head *head, tce_text value) {
    uint64_t length = 0;
    if (head->has_length) {
        return "Content-Length is there twice";
    }
    for (size_t i = 0; i < value.length; i++) {
        const uint64_t digit = (uint64_t)(value.bytes[i] - '0');
        if (!is_digit(value.bytes[i]) || length > (INT64_MAX - digit) / 10) {
            return "Content-Length is not one number of bytes";
        }
        length = length * 10 + digit;
    }
    head->has_length = true;
    head->length = length;
    return value.length == 0 ? "Content-Length is empty" : NULL;
}

static const char *take_transfer(http_head *head, tce_text value) {
    if (head->is_chunked) {
        return "Transfer-Encoding is there twice";
    }
    if (head->is_1_0) {
        return "HTTP/1.0 has no Transfer-Encoding";
    }
    head->is_chunked = is_word(value, "chunked");
    return head->is_chunked ? NULL : "the Transfer-Encoding is not 'chunked'";
}

static const char *take_type(http_head *head, tce_text value) {
    if (head->has_type) {
        return "Content-Type is there twice";
    }
    head->has_type = true;
    buffer_append(&head->type, value.bytes, value.length);
    return NULL;
}

static const char *take_encoding(http_head *head, tce_text value) {
    if (head->has_encoding) {
        buffer_byte(&head->encoding, ',');
    }
    head->has_encoding = true;
    buffer_append(&head->encoding, value.bytes, value.length);
    return NULL;
}

static const char *take_range(http_head *head, tce_text value) {
    (void)value;
    head->is_partial = true;
    return NULL;
}

typedef struct rule {
    const char *name;
    const char *(*take)(http_head *head, tce_text value);
} rule;

/* The fields that count. */
static const rule rules[] = {
    {"Content-Length", take_length}, {"Transfer-Encoding", take_transfer},
    {"Content-Type", take_type},     {"Content-Encoding", take_encoding},
    {"Content-Range", take_range},
};

static const char *take_field(http_head *head, const field *f) {
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (is_word(f->name, rules[i].name)) {
            return rules[i].take(head, f->value);
        }
    }
    return NULL;
}

const char *http_head_field(http_head *head, tce_text line) {
    field f;
    const char *problem = parse_field(line, &f);
    if (problem == NULL) {
        problem = take_field(head, &f);
    }
    if (problem == NULL && head->is_chunked && head->has_length) {
        problem = "there are a Content-Length and a Transfer-Encoding";
    }
    return problem;
}

const char *http_trailer_field(tce_text line) {
    field f;
    return parse_field(line, &f);
}

/* ---- Chunks ----------------------------------------------------------------------------------*/

static int hex_value(char byte) {
    if (is_digit(byte)) {
        return byte - '0';
    }
    const char lower = (char)(byte | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

const char *http_chunk_size(tce_text line, uint64_t *size) {
    size_t i = 0;
    *size = 0;
    for (; i < line.length && hex_value(line.bytes[i]) >= 0; i++) {
        if (*size > (uint64_t)INT64_MAX >> 4) {
            return "the size of the chunk is too large";
        }
        *size = *size << 4 | (uint64_t)hex_value(line.bytes[i]);
    }
    const tce_text rest = trimmed((tce_text){line.bytes + i, line.length - i});
    if (i == 0 || (rest.length > 0 && rest.bytes[0] != ';') || has_control(rest)) {
        return "the size of the chunk is not a hexadecimal number";
    }
    return NULL;
}
