/*
 * A mutator for libFuzzer that knows JSON and the envelope, so that most inputs stay near valid:
 * it changes complete members, values and escapes. Half of the time it leaves the input to
 * libFuzzer's own mutations, which do what this one does not.
 *
 * It works on text that may be broken already: it finds tokens by their brackets and quotes, and
 * what it takes for a value may not be one.
 */
#include <string.h>

#include "target.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *first, size_t first_size, const uint8_t *second,
                                 size_t second_size, uint8_t *out, size_t max_size, unsigned seed);

typedef struct span {
    size_t begin, end;
} span;

typedef struct text {
    uint8_t *bytes;
    size_t size, max;
    uint64_t random;
} text;

static size_t pick(text *t, size_t count) {
    t->random = t->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)(t->random >> 33) % count;
}

/* ---- Editing ---------------------------------------------------------------------------------*/

/* Puts length bytes in the place of the span, where they fit. */
static void replace(text *t, span s, const void *bytes, size_t length) {
    const size_t removed = s.end - s.begin;
    if (length > removed && length - removed > t->max - t->size) {
        return;
    }
    memmove(t->bytes + s.begin + length, t->bytes + s.end, t->size - s.end);
    memcpy(t->bytes + s.begin, bytes, length);
    t->size = t->size - removed + length;
}

static void replace_by_word(text *t, span s, const char *const *words, size_t count) {
    const char *word = words[pick(t, count)];
    replace(t, s, word, strlen(word));
}

static void insert_word(text *t, size_t offset, const char *const *words, size_t count) {
    replace_by_word(t, (span){offset, offset}, words, count);
}

/* ---- Finding ---------------------------------------------------------------------------------*/

#define SPANS_MAX 256

typedef struct spans {
    span items[SPANS_MAX];
    size_t count;
} spans;

static size_t string_end(const text *t, size_t offset) {
    for (offset++; offset < t->size; offset++) {
        if (t->bytes[offset] == '\\') {
            offset++;
        } else if (t->bytes[offset] == '"') {
            return offset + 1;
        }
    }
    return t->size;
}

static bool is_word(uint8_t byte) {
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || byte == '-' || byte == '+' || byte == '.';
}

static size_t token_end(const text *t, size_t offset) {
    if (t->bytes[offset] == '"') {
        return string_end(t, offset);
    }
    size_t end = offset + 1;
    while (is_word(t->bytes[offset]) && end < t->size && is_word(t->bytes[end])) {
        end++;
    }
    return end;
}

static void find_tokens(const text *t, spans *out, bool strings_alone) {
    out->count = 0;
    for (size_t i = 0; i < t->size && out->count < SPANS_MAX;) {
        const size_t end = token_end(t, i);
        const bool wanted = strings_alone ? t->bytes[i] == '"' : t->bytes[i] > ' ';
        if (wanted) {
            out->items[out->count++] = (span){i, end};
        }
        i = end;
    }
}

static bool pick_token(text *t, span *out, bool strings_alone) {
    spans tokens;
    find_tokens(t, &tokens, strings_alone);
    if (tokens.count == 0) {
        return false;
    }
    *out = tokens.items[pick(t, tokens.count)];
    return true;
}

/* Where the value that begins at offset ends: at its closing bracket, or its token's end. */
static size_t value_end(const text *t, size_t offset) {
    size_t depth = 0;
    while (offset < t->size) {
        const uint8_t byte = t->bytes[offset];
        depth += byte == '{' || byte == '[';
        const bool closes = byte == '}' || byte == ']';
        if (closes && depth > 0) {
            depth--;
        }
        offset = token_end(t, offset);
        if (depth == 0) {
            break;
        }
    }
    return offset;
}

static size_t skip_space(const text *t, size_t offset) {
    while (offset < t->size && t->bytes[offset] <= ' ') {
        offset++;
    }
    return offset;
}

