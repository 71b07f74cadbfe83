#include "values.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "../tests/support/random.h"
#include "tcenvelope.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const name_words[] = {
    "Instance", "Id",     "Name",   "Status",  "Type",   "Create", "Time",   "Region", "Zone",
    "Vpc",      "Subnet", "Count",  "Total",   "Data",   "Set",    "List",   "Config", "Rule",
    "Group",    "Tag",    "Key",    "Value",   "Policy", "Price",  "Domain", "Url",    "Port",
    "Protocol", "Cpu",    "Memory", "Disk",    "Size",   "Image",  "Host",   "Task",   "Reason",
    "Code",     "Result", "User",   "Account", "Uin",    "AppId",  "Update", "Version"};

static const char *const words[] = {
    "the",       "instance", "running",   "default", "group",   "ap-guangzhou", "cluster",
    "RUNNING",   "SUCCESS",  "normal",    "HTTP",    "TCP",     "mysql",        "backup",
    "test",      "online",   "image",     "of",      "is",      "not",          "PREPAID",
    "version",   "standard", "master",    "node",    "request", "limit",        "service",
    "temporary", "public",   "parameter", "value"};

static const char *const prefixes[] = {"ins", "vpc", "subnet", "disk", "img", "lb", "sg", "eip"};

static const char *word_of(uint64_t *random, const char *const *list, size_t count) {
    return list[random_below(random, count)];
}

static size_t put(char *out, const char *text) {
    const size_t length = strlen(text);
    memcpy(out, text, length + 1);
    return length;
}

size_t make_name(uint64_t *random, char *out) {
    size_t length = put(out, word_of(random, name_words, COUNT(name_words)));
    if (random_below(random, 4) != 0) {
        length += put(out + length, word_of(random, name_words, COUNT(name_words)));
    }
    return length;
}

static void put_from(uint64_t *random, const char *alphabet, char *out, size_t length) {
    const size_t size = strlen(alphabet);
    for (size_t i = 0; i < length; i++) {
        out[i] = alphabet[random_below(random, size)];
    }
    out[length] = '\0';
}

void fill_base64(uint64_t *random, char *out, size_t length) {
    put_from(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", out,
             length);
}

/* Between quotation marks. */
static size_t quote(char *out, size_t length) {
    out[0] = '"';
    out[length + 1] = '"';
    return length + 2;
}

size_t make_request_id(uint64_t *random, char *out) {
    put_from(random, "0123456789abcdef", out + 1, 36);
    out[9] = out[14] = out[19] = out[24] = '-';
    return quote(out, 36);
}

/* The first common codes: one that the library appends changes no workload. */
enum { CODES_DRAWN = 26 };

size_t make_error_code(uint64_t *random, char *out) {
    const tce_code code = (tce_code)(1 + random_below(random, CODES_DRAWN));
    size_t length = put(out + 1, tce_code_name(code));
    if (random_below(random, 2) == 0 && strchr(out + 1, '.') == NULL) {
        length += put(out + 1 + length, ".");
        length += put(out + 1 + length, word_of(random, name_words, COUNT(name_words)));
    }
    return quote(out, length);
}

static size_t put_words(uint64_t *random, char *out, size_t count) {
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        length += i > 0 ? put(out + length, " ") : 0;
        length += put(out + length, word_of(random, words, COUNT(words)));
    }
    return length;
}

size_t make_sentence(uint64_t *random, char *out) {
    return quote(out, put_words(random, out + 1, 4 + random_below(random, 10)));
}

/* From U+4E00 on, as three bytes of UTF-8. */
void put_chinese(uint64_t *random, char *out) {
    const uint32_t character = 0x4E00 + (uint32_t)random_below(random, 0x5000);
    out[0] = (char)(0xE0 | character >> 12);
    out[1] = (char)(0x80 | (character >> 6 & 0x3F));
    out[2] = (char)(0x80 | (character & 0x3F));
}

