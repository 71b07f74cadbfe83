#include "envelopes.h"

#include <stdbool.h>
#include <string.h>

#include "random.h"

/* Bytes from begin on. */
typedef struct span {
    size_t begin, length;
} span;

/* Puts other bytes in the place of a span. Does nothing when they do not fit. */
static void replace(envelope_text *t, span s, const char *bytes, size_t length) {
    const size_t past = s.begin + s.length;
    if (t->length - s.length + length > sizeof(t->bytes)) {
        return;
    }
    memmove(t->bytes + s.begin + length, t->bytes + past, t->length - past);
    memcpy(t->bytes + s.begin, bytes, length);
    t->length = t->length - s.length + length;
}

/* At most this many bytes of the document; none of an empty one. */
static span choose_bytes(const envelope_text *t, uint64_t *random, size_t most) {
    if (t->length == 0) {
        return (span){0, 0};
    }
    const size_t begin = random_below(random, t->length);
    const size_t left = t->length - begin;
    const size_t length = 1 + random_below(random, most);
    return (span){begin, length < left ? length : left};
}

/* ---- Tokens ----------------------------------------------------------------------------------*/

/* Past the string, number or word that begins at a place; other bytes are tokens of their own. */
static size_t token_end(const envelope_text *t, size_t begin) {
    size_t p = begin + 1;
    if (t->bytes[begin] == '"') {
        while (p < t->length && t->bytes[p] != '"') {
            p += t->bytes[p] == '\\' ? 2 : 1;
        }
        return p < t->length ? p + 1 : t->length;
    }
    if (strchr("{}[]:, \n\r\t", t->bytes[begin]) == NULL) {
        while (p < t->length && strchr("{}[]:, \n\r\t\"", t->bytes[p]) == NULL) {
            p++;
        }
    }
    return p;
}

static bool is_blank(char byte) {
    return strchr(" \n\r\t", byte) != NULL;
}

/* One of those after a random place, since strings are found from the beginning only. */
static span choose_token(const envelope_text *t, uint64_t *random) {
    size_t p = 0;
    const size_t place = t->length == 0 ? 0 : random_below(random, t->length);
    while (p < t->length) {
        const size_t end = token_end(t, p);
        if (end > place && !is_blank(t->bytes[p])) {
            return (span){p, end - p};
        }
        p = end;
    }
    return (span){t->length, 0};
}

/* ---- Mutations -------------------------------------------------------------------------------*/

#define PART_MAX 512

static const char near_bytes[] =
    "\"\"\"\\\\{}{}[][],,::0123-.e1tfnu  "
    "\n\t\r\x01\x0C\x1A\x1F\x7F\x80\xBF\xC0\xC3\xE5\xED\xF0\xF4\xF5\xFF";

static size_t random_bytes(char bytes[3], uint64_t *random) {
    const size_t length = 1 + random_below(random, 3);
    for (size_t i = 0; i < length; i++) {
        bytes[i] = near_bytes[random_below(random, sizeof(near_bytes) - 1)];
    }
    return length;
}

static void replace_bytes(envelope_text *t, uint64_t *random) {
    char bytes[3];
    const size_t length = random_bytes(bytes, random);
    span s = choose_bytes(t, random, length);
    replace(t, s, bytes, s.length);
}

static void insert_bytes(envelope_text *t, uint64_t *random) {
    char bytes[3];
    const size_t length = random_bytes(bytes, random);
    replace(t, (span){random_below(random, t->length + 1), 0}, bytes, length);
}

static void drop_bytes(envelope_text *t, uint64_t *random) {
    replace(t, choose_bytes(t, random, 3), "", 0);
}

/* Puts a copy of the span at a place. */
static void copy(envelope_text *t, span s, size_t place) {
    char part[PART_MAX];
    if (s.length <= sizeof(part)) {
        memcpy(part, t->bytes + s.begin, s.length);
        replace(t, (span){place, 0}, part, s.length);
    }
}

static void duplicate_bytes(envelope_text *t, uint64_t *random) {
    const span s = choose_bytes(t, random, 3);
    copy(t, s, s.begin);
}

static void swap_bytes(envelope_text *t, uint64_t *random) {
    const span a = choose_bytes(t, random, 1);
    const span b = choose_bytes(t, random, 1);
    if (a.length == b.length && a.length == 1) {
        const char byte = t->bytes[a.begin];
        t->bytes[a.begin] = t->bytes[b.begin];
        t->bytes[b.begin] = byte;
    }
}

static void drop_token(envelope_text *t, uint64_t *random) {
    replace(t, choose_token(t, random), "", 0);
}

static void duplicate_token(envelope_text *t, uint64_t *random) {
    const span s = choose_token(t, random);
    copy(t, s, s.begin);
}

/* Puts a copy of one token in the place of another. */
static void replace_token(envelope_text *t, uint64_t *random) {
    char part[PART_MAX];
    const span from = choose_token(t, random);
    if (from.length <= sizeof(part)) {
        memcpy(part, t->bytes + from.begin, from.length);
        replace(t, choose_token(t, random), part, from.length);
    }
}

static void insert_word(envelope_text *t, uint64_t *random) {
    static const char *const words[] = {"\"RequestId\"",
                                        "\"Error\"",
                                        "\"Code\"",
                                        "\"Message\"",
                                        "\"a\"",
                                        "{",
                                        "}",
                                        "[",
                                        "]",
                                        ":",
                                        ",",
                                        "null",
                                        "0",
                                        "{\"Code\":\"c\",\"Message\":\"m\"}",
                                        "\"RequestId\":\"b\",",
                                        ",\"RequestId\":\"b\"",
                                        "\"Error\":{",
                                        "}}",
                                        "\"a\":[",
                                        "],"};
    const char *word = words[random_below(random, sizeof(words) / sizeof(words[0]))];
    const span s = choose_token(t, random);
    replace(t, (span){s.begin, random_below(random, 2) * s.length}, word, strlen(word));
}

static void swap_with_next_token(envelope_text *t, uint64_t *random) {
    const span s = choose_token(t, random);
    const size_t next = s.begin + s.length;
    const size_t length = t->length;
    if (next < length) {
        const size_t moved = token_end(t, next) - next;
        copy(t, (span){next, moved}, s.begin);
        replace(t, (span){next + moved, t->length - length}, "", 0);
    }
}

static void copy_part(envelope_text *t, uint64_t *random) {
    const span s = choose_bytes(t, random, PART_MAX);
    copy(t, s, random_below(random, t->length + 1));
}

static void drop_part(envelope_text *t, uint64_t *random) {
    replace(t, choose_bytes(t, random, 200), "", 0);
}

static void cut_off(envelope_text *t, uint64_t *random) {
    t->length = random_below(random, t->length + 1);
}

typedef void mutation(envelope_text *t, uint64_t *random);

static mutation *const mutations[] = {
    replace_bytes, replace_bytes,        insert_bytes,    drop_bytes,    duplicate_bytes,
    swap_bytes,    drop_token,           duplicate_token, replace_token, insert_word,
    insert_word,   swap_with_next_token, copy_part,       drop_part,     cut_off,
};

void envelope_mutate(envelope_text *t, uint64_t *random) {
    size_t left = random_below(random, 4);
    for (left = left == 0 ? 3 : left == 1 ? 2 : 1; left > 0; left--) {
        mutations[random_below(random, sizeof(mutations) / sizeof(mutations[0]))](t, random);
    }
}