/* A member: a string, a colon and a value. */
static bool pick_member(text *t, span *out) {
    span name;
    if (!pick_token(t, &name, true)) {
        return false;
    }
    const size_t colon = skip_space(t, name.end);
    if (colon >= t->size || t->bytes[colon] != ':') {
        return false;
    }
    const size_t value = skip_space(t, colon + 1);
    *out = (span){name.begin, value < t->size ? value_end(t, value) : t->size};
    return true;
}

/* ---- Mutations -------------------------------------------------------------------------------*/

#define COPY_MAX 512

#define WORDS(name, ...) static const char *const name[] = {__VA_ARGS__}
#define COUNT(words)     (sizeof(words) / sizeof((words)[0]))

WORDS(names, "\"Response\"", "\"RequestId\"", "\"Error\"", "\"Code\"", "\"Message\"",
      "\"Request\\u0049d\"", "\"\\u0045rror\"", "\"response\"", "\"\"", "\"Code\\u0000\"",
      "\"Error\\ud800\"");
WORDS(values, "null", "true", "false", "0", "-1.5e+10", "\"\"", "\"a\"", "[]", "{}", "[{}]",
      "\"InternalError\"", "\"AuthFailure.SignatureFailure\"",
      "{\"Code\":\"LimitExceeded.X\",\"Message\":\"m\"}", "{\"RequestId\":\"r\"}", "1e", "tru",
      "\"\\ud83d\\ude00\"", "01", "-", "NaN");
WORDS(members, "\"RequestId\":\"r\"", "\"Error\":{\"Code\":\"c\",\"Message\":\"m\"}",
      "\"Code\":\"c\"", "\"Message\":\"m\"", "\"Response\":{}", "\"Error\":{}", "\"Error\":null",
      "\"Code\":\"\"");
WORDS(escapes, "\\n", "\\\"", "\\\\", "\\u0041", "\\u0000", "\\ud83d\\ude00", "\\ud800", "\\udc00",
      "\\ud800\\ud800\\udc00", "\\uD8", "\\x", "\\", "\\ud83d\\n", "\xC3\xA9", "\xE5\x93\x8D",
      "\xF0\x9F\x98\x80", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE5\x93", "\x80",
      "\x1F", "\x0B", "\x7F");
WORDS(between, " ", "\n", "\t", "\r\n", "\v", "\f", ",", ":", "\xEF\xBB\xBF", "\xC2", "\xFF", "}",
      "]", "/**/");

static void swap_members(text *t) {
    span a;
    span b;
    uint8_t copy[COPY_MAX];
    if (!pick_member(t, &a) || !pick_member(t, &b) || a.end > b.begin ||
        a.end - a.begin > COPY_MAX) {
        return;
    }
    const size_t length = a.end - a.begin;
    memcpy(copy, t->bytes + a.begin, length);
    uint8_t other[COPY_MAX];
    const size_t other_length = b.end - b.begin;
    if (other_length > COPY_MAX) {
        return;
    }
    memcpy(other, t->bytes + b.begin, other_length);
    replace(t, b, copy, length);
    replace(t, a, other, other_length);
}

static void duplicate_member(text *t) {
    span m;
    uint8_t copy[COPY_MAX + 1];
    if (!pick_member(t, &m) || m.end - m.begin > COPY_MAX) {
        return;
    }
    const size_t length = m.end - m.begin;
    memcpy(copy, t->bytes + m.begin, length);
    copy[length] = ',';
    replace(t, (span){m.begin, m.begin}, copy, length + 1);
}

static void insert_member(text *t) {
    span m;
    if (pick_member(t, &m)) {
        insert_word(t, m.begin, (const char *const[]){","}, 1);
        insert_word(t, m.begin, members, COUNT(members));
    }
}

static void remove_member(text *t) {
    span m;
    if (pick_member(t, &m)) {
        const bool comma = m.end < t->size && t->bytes[m.end] == ',';
        replace(t, (span){m.begin, m.end + comma}, "", 0);
    }
}

static void change_name(text *t) {
    span name;
    if (pick_token(t, &name, true)) {
        replace_by_word(t, name, names, COUNT(names));
    }
}

static void change_value(text *t) {
    span token;
    if (pick_token(t, &token, false)) {
        token.end = value_end(t, token.begin);
        replace_by_word(t, token, values, COUNT(values));
    }
}

