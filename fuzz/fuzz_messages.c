/*
 * HTTP responses one after another (--framing=http): any bytes are reported alike however they are
 * cut, and documents that are written as responses are found again, each with the verdict of its
 * own.
 */
#include <string.h>

#include "random.h"
#include "reading.h"

/* ---- Any bytes -------------------------------------------------------------------------------*/

static void read_any(const control *c, const uint8_t *bytes, size_t length) {
    const reading found = reading_compare(c, bytes, length, check_http);
    for (size_t i = 0; i < found.documents && i < DOCUMENTS_MAX; i++) {
        REQUIRE(length - found.begins[i] >= 12);
        REQUIRE(memcmp(bytes + found.begins[i], "HTTP/1.", 7) == 0);
        REQUIRE(i == 0 || found.begins[i] > found.begins[i - 1]);
    }
}

/* ---- Responses -------------------------------------------------------------------------------*/

static void end_line(buffer *out, uint64_t *random) {
    buffer_text(out, random_below(random, 2) == 0 ? "\r\n" : "\n");
}

static void line(buffer *out, uint64_t *random, const char *text) {
    buffer_text(out, text);
    end_line(out, random);
}

/* Fields that say nothing of the body. */
static void other_fields(buffer *out, uint64_t *random) {
    static const char *const fields[] = {"Server: x",   "X-Empty:",    "Content-Type: text/html",
                                         "X: a: \"b\\", "Date:\t1 \t", "content-lengths: 3"};
    for (size_t n = random_below(random, 3), first = random_below(random, 6); n > 0; n--) {
        line(out, random, fields[(first + n) % 6]);
    }
}

static void in_chunks(buffer *out, uint64_t *random, const uint8_t *bytes, size_t length) {
    for (size_t i = 0; i < length;) {
        const size_t n = target_cut(random, length - i);
        buffer_format(out, random_below(random, 2) == 0 ? "%zx" : "%04zX ; a=\"b\"", n);
        end_line(out, random);
        buffer_append(out, bytes + i, n);
        end_line(out, random);
        i += n;
    }
    line(out, random, random_below(random, 2) == 0 ? "0" : "00;x");
    other_fields(out, random);
    end_line(out, random);
}

static void with_length(buffer *out, uint64_t *random, const uint8_t *bytes, size_t length) {
    buffer_format(out, random_below(random, 2) == 0 ? "content-LENGTH:%zu" : "Content-Length: %zu ",
                  length);
    end_line(out, random);
    other_fields(out, random);
    end_line(out, random);
    buffer_append(out, bytes, length);
}

static void no_body(buffer *out, uint64_t *random) {
    static const char *const heads[] = {"HTTP/1.1 100 Continue", "HTTP/1.1 204",
                                        "HTTP/1.0 304 Not Modified"};
    if (random_below(random, 4) == 0) {
        line(out, random, heads[random_below(random, 3)]);
        other_fields(out, random);
        end_line(out, random);
    }
}

/* Only the last body can end with the input. */
static uint64_t response(buffer *out, uint64_t *random, bool last, const uint8_t *bytes,
                         size_t length) {
    const size_t form = random_below(random, last ? 3 : 2);
    no_body(out, random);
    const uint64_t begin = out->length;
    line(out, random, form == 1 ? "HTTP/1.1 200 OK" : "HTTP/1.0 502");
    if (form == 1) {
        line(out, random, "transfer-encoding: Chunked");
        other_fields(out, random);
        end_line(out, random);
        in_chunks(out, random, bytes, length);
    } else if (form == 0) {
        with_length(out, random, bytes, length);
    } else {
        end_line(out, random);
        buffer_append(out, bytes, length);
    }
    return begin;
}

static const archive_form responses = {"", response, ""};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < CONTROL_BYTES) {
        return 0;
    }
    const control c = target_control(data);
    read_any(&c, data + CONTROL_BYTES, size - CONTROL_BYTES);
    reading_find_again(&c, data + CONTROL_BYTES, size - CONTROL_BYTES, &responses, check_http);
    return 0;
}
