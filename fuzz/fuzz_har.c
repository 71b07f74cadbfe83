/*
 * A HAR file: any bytes are reported alike however they are cut, what shows that a file is one does
 * not depend on the cuts, and documents that are written as bodies are found again, each with the
 * verdict of its own.
 */
#include <stdlib.h>

#include "check/framing.h"
#include "random.h"
#include "reading.h"

/* ---- Any bytes -------------------------------------------------------------------------------*/

static division framing_in_cuts(const uint8_t *bytes, size_t length, uint64_t random) {
    framing_scan scan = {0};
    bool found = false;
    for (size_t i = 0; i < length && !found;) {
        const size_t n = target_cut(&random, length - i);
        uint8_t *chunk = target_copy(bytes + i, n);
        found = framing_take(&scan, (const char *)chunk, n);
        free(chunk);
        i += n;
    }
    return framing_of(&scan);
}

static void read_any(const control *c, const uint8_t *bytes, size_t length) {
    framing_scan scan = {0};
    const reading found = reading_compare(c, bytes, length, check_har);
    for (size_t i = 0; i < found.documents && i < DOCUMENTS_MAX; i++) {
        REQUIRE(bytes[found.begins[i]] == '"');
    }
    framing_take(&scan, (const char *)bytes, length);
    REQUIRE(framing_of(&scan) == framing_in_cuts(bytes, length, c->random));
}

/* ---- Bodies ----------------------------------------------------------------------------------*/

static void base64_text(buffer *out, const uint8_t *bytes, size_t length) {
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < length; i += 3) {
        uint32_t bits = 0;
        for (size_t k = 0; k < 3; k++) {
            bits = bits << 8 | (i + k < length ? bytes[i + k] : 0);
        }
        for (size_t k = 0; k < 4; k++) {
            char letter = letters[bits >> (18 - 6 * k) & 63];
            if (i + k > length) {
                letter = '=';
            }
            buffer_byte(out, letter);
        }
    }
}

/* The bytes must be ASCII. */
static void escaped_text(buffer *out, uint64_t *random, const uint8_t *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        const bool must = bytes[i] < 0x20 || bytes[i] == '"' || bytes[i] == '\\';
        if (must || random_below(random, 16) == 0) {
            buffer_format(out, random_below(random, 2) == 0 ? "\\u%04x" : "\\u%04X", bytes[i]);
        } else {
            buffer_byte(out, (char)bytes[i]);
        }
    }
}

static bool is_ascii(const uint8_t *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

/* Members that mean nothing where they stand. */
static void other_members(buffer *out, uint64_t *random) {
    static const char *const members[] = {
        "\"size\":-1.5e3,",
        "\"x\":{\"text\":\"no\",\"encoding\":\"no\"},",
        "\"comment\":\"\\\"}]\",",
        "\"entries\":[{\"response\":{\"content\":{\"text\":\"no\"}}}],",
        "\"log\":{\"status\":null},",
        "\"texts\":[\"text\",{}],"};
    for (size_t n = random_below(random, 3), first = random_below(random, 6); n > 0; n--) {
        buffer_text(out, members[(first + n) % 6]);
    }
}

/* Returns where its text begins. */
static uint64_t content(buffer *out, uint64_t *random, const uint8_t *bytes, size_t length) {
    const bool coded = !is_ascii(bytes, length) || random_below(random, 2) == 0;
    const bool is_first = random_below(random, 2) == 0;
    buffer_text(out, "\"content\":{");
    other_members(out, random);
    buffer_text(out, coded && is_first ? "\"enc\\u006fding\" : \"base64\", " : "");
    buffer_text(out, "\"text\": ");
    const uint64_t begin = out->length;
    buffer_byte(out, '"');
    if (coded) {
        base64_text(out, bytes, length);
    } else {
        escaped_text(out, random, bytes, length);
    }
    buffer_text(out, coded && !is_first ? "\",\"encoding\":\"base64\"}" : "\"}");
    return begin;
}

static uint64_t entry(buffer *out, uint64_t *random, bool last, const uint8_t *bytes,
                      size_t length) {
    buffer_text(out, "{");
    other_members(out, random);
    buffer_text(out, "\"response\":{");
    other_members(out, random);
    const uint64_t begin = content(out, random, bytes, length);
    buffer_text(out, random_below(random, 2) == 0 ? ",\"status\":200}}" : "}}");
    buffer_text(out, last ? "" : ",");
    return begin;
}

static const archive_form forms[] = {
    {" {\"log\":{\"version\":\"1.2\",\"entries\":[", entry, "]}}"},
    {"{\n\"lo\\u0067\" : {\"entries\" : [ ", entry, "],\"pages\":[]},\"x\":[]}"},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < CONTROL_BYTES) {
        return 0;
    }
    const control c = target_control(data);
    read_any(&c, data + CONTROL_BYTES, size - CONTROL_BYTES);
    reading_find_again(&c, data + CONTROL_BYTES, size - CONTROL_BYTES, &forms[c.random % 2],
                       check_har);
    return 0;
}