static void insert_escape(text *t) {
    span string;
    if (pick_token(t, &string, true) && string.end > string.begin + 1) {
        const size_t offset = string.begin + 1 + pick(t, string.end - string.begin - 1);
        insert_word(t, offset, escapes, COUNT(escapes));
    }
}

/* Long enough to exceed a limit: of a RequestId, a message, or the held part of a string. */
static void lengthen_string(text *t) {
    static const size_t lengths[] = {127, 128, 129, 510, 511, 512, 513, 3060, 3084, 3100};
    span string;
    uint8_t filling[4096];
    if (pick_token(t, &string, true)) {
        const size_t length = lengths[pick(t, COUNT(lengths))];
        memset(filling, 'x', length);
        replace(t, (span){string.begin + 1, string.begin + 1}, filling, length);
    }
}

static void insert_between(text *t) {
    span token;
    if (pick_token(t, &token, false)) {
        insert_word(t, pick(t, 2) == 0 ? token.begin : token.end, between, COUNT(between));
    }
}

static void cut_off(text *t) {
    if (t->size > 0) {
        t->size = pick(t, t->size);
    }
}

static void deepen(text *t) {
    span token;
    if (!pick_token(t, &token, false)) {
        return;
    }
    const size_t end = value_end(t, token.begin);
    const bool array = pick(t, 2) == 0;
    const size_t times = (size_t)1 << pick(t, 5);
    for (size_t i = 0; i < times; i++) {
        insert_word(t, end < t->size ? end : t->size, (const char *const[]){array ? "]" : "}"}, 1);
    }
    for (size_t i = 0; i < times; i++) {
        insert_word(t, token.begin, (const char *const[]){array ? "[" : "{\"a\":"}, 1);
    }
}

typedef void mutation(text *t);

static mutation *const mutations[] = {
    swap_members,  duplicate_member, insert_member,   remove_member,  change_name, change_value,
    insert_escape, insert_escape,    lengthen_string, insert_between, cut_off,     deepen,
};

/* ---- libFuzzer's side ------------------------------------------------------------------------*/

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
    text t = {.random = seed};
    if (size <= CONTROL_BYTES || max_size <= CONTROL_BYTES || pick(&t, 2) == 0) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    t.bytes = data + CONTROL_BYTES;
    t.size = size - CONTROL_BYTES;
    t.max = max_size - CONTROL_BYTES;
    for (size_t i = 1 + pick(&t, 3); i > 0; i--) {
        mutations[pick(&t, COUNT(mutations))](&t);
    }
    if (pick(&t, 4) == 0) {
        data[pick(&t, CONTROL_BYTES)] = (uint8_t)pick(&t, 256);
    }
    return t.size + CONTROL_BYTES;
}

/* A value of the second document in the place of one of the first. */
size_t LLVMFuzzerCustomCrossOver(const uint8_t *first, size_t first_size, const uint8_t *second,
                                 size_t second_size, uint8_t *out, size_t max_size, unsigned seed) {
    if (first_size <= CONTROL_BYTES || second_size <= CONTROL_BYTES || first_size > max_size) {
        return 0;
    }
    memcpy(out, first, first_size);
    uint8_t other_bytes[4096];
    text other = {.bytes = other_bytes, .max = sizeof(other_bytes), .random = seed};
    other.size = second_size - CONTROL_BYTES < other.max ? second_size - CONTROL_BYTES : other.max;
    memcpy(other_bytes, second + CONTROL_BYTES, other.size);
    text t = {.bytes = out + CONTROL_BYTES,
              .size = first_size - CONTROL_BYTES,
              .max = max_size - CONTROL_BYTES,
              .random = seed};
    span from;
    span to;
    if (pick_token(&other, &from, false) && pick_token(&t, &to, false)) {
        from.end = value_end(&other, from.begin);
        to.end = value_end(&t, to.begin);
        replace(&t, to, other.bytes + from.begin, from.end - from.begin);
    }
    return t.size + CONTROL_BYTES;
}