size_t make_chinese(uint64_t *random, char *out) {
    const size_t long_one = random_below(random, 8) == 0 ? 32 : 0;
    const size_t count = 2 + random_below(random, 10 + long_one);
    for (size_t i = 0; i < count; i++) {
        put_chinese(random, out + 1 + 3 * i);
    }
    return quote(out, 3 * count);
}

static size_t make_word(uint64_t *random, char *out) {
    return quote(out, put_words(random, out + 1, 1 + random_below(random, 2)));
}

static size_t make_empty(uint64_t *random, char *out) {
    (void)random;
    return quote(out, 0);
}

static size_t make_digits(uint64_t *random, char *out) {
    const size_t length = 1 + random_below(random, 10);
    put_from(random, "0123456789", out + 1, length);
    return quote(out, length);
}

static size_t make_date(uint64_t *random, char *out) {
    const int length =
        snprintf(out + 1, VALUE_MAX - 2, "202%zu-0%zu-1%zu %02zu:%02zu:%02zu",
                 random_below(random, 7), 1 + random_below(random, 9), random_below(random, 10),
                 random_below(random, 24), random_below(random, 60), random_below(random, 60));
    return quote(out, (size_t)length);
}

static size_t make_resource_id(uint64_t *random, char *out) {
    size_t length = put(out + 1, word_of(random, prefixes, COUNT(prefixes)));
    length += put(out + 1 + length, "-");
    put_from(random, "0123456789abcdefghijklmnopqrstuvwxyz", out + 1 + length, 8);
    return quote(out, length + 8);
}

static size_t make_url(uint64_t *random, char *out) {
    size_t length = put(out + 1, "https://console.cloud.example.com/");
    const size_t tail = 8 + random_below(random, 40);
    put_from(random, "abcdefghijklmnopqrstuvwxyz0123456789/-_", out + 1 + length, tail);
    return quote(out, length + tail);
}

static size_t make_base64(uint64_t *random, char *out) {
    const size_t length = 64 + 4 * random_below(random, 200);
    fill_base64(random, out + 1, length);
    return quote(out, length);
}

/* JSON within a string, with its quotation marks escaped. */
static size_t make_embedded(uint64_t *random, char *out) {
    const size_t members = 1 + random_below(random, 12);
    size_t length = put(out + 1, "{");
    for (size_t i = 0; i < members; i++) {
        length += put(out + 1 + length, i > 0 ? ",\\\"" : "\\\"");
        length += make_name(random, out + 1 + length);
        length += put(out + 1 + length, "\\\":\\\"");
        length += put_words(random, out + 1 + length, 1);
        length += put(out + 1 + length, "\\\"");
    }
    length += put(out + 1 + length, "}");
    return quote(out, length);
}

typedef struct string_kind {
    size_t share; /* of a thousand strings */
    size_t (*make)(uint64_t *random, char *out);
} string_kind;

static const string_kind string_kinds[] = {
    {430, make_word}, {120, make_digits},     {115, make_chinese}, {100, make_empty},
    {95, make_date},  {70, make_resource_id}, {15, make_sentence}, {18, make_request_id},
    {17, make_url},   {15, make_embedded},    {5, make_base64},
};

size_t make_string(uint64_t *random, char *out) {
    size_t at = random_below(random, 1000);
    size_t kind = 0;
    while (at >= string_kinds[kind].share) {
        at -= string_kinds[kind].share;
        kind++;
    }
    return string_kinds[kind].make(random, out);
}

size_t make_integer(uint64_t *random, char *out) {
    static const uint64_t bounds[] = {2, 10, 10, 100, 1000, 100000, UINT64_C(2000000000)};
    const uint64_t bound = bounds[random_below(random, COUNT(bounds))];
    return (size_t)snprintf(out, VALUE_MAX, "%zu", random_below(random, (size_t)bound));
}

size_t make_fraction(uint64_t *random, char *out) {
    return (size_t)snprintf(out, VALUE_MAX, "%zu.%02zu", random_below(random, 1000),
                            random_below(random, 100));
}
